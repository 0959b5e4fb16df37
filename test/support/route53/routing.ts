/**
 * Which of several sets with one name and type is answered (Developer Guide, "How Amazon Route 53
 * chooses records when health checking is configured"): a set without a health check is healthy;
 * if none is healthy, all count as healthy. Latency and geography know no client here: the first
 * healthy set is answered.
 */
import type { NaiveRrset, NaiveZone } from "../../../src/naive/naive-zone.js";
import type { RecordSet } from "./record-set.js";

export interface RoutingFacts {
  isHealthy(healthCheckId: string): boolean;
  /** A number in [0, 1). */
  random(): number;
  /** The plain records of a set; those of an alias are its target's. */
  recordsOf(set: RecordSet, zone: NaiveZone): NaiveRrset | undefined;
  /** Sets with the name and type that an alias aims at, if they are of the same zone. */
  targetsOf(set: RecordSet): readonly RecordSet[] | undefined;
}

const aliasStepsMax = 8;
const multiValueMax = 8;

export function choose(
  sets: readonly RecordSet[],
  facts: RoutingFacts,
  zone: NaiveZone,
): NaiveRrset | undefined {
  const healthy = sets.filter((set) => isHealthy(set, facts, 0));
  const eligible = healthy.length > 0 ? healthy : sets;
  const [first] = eligible;
  if (first === undefined) return undefined;
  if (first.multiValueAnswer === true) {
    const chosen = eligible.slice(0, multiValueMax).map((set) => facts.recordsOf(set, zone));
    const records = chosen.filter((rrset) => rrset !== undefined);
    const [one] = records;
    return one && { ...one, rdata: records.flatMap(({ rdata }) => rdata) };
  }
  if (first.failover !== undefined) {
    const primary = sets.find(({ failover }) => failover === "PRIMARY");
    const secondary = sets.find(({ failover }) => failover === "SECONDARY");
    const chosen =
      primary !== undefined && eligible.includes(primary) ? primary : (secondary ?? primary);
    return chosen && facts.recordsOf(chosen, zone);
  }
  return facts.recordsOf(first.weight === undefined ? first : drawn(eligible, facts), zone);
}

/** By weight; sets of weight 0 only if all have it, then evenly. */
function drawn(sets: readonly RecordSet[], facts: RoutingFacts): RecordSet {
  const weights = sets.map(({ weight }) => weight ?? 0);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let at = facts.random() * (sum === 0 ? sets.length : sum);
  for (const [index, set] of sets.entries()) {
    at -= sum === 0 ? 1 : weights[index]!;
    if (at < 0) return set;
  }
  return sets[sets.length - 1]!;
}

function isHealthy(set: RecordSet, facts: RoutingFacts, steps: number): boolean {
  if (set.healthCheckId !== undefined && !facts.isHealthy(set.healthCheckId)) return false;
  if (set.alias?.evaluateTargetHealth !== true || steps === aliasStepsMax) return true;
  const targets = facts.targetsOf(set);
  return targets?.some((target) => isHealthy(target, facts, steps + 1)) ?? true;
}
