/** Steering at a glance: how many targets stand how, and which RRsets are not at their best. */
import type { DeclaredState, SteeredRrset, ZoneSteering } from "./config.js";
import { policyName, poolPath } from "./explain.js";
import { oddsOf, targetOdds } from "./explain-odds.js";
import type { Plan, Standing } from "./plan.js";
import type { Health } from "./state.js";

export interface SteeringOverview {
  readonly apex: string;
  readonly plannedAtMs: number;
  readonly targets: number;
  /** How many targets stand how. */
  readonly standings: Readonly<Partial<Record<Standing, number>>>;
  readonly rrsets: readonly RrsetOverview[];
}

export interface RrsetOverview {
  readonly owner: string;
  readonly type: string;
  readonly policy: string;
  readonly shadow: boolean;
  readonly ttl: number;
  readonly panic: boolean;
  /** What is answered although nothing is well, as a sentence; null while something is. */
  readonly standIn: string | null;
  /** Every target stands as the file has it, and is well if it is left to its probes. */
  readonly calm: boolean;
  readonly targets: readonly TargetOverview[];
}

/** How a target stands of which the file says so, when nothing is wrong. */
const wanted: Readonly<Record<DeclaredState, Standing>> = {
  auto: "serving",
  up: "forced-up",
  down: "forced-down",
  drain: "drained",
  standby: "standby",
};

export interface TargetOverview {
  readonly id: string;
  readonly value: string;
  readonly pool: string;
  readonly health: Health;
  readonly standing: Standing;
  readonly serving: boolean;
  /** To be in an answer, the most over all regions; 0 to 1. */
  readonly probability: number;
  readonly because: string;
}

export function overviewOf(
  config: ZoneSteering,
  plan: Plan,
  plannedAtMs: number,
): SteeringOverview {
  const standings: Partial<Record<Standing, number>> = {};
  let targets = 0;
  const rrsets = config.rrsets.map((rrset, place): RrsetOverview => {
    const planned = plan.rrsets[place]!;
    const most = new Map<number, number>();
    for (const { answers } of oddsOf(planned.selection, null, rrset.type)) {
      for (const [target, odds] of targetOdds(answers)) {
        most.set(target, Math.max(most.get(target) ?? 0, odds));
      }
    }
    const views = rrset.targets.map((target, targetPlace): TargetOverview => {
      const { health, standing, serving, because } = plan.targets.get(target.id)!;
      standings[standing] = (standings[standing] ?? 0) + 1;
      targets++;
      const probability = most.get(targetPlace) ?? 0;
      const pool = poolPath(rrset, target);
      return {
        id: target.id,
        value: target.value,
        pool,
        health,
        standing,
        serving,
        probability,
        because,
      };
    });
    return {
      owner: rrset.owner,
      type: rrset.type,
      policy: policyName(rrset),
      shadow: rrset.shadow,
      ttl: planned.ttl,
      panic: planned.panic,
      standIn: planned.standIn,
      calm: isCalm(rrset, place, plan),
      targets: views,
    };
  });
  return { apex: config.apex, plannedAtMs, targets, standings, rrsets };
}

/** Every target stands as the file has it, and there is no panic. */
export function isCalm(rrset: SteeredRrset, place: number, plan: Plan): boolean {
  return (
    !plan.rrsets[place]!.panic &&
    rrset.targets.every(({ id, state }) => plan.targets.get(id)!.standing === wanted[state])
  );
}
