/** A call with a time limit, on whatever clock drives the program. */
import type { Clock } from "../contract/clock.js";

/** `run` gets a signal that aborts after `ms`, or when `outer` does. */
export async function within<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const late = new AbortController();
  const signals = outer === undefined ? [late.signal] : [late.signal, outer];
  void clock.wait(ms, ended.signal).then(() => {
    if (!ended.signal.aborted) late.abort(new Error(`within ${ms / 1000} s`));
  });
  try {
    return await run(AbortSignal.any(signals));
  } finally {
    ended.abort();
  }
}
