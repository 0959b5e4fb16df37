/** Time as probes need it; the thread's entry makes the real one. */
export interface ProbeClock {
  /** Milliseconds with a fraction, never going back. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC, for reports only: an administrator may set it. */
  unixMs(): number;
  /** Runs once, so many milliseconds from now. Returns what calls it off. */
  wake(afterMs: number, run: () => void): () => void;
  /** Runs once, when this turn of the event loop is over. */
  soon(run: () => void): void;
}

/** The clock of this thread. */
export const threadClock: ProbeClock = {
  monotonicMs: () => performance.now(),
  unixMs: () => Date.now(),
  wake(afterMs, run) {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
  soon: (run) => void setImmediate(run),
};
