/**
 * From results of a probe to up or down, by three counters as gdnsd has them: failures need not
 * come one after the other, so a target that loses half of its requests goes down as well.
 */
import type { Monitor } from "./config.js";
import type { ProbeState } from "./state.js";

export interface ProbeResult {
  /** Unix time, milliseconds, when the probe ended. */
  readonly atMs: number;
  readonly ok: boolean;
  /** `ok`, or why not: `refused`, `timeout`, `certificate expired`, `status 503`. */
  readonly reason: string;
  readonly latencyMs: number;
}

export type Thresholds = Pick<Monitor, "fall" | "rise" | "okWindow">;

/** A probe that has not told anything yet. */
export const unknownProbe: ProbeState = {
  health: "unknown",
  sinceMs: 0,
  lastMs: 0,
  failures: 0,
  successes: 0,
  reason: "not probed yet",
  latencyMs: 0,
};

/**
 * The state after a result. From unknown: `ok` is up at once, failures count towards down as they
 * do from up, so that a server which starts during an outage finds it as soon as one that runs.
 */
export function judge(state: ProbeState, result: ProbeResult, limits: Thresholds): ProbeState {
  const { atMs, ok, reason, latencyMs } = result;
  const told = { lastMs: atMs, reason, latencyMs };
  if (state.health === "down") {
    if (!ok) return { ...state, ...told, successes: 0 };
    const successes = state.successes + 1;
    if (successes < limits.rise) return { ...state, ...told, successes };
    return { ...told, health: "up", sinceMs: atMs, failures: 0, successes: 0 };
  }
  if (!ok) {
    const failures = state.failures + 1;
    if (failures < limits.fall) return { ...state, ...told, failures, successes: 0 };
    return { ...told, health: "down", sinceMs: atMs, failures: 0, successes: 0 };
  }
  const since = state.health === "unknown" ? atMs : state.sinceMs;
  const successes = state.failures === 0 ? 0 : state.successes + 1;
  const forgotten = successes >= limits.okWindow;
  return {
    ...told,
    health: "up",
    sinceMs: since,
    failures: forgotten ? 0 : state.failures,
    successes: forgotten ? 0 : successes,
  };
}

/** Whether the next probe should come soon rather than after the whole interval. */
export function isUndecided(state: ProbeState): boolean {
  return state.health !== "down" && state.failures > 0;
}
