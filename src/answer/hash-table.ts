/**
 * A table from hashes to small numbers that is emptied at no cost: entries carry the generation
 * they were made in. A `Map` that is cleared for every message makes rubbish for every message.
 */
import { mixHash } from "../image/name-hash.js";

/** A power of two, and more than twice the RRsets that a message has room for (65,535 / 16). */
const capacity = 8192;
const mask = capacity - 1;
const entriesMax = capacity * 0.75;

export class HashTable {
  readonly #hashes = new Int32Array(capacity);
  readonly #values = new Int32Array(capacity);
  readonly #generations = new Uint32Array(capacity);
  #generation = 1;
  #count = 0;

  clear(): void {
    this.#count = 0;
    this.#generation = (this.#generation + 1) >>> 0;
    if (this.#generation !== 0) return;
    this.#generations.fill(0);
    this.#generation = 1;
  }

  /** What was put under this hash, or -1. */
  get(hash: number): number {
    const slot = this.#slot(hash);
    return this.#generations[slot] === this.#generation ? this.#values[slot]! : -1;
  }

  /** Puts a value that is not negative under a hash that has none. A full table forgets it. */
  add(hash: number, value: number): void {
    if (this.#count >= entriesMax) return;
    const slot = this.#slot(hash);
    this.#hashes[slot] = hash;
    this.#values[slot] = value;
    this.#generations[slot] = this.#generation;
    this.#count++;
  }

  #slot(hash: number): number {
    let slot = mixHash(hash) & mask;
    while (this.#generations[slot] === this.#generation && this.#hashes[slot] !== (hash | 0))
      slot = (slot + 1) & mask;
    return slot;
  }
}
