/**
 * How many checks may be under way at once, and who is next: first come, first served, so that no
 * probe is left out however slow the others are. Programs have a lane of their own: they cost more
 * than sockets, and wait for each other only.
 */
import type { ProbeSlot } from "./probe-slot.js";

export class Lane {
  readonly #max: number;
  readonly #queue: ProbeSlot[] = [];
  #head = 0;
  #running = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get hasRoom(): boolean {
    return this.#running < this.#max;
  }

  enter(): void {
    this.#running++;
  }

  leave(): void {
    this.#running--;
  }

  queue(slot: ProbeSlot): void {
    slot.phase = "queued";
    this.#queue.push(slot);
  }

  get canStart(): boolean {
    return this.hasRoom && this.#head < this.#queue.length;
  }

  /** The one that has waited longest and still wants to start; undefined if there is no room. */
  next(): ProbeSlot | undefined {
    while (this.canStart) {
      const slot = this.#queue[this.#head++]!;
      if (this.#head === this.#queue.length || this.#head > 1024) {
        this.#queue.splice(0, this.#head);
        this.#head = 0;
      }
      if (slot.phase === "queued") return slot;
    }
    return undefined;
  }
}
