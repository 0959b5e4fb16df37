/** Every reason that results have had, once. There are few; should a target invent more, they are one. */
const reasonsMax = 4096;
const others = "other";

export class ReasonTable {
  readonly #reasons = [others];
  readonly #places = new Map([[others, 0]]);

  placeOf(reason: string): number {
    const known = this.#places.get(reason);
    if (known !== undefined) return known;
    if (this.#reasons.length === reasonsMax) return 0;
    this.#places.set(reason, this.#reasons.length);
    return this.#reasons.push(reason) - 1;
  }

  reasonAt(place: number): string {
    return this.#reasons[place] ?? others;
  }
}
