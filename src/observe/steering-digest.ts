/** One walk over all steered zones for a whole page of metrics. */
import { limits } from "../base/limits.js";
import type { SteeredZone } from "../rotation/rotation-port.js";
import type { RrsetPlan, TargetPlan } from "../steering/plan.js";
import type { Standing } from "../steering/state.js";

export interface SteeringDigest {
  readonly zones: number;
  readonly rrsets: number;
  readonly targets: number;
  readonly standings: ReadonlyMap<Standing, number>;
  readonly panics: number;
  /** RRsets of which nothing is well, so that something else is answered, or nothing. */
  readonly allDown: number;
  /** Shadows that would answer something else. */
  readonly shadowsDiffering: number;
  /** Targets with series of their own: the first so many, and those that do not serve. */
  readonly listed: readonly { readonly id: string; readonly plan: TargetPlan }[];
  readonly listedRrsets: readonly ListedRrset[];
  readonly omitted: number;
}

interface ListedRrset {
  readonly name: string;
  readonly type: string;
  readonly plan: RrsetPlan;
}

export function digestSteering(zones: Iterable<SteeredZone>): SteeringDigest {
  const standings = new Map<Standing, number>();
  const listed: { id: string; plan: TargetPlan }[] = [];
  const listedRrsets: ListedRrset[] = [];
  const sums = { zones: 0, rrsets: 0, targets: 0, panics: 0, allDown: 0, shadowsDiffering: 0 };
  for (const { config, plan, shadows } of zones) {
    sums.zones++;
    sums.shadowsDiffering += shadows.filter(({ differs }) => differs).length;
    for (const [place, rrset] of config.rrsets.entries()) {
      const planned = plan.rrsets[place];
      if (planned === undefined || rrset.shadow) continue;
      sums.rrsets++;
      if (planned.panic) sums.panics++;
      if (planned.standIn !== null) sums.allDown++;
      const ofRrset = { name: rrset.owner, type: rrset.type, plan: planned };
      if (hasSeries(sums.rrsets, planned.panic, listedRrsets)) listedRrsets.push(ofRrset);
    }
    for (const [id, target] of plan.targets) {
      sums.targets++;
      standings.set(target.standing, (standings.get(target.standing) ?? 0) + 1);
      const isNews = target.standing !== "serving";
      if (hasSeries(sums.targets, isNews, listed)) listed.push({ id, plan: target });
    }
  }
  return { ...sums, standings, listed, listedRrsets, omitted: sums.targets - listed.length };
}

/** Even if everything is down, the page stays readable. */
function hasSeries(seen: number, isNews: boolean, listed: readonly unknown[]): boolean {
  const isOwn = seen <= limits.targetSeriesMax || isNews;
  return isOwn && listed.length < 2 * limits.targetSeriesMax;
}
