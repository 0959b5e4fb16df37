/** Random numbers that a seed decides: the same seed gives the same run (sfc32, Doty-Humphrey). */
export class SeededRandom {
  private a = 0x9e37_79b9;
  private b = 0x243f_6a88;
  private c: number;
  private count = 1;

  constructor(seed: number) {
    this.c = seed | 0;
    for (let i = 0; i < 12; i++) this.next();
  }

  /** From 0 up to 1, without 1. */
  next(): number {
    const sum = (this.a + this.b + this.count) | 0;
    this.count = (this.count + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  }
}
