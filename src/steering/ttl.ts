/**
 * The TTL of an answer: the shortest time in which it could change, so that no cache holds it for
 * longer than it is known to be good. gdnsd reckons it from the counters of its probes; here failed
 * probes are repeated sooner than after an interval, and that is taken off.
 */
import type { Monitor } from "./config.js";
import type { ProbeState, Standing } from "./state.js";
import type { TargetCourse } from "./target-course.js";

export interface TtlFinding {
  /** Seconds. */
  readonly ttl: number;
  readonly reason: string;
}

export interface TtlSurroundings {
  readonly nowMs: number;
  readonly probes: ReadonlyMap<string, ProbeState>;
  readonly monitors: ReadonlyMap<string, Monitor>;
}

/** Standings that may end at any time, or that are not known for sure. */
const unsettled: ReadonlySet<Standing> = new Set<Standing>([
  "down",
  "held",
  "hold-down",
  "suppressed",
  "unknown",
]);

export function ttlOf(
  { min, max }: { readonly min: number; readonly max: number },
  courses: readonly TargetCourse[],
  panic: boolean,
  around: TtlSurroundings,
): TtlFinding {
  if (panic) return { ttl: min, reason: "the least there is: panic" };
  let bound: TtlBound = { ms: Number.POSITIVE_INFINITY, why: "nothing that it depends on is due" };
  for (const course of courses) {
    const { standing, target } = course;
    if (unsettled.has(standing)) {
      return { ttl: min, reason: `the least there is: ${target.value} is ${standing}` };
    }
    const own = boundOf(course, around);
    if (own !== null && own.ms < bound.ms) bound = own;
  }
  const seconds = Math.floor(bound.ms / 1000);
  if (seconds >= max) return { ttl: max, reason: `the most there is: ${bound.why}` };
  const limited = seconds < min ? "the least there is: " : "";
  return { ttl: Math.max(min, seconds), reason: `${limited}${bound.why}` };
}

interface TtlBound {
  readonly ms: number;
  readonly why: string;
}

/** Null if nothing but an operator changes it. */
function boundOf(course: TargetCourse, around: TtlSurroundings): TtlBound | null {
  const { target, override, ramp, standing } = course;
  const value = target.value;
  const bounds: TtlBound[] = [];
  if (override !== null && override.untilMs !== null) {
    bounds.push({ ms: override.untilMs - around.nowMs, why: `the order about ${value} ends` });
  }
  if (ramp.nextMs !== null) {
    bounds.push({ ms: ramp.nextMs - around.nowMs, why: `the share of ${value} grows` });
  }
  if ((standing === "serving" || standing === "standby") && target.probes.length > 0) {
    const ms = soonestDownMs(course, around);
    if (ms !== null) bounds.push({ ms, why: `${value} could be down in ${ms / 1000} s` });
  }
  return bounds.reduce<TtlBound | null>((a, b) => (a === null || b.ms < a.ms ? b : a), null);
}

/** As of the last probes: when as many are down as it takes. Null if it is down already. */
function soonestDownMs({ target }: TargetCourse, around: TtlSurroundings): number | null {
  const { probes, require } = target;
  const times: number[] = [];
  for (const key of probes) {
    const state = around.probes.get(key);
    if (state?.health === "down") continue;
    const monitor = around.monitors.get(key);
    times.push(monitor === undefined || state === undefined ? 0 : downInMs(monitor, state));
  }
  // With `up` of them left, `up - require + 1` have to go.
  const last = times.length - require;
  if (last < 0) return null;
  if (times.length > 1) times.sort((a, b) => a - b);
  return times[last] ?? null;
}

/** Until a probe that is up can be down at the soonest, as of its last result. */
export function downInMs(monitor: Monitor, { failures }: ProbeState): number {
  const { check, intervalMs, jitter, fall, recheckMs } = monitor;
  // Whoever pushes its health may do so at any time.
  if (check.type === "push") return 0;
  const left = Math.max(0, fall - failures - 1) * recheckMs;
  // After a failure the next probe comes sooner than after a whole interval.
  return (failures > 0 ? Math.min(recheckMs, intervalMs) : intervalMs * (1 - jitter)) + left;
}
