/** How long it takes until a dead target is known to be dead, by the monitor's settings. */
import type { Monitor } from "./config.js";

export interface Detection {
  /** The target says no at once. */
  readonly refused: DetectionTime;
  /** It says nothing: each probe waits for its whole time limit. */
  readonly timedOut: DetectionTime;
}

/** Milliseconds from the death of the target to the verdict. */
export interface DetectionTime {
  /** It died half-way between two probes. */
  readonly typicalMs: number;
  /** It died just after a probe, and the next one came as late as the jitter lets it. */
  readonly worstMs: number;
}

/**
 * The wait for the first failure, then `fall - 1` more, each `recheckMs` after the one before has
 * ended: `interval + fall × timeout + (fall - 1) × recheck` and the interval's jitter.
 */
export function detectionMs(monitor: Monitor): Detection {
  const { intervalMs, timeoutMs, jitter, fall, recheckMs } = monitor;
  const rechecks = (fall - 1) * recheckMs;
  const time = (probesMs: number): DetectionTime => ({
    typicalMs: Math.round(intervalMs / 2 + rechecks + probesMs),
    worstMs: Math.ceil(intervalMs * (1 + jitter) + rechecks + probesMs),
  });
  return { refused: time(0), timedOut: time(fall * timeoutMs) };
}
