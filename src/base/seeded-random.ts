/** Random fractions that a seed decides: the same seed gives the same run. */
import { Random } from "./random.js";

/** Until a small seed has spread over the whole state. */
const warmUp = 16;

export class SeededRandom {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random([seed, 0x9e37_79b9, 0x243f_6a88, 0xb7e1_5162]);
    for (let i = 0; i < warmUp; i++) this.random.next();
  }

  /** From 0 up to 1, without 1. */
  next(): number {
    return (this.random.next() >>> 0) / 2 ** 32;
  }
}

/** The same as a function. */
export function seededRandom(seed: number): () => number {
  const random = new SeededRandom(seed);
  return () => random.next();
}
