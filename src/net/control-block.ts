/**
 * A few words that a worker and the main thread share, so that a worker that never returns to its
 * event loop can be told to look at its mail, and can be watched.
 */
const word = { signal: 0, stop: 1, beat: 2, hand: 3 } as const;
const words = 16;

export class ControlBlock {
  readonly #words: Int32Array;
  #seen = 0;

  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(words * 4)) {
    this.#words = new Int32Array(shared);
  }

  /** Main thread: there is a message in the worker's port. */
  signal(): void {
    Atomics.add(this.#words, word.signal, 1);
  }

  /** Main thread: finish what is in hand, then end. */
  requestStop(): void {
    Atomics.store(this.#words, word.stop, 1);
    this.signal();
  }

  /** Main thread: a number that moves as long as the worker goes round its loop. */
  get beat(): number {
    return Atomics.load(this.#words, word.beat);
  }

  /** Main thread: frame and length of the message that was being answered, if one was. */
  get inHand(): { readonly frame: number; readonly length: number } | undefined {
    const packed = Atomics.load(this.#words, word.hand);
    return packed === 0 ? undefined : { frame: (packed >>> 16) - 1, length: packed & 0xffff };
  }

  /** Main thread: before a worker's successor takes the block over. */
  clear(): void {
    this.#words.fill(0);
  }

  /** Worker: whether signal() was called since the last look. */
  takeSignal(): boolean {
    const now = Atomics.load(this.#words, word.signal);
    if (now === this.#seen) return false;
    this.#seen = now;
    return true;
  }

  get stopRequested(): boolean {
    return Atomics.load(this.#words, word.stop) !== 0;
  }

  /** Worker, once a round. One writer: no atomic addition is needed. */
  pulse(): void {
    this.#words[word.beat] = (this.#words[word.beat]! + 1) | 0;
  }

  /** Worker, before each answer; one plain store. `frame` is below 2^15 - 1. */
  take(frame: number, length: number): void {
    this.#words[word.hand] = ((frame + 1) << 16) | length;
  }

  /** Worker: nothing is in hand. */
  release(): void {
    this.#words[word.hand] = 0;
  }
}
