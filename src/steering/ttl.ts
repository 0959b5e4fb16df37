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
  const bound: TtlBound = { ms: Number.POSITIVE_INFINITY, cause: "nothing", value: "" };
  for (const course of courses) {
    const { standing, target } = course;
    if (unsettled.has(standing)) {
      return { ttl: min, reason: `the least there is: ${target.value} is ${standing}` };
    }
    tighten(bound, course, around);
  }
  const seconds = Math.floor(bound.ms / 1000);
  if (seconds >= max) return { ttl: max, reason: `the most there is: ${sentence(bound)}` };
  const limited = seconds < min ? "the least there is: " : "";
  return { ttl: Math.max(min, seconds), reason: `${limited}${sentence(bound)}` };
}

interface TtlBound {
  ms: number;
  cause: "nothing" | "order" | "ramp" | "probe";
  value: string;
}

function sentence({ ms, cause, value }: TtlBound): string {
  const seconds = `${Math.round(ms / 100) / 10} s`;
  switch (cause) {
    case "nothing":
      return "only an operator can change it";
    case "order":
      return `the order about ${value} ends in ${seconds}`;
    case "ramp":
      return `the share of ${value} grows in ${seconds}`;
    case "probe":
      if (ms === 0) return `${value} may be told to be down at any time`;
      return `${value} can be down ${seconds} after its last probe`;
  }
}

function tighten(bound: TtlBound, course: TargetCourse, around: TtlSurroundings): void {
  const { target, override, ramp, standing } = course;
  const to = (ms: number, cause: TtlBound["cause"]) => {
    if (ms >= bound.ms) return;
    bound.ms = ms;
    bound.cause = cause;
    bound.value = target.value;
  };
  if (override !== null && override.untilMs !== null) to(override.untilMs - around.nowMs, "order");
  if (ramp.nextMs !== null) to(ramp.nextMs - around.nowMs, "ramp");
  if ((standing === "serving" || standing === "standby") && target.probes.length > 0) {
    to(soonestDownMs(course, around), "probe");
  }
}

/** As of the last probes: when as many are down as it takes. Without end if it is down already. */
function soonestDownMs({ target }: TargetCourse, around: TtlSurroundings): number {
  const { probes, require } = target;
  const [only] = probes;
  if (probes.length === 1 && only !== undefined) {
    return probeDownMs(only, around) ?? Number.POSITIVE_INFINITY;
  }
  const times = probes.flatMap((key) => probeDownMs(key, around) ?? []).sort((a, b) => a - b);
  // With `up` of them left, `up - require + 1` have to go.
  return times[times.length - require] ?? Number.POSITIVE_INFINITY;
}

/** Null for a probe that is down already. */
function probeDownMs(key: string, { probes, monitors }: TtlSurroundings): number | null {
  const state = probes.get(key);
  const monitor = monitors.get(key);
  if (state?.health === "down") return null;
  return monitor === undefined || state === undefined ? 0 : downInMs(monitor, state);
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
