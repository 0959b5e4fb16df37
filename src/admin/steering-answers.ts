/**
 * What is answered now, as plain data: for those who carry it to nameservers that know nothing of
 * policies and probes.
 */
import type { RotationPort, SteeredZone } from "../rotation/rotation-port.js";
import type { SteeredType } from "../steering/config.js";
import { policyName } from "../steering/explain.js";
import { valueShares } from "../steering/plain-answer.js";
import type { Standing } from "../steering/plan.js";
import { isCalm } from "../steering/status.js";

export interface SteeringAnswersQuery {
  readonly zone?: string;
  /** Unix milliseconds: only what changed at that time or later. */
  readonly since: number;
}

export interface SteeringAnswers {
  readonly nowMs: number;
  readonly prober: RotationPort["prober"];
  readonly zones: readonly AnsweredZone[];
}

export interface AnsweredZone {
  readonly apex: string;
  readonly plannedAtMs: number;
  /** Without shadows, which are not answered. */
  readonly rrsets: readonly AnsweredRrset[];
}

export interface AnsweredRrset {
  readonly owner: string;
  readonly type: SteeredType;
  readonly policy: string;
  /** Seconds. */
  readonly ttl: number;
  /**
   * For clients that no region claims, the largest share first; none is NODATA. Shares are of the
   * load: clients take any one value of an answer.
   */
  readonly values: readonly {
    readonly value: string;
    readonly share: number;
    readonly standing: Standing;
  }[];
  /** Some target is not as the file has it. */
  readonly degraded: boolean;
  readonly panic: boolean;
  /** What is answered although nothing is well, as a sentence; null while something is. */
  readonly standIn: string | null;
  /** Unix milliseconds, since when values, shares and TTL are these. */
  readonly changedAtMs: number;
}

export function steeringAnswers(
  rotation: RotationPort,
  { zone: apex, since }: SteeringAnswersQuery,
  nowMs: number,
): SteeringAnswers {
  const one = apex === undefined ? undefined : rotation.zone(apex);
  const zones = apex === undefined ? rotation.zones() : one === undefined ? [] : [one];
  return {
    nowMs,
    prober: rotation.prober,
    zones: [...zones].map((zone) => ({
      apex: zone.apex,
      plannedAtMs: zone.plannedAtMs,
      rrsets: [...answered(zone, since)],
    })),
  };
}

function* answered(zone: SteeredZone, sinceMs: number): Generator<AnsweredRrset> {
  const { config, plan, changedAtMs } = zone;
  for (const [place, rrset] of config.rrsets.entries()) {
    const planned = plan.rrsets[place];
    const changed = changedAtMs[place] ?? 0;
    if (planned === undefined || rrset.shadow || changed < sinceMs) continue;
    const { owner, type, targets } = rrset;
    const { ttl, panic, standIn } = planned;
    yield {
      owner,
      type,
      policy: policyName(rrset),
      ttl,
      values: valueShares(rrset, planned.selection).map(({ value, place: target, share }) => ({
        value,
        share,
        standing: plan.targets.get(targets[target]?.id ?? "")?.standing ?? "unknown",
      })),
      degraded: !isCalm(rrset, place, plan),
      panic,
      standIn,
      changedAtMs: changed,
    };
  }
}
