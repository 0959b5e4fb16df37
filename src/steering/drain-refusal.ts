/** Whether an operator's order would leave too little: found by planning as if it were given. */
import type { ZoneSteering } from "./config.js";
import { matchesTarget } from "./overrides.js";
import { plan } from "./plan.js";
import { placesIn } from "./selection-leaves.js";
import type { Override, SteeringState } from "./state.js";

/**
 * Why the order should not be obeyed unforced, as a sentence; null if nothing speaks against it. A
 * tier may go as a whole as long as the others are well enough to stand in.
 */
export function drainRefusal(
  config: ZoneSteering,
  state: SteeringState,
  order: Override,
  nowMs: number,
): string | null {
  if (order.action === "up" || order.action === "auto") return null;
  const planned = plan(config, { ...state, overrides: [...state.overrides, order] }, nowMs);
  const faults = config.rrsets.flatMap((rrset, place) => {
    const after = planned.rrsets[place];
    const isReached = rrset.targets.some((target) => matchesTarget(order.pattern, target, rrset));
    if (after === undefined || rrset.shadow || !isReached || !after.short) return [];
    const { owner, type, targets } = rrset;
    const left = targets.filter(({ id }) => planned.targets.get(id)?.serving === true).length;
    const isEmpty = placesIn(after.selection).length === 0;
    return [
      isEmpty
        ? `nothing of ${owner} ${type} would be left`
        : `of ${owner} ${type} ${left} of ${targets.length} targets would be left, less than minHealthy`,
    ];
  });
  const [first, ...others] = faults;
  if (first === undefined) return null;
  return others.length === 0 ? first : `${first}; and so for ${others.length} other RRsets`;
}
