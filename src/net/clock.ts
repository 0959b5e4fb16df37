/** Time as the transports need it; thread entries make the real one. */
export interface Clock {
  /** Milliseconds with a fraction, never going back. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC; may be set by an administrator. */
  unixMs(): number;
}

/**
 * Whole seconds of the day's time for the price of one comparison: the wall clock is read again
 * only when the monotonic one says that the second is over.
 */
export class SecondHand {
  readonly #clock: Clock;
  #seconds = 0;
  #nextAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The Unix time in seconds at `monotonicMs`, which the caller has just read. */
  at(monotonicMs: number): number {
    if (monotonicMs >= this.#nextAtMs) {
      const unixMs = this.#clock.unixMs();
      this.#seconds = Math.floor(unixMs / 1000);
      this.#nextAtMs = monotonicMs + 1000 - (unixMs % 1000);
    }
    return this.#seconds;
  }
}
