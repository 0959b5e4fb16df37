/** Octets gathered from chunks of any size, at most `max`, in one piece of memory. */
export class BoundedBytes {
  readonly #max: number;
  #bytes = Buffer.allocUnsafe(1024);
  length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get isFull(): boolean {
    return this.length === this.#max;
  }

  /** Takes what there is room for, and returns the rest. */
  take(chunk: Buffer): Buffer {
    const taken = Math.min(chunk.length, this.#max - this.length);
    const needed = this.length + taken;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.#max, Math.max(needed, needed * 2)));
      this.#bytes.copy(larger, 0, 0, this.length);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.length, 0, taken);
    this.length = needed;
    return chunk.subarray(taken);
  }

  /** Valid until the next `take`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}
