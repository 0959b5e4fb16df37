/**
 * Time as the control plane sees it: an argument, so that a removal delay of an hour is tested in
 * a millisecond and any failure replays.
 */
export interface Clock {
  /** Unix time, milliseconds. */
  now(): number;
  /** Calls `task` once after `ms`; the returned function cancels it. Never keeps a process alive. */
  after(ms: number, task: () => void): () => void;
}

/** The real clock, for the composition root. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
