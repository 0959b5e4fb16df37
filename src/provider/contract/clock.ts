/** Time as provider sync needs it; a virtual one replays a whole roll-out in a millisecond. */
export interface Clock {
  /** Unix time, milliseconds. */
  nowMs(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted; never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
