/**
 * Where an adapter hands in its calls: one desk an account, so that all zones share its budget.
 * The desk waits for a token, keeps a reserve for writes, stops calling a provider that is down
 * (circuit breaker), repeats reads that may succeed later (full jitter), and counts.
 */
export interface CallDesk {
  /** A call without effect. `call` throws ProviderFault; retryable ones are repeated. */
  read<T>(
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;

  /**
   * A call with an effect: made once. A fault goes to the executor, which knows whether to list
   * again first.
   */
  write<T>(
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;

  /** What an answer's headers said of the limits. */
  learn(facts: RateFacts): void;

  readonly counts: CallCounts;
}

export interface RateFacts {
  /** Calls left in the window. */
  readonly remaining?: number;
  /** Until the window starts anew. */
  readonly resetMs?: number;
  /** Calls a window, and its length. */
  readonly quota?: number;
  readonly windowMs?: number;
}

export interface CallCounts {
  readonly reads: number;
  readonly writes: number;
  readonly repeats: number;
  readonly throttled: number;
  readonly failed: number;
  /** Milliseconds spent waiting for tokens. */
  readonly waitedMs: number;
}
