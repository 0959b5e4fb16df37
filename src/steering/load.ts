/**
 * Load that targets tell of. A feed that has gone stale is ignored, not its target. Above `low` of
 * its capacity a target sheds, so that with more and more demand it comes close to `high` and never
 * over: the point where NS1's shed-load curve, which drops (u - low) / (high - low) of what comes,
 * is at rest.
 */
import type { Pool, Target } from "./config.js";
import type { LoadReport } from "./state.js";
import type { Timetable } from "./timetable.js";

export interface Load {
  readonly load: number;
  readonly capacity: number;
}

/** A feed is told every period; so many may be missed. */
const periodsMax = 3;
/** Weights change in steps, so that not every report makes a new answer. */
const steps = 20;

/** Null if nothing fresh is known, or no capacity to hold it against. */
export function freshLoad(
  target: Target,
  loads: ReadonlyMap<string, LoadReport>,
  nowMs: number,
  timetable: Timetable,
): Load | null {
  const report = loads.get(target.id);
  if (report === undefined) return null;
  const capacity = report.capacity ?? target.capacity;
  const staleAtMs = Math.min(report.atMs, nowMs) + periodsMax * report.periodMs;
  if (capacity === null || !(capacity > 0) || !(report.load >= 0) || nowMs >= staleAtMs)
    return null;
  timetable.wake(staleAtMs);
  return { load: report.load, capacity };
}

/** What is kept of a demand that is `utilisation` times the capacity. */
export function keptShare(utilisation: number, { low, high }: NonNullable<Pool["shed"]>): number {
  if (utilisation <= low) return 1;
  return high / (high - low + utilisation);
}

/** What a target's weight is multiplied with because of its load. */
export function loadFactor(load: Load | null, shed: Pool["shed"]): number {
  if (load === null || shed === null) return 1;
  const kept = keptShare(load.load / load.capacity, shed);
  return Math.max(1, Math.round(kept * steps)) / steps;
}
