/**
 * What of the last plan still holds. Most news is about few targets: an RRset none of whose probes
 * has told anything new, and in which nothing is under way that time changes, is planned as it was.
 * Found by the very memory that the last plan handed out; made from any other, as after a restart,
 * a plan begins anew and comes to the same (the tests of restarts show it).
 */
import type { ZoneSteering } from "./config.js";
import type { RrsetPlan, TargetPlan } from "./plan.js";
import type { ProbeState, SteeringMemory, SteeringState, TierMemory } from "./state.js";
import type { TargetCourse } from "./target-course.js";
import type { RrsetIndex } from "./zone-index.js";

/** Of an RRset that stays as it is until a probe tells something else. */
export interface CalmRrset {
  readonly planned: RrsetPlan;
  readonly told: readonly (ProbeState | undefined)[];
}

export interface CalmPlan {
  readonly config: ZoneSteering;
  readonly nowMs: number;
  /** By place; null where something is under way. */
  readonly rrsets: readonly (CalmRrset | null)[];
  readonly targets: ReadonlyMap<string, TargetPlan>;
}

const lastPlans = new WeakMap<SteeringMemory, CalmPlan>();

/** Null if nothing is known of it: other memory, other configuration, orders or loads. */
export function calmPlan(
  config: ZoneSteering,
  { memory, overrides, loads }: SteeringState,
  nowMs: number,
): CalmPlan | null {
  if (overrides.length > 0 || loads.size > 0) return null;
  const last = lastPlans.get(memory);
  return last !== undefined && last.config === config && last.nowMs <= nowMs ? last : null;
}

export function rememberPlan(
  plan: CalmPlan,
  { overrides, loads }: SteeringState,
  memory: SteeringMemory,
): void {
  if (overrides.length === 0 && loads.size === 0) lastPlans.set(memory, plan);
}

/** The same objects: states are replaced, never changed. */
export function stillHolds(
  calm: CalmRrset | null | undefined,
  { targets }: RrsetIndex,
  probes: ReadonlyMap<string, ProbeState>,
): calm is CalmRrset {
  if (calm === null || calm === undefined) return false;
  let at = 0;
  for (const { target } of targets) {
    for (const key of target.probes) if (calm.told[at++] !== probes.get(key)) return false;
  }
  return true;
}

/** Null if time alone may change it, or what other RRsets do. */
export function calmRrset(
  { rrset, targets }: RrsetIndex,
  courses: readonly TargetCourse[],
  tiers: readonly (readonly [key: string, memory: TierMemory])[],
  planned: RrsetPlan,
  probes: ReadonlyMap<string, ProbeState>,
): CalmRrset | null {
  if (rrset.coupled !== null) return null;
  if (!courses.every(isCalm) || tiers.some(([, { spill }]) => spill.length > 0)) return null;
  return {
    planned,
    told: targets.flatMap(({ target }) => target.probes.map((key) => probes.get(key))),
  };
}

/** By what goes on below an order or a declaration: a standby has hold-downs, too. */
function isCalm({ unwell, finding, heldSinceMs, penalty, rampFromMs }: TargetCourse): boolean {
  if (penalty.penalty > 0 || rampFromMs !== null || heldSinceMs !== null) return false;
  return !unwell || finding.health === "down";
}
