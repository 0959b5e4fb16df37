/**
 * A small generator of pseudo-random numbers for choices that need no secrecy: xoshiro128** 1.1
 * (Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, 2021). The seed is an
 * argument, so that a run can be told again.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor([a = 0, b = 0, c = 0, d = 0]: ArrayLike<number> & Iterable<number>) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    // A state of zeros would stay one.
    this.d = (a | b | c | d) === 0 ? 1 : d | 0;
  }

  /** The next 32 bits, as a signed number. */
  next(): number {
    const scrambled = Math.imul(rotated(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotated(this.d, 11);
    return scrambled;
  }
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
