/** What of a steering policy matters to those who can express little of it. */
import type { Pick, Policy, Pool, SteeredRrset } from "../../steering/config.js";

interface PolicyTraits {
  readonly isGeographic: boolean;
  /** How pools with several targets pick among them. */
  readonly draws: ReadonlySet<Pick["kind"]>;
  readonly isChecked: boolean;
}

export function policyTraits({ policy, targets }: SteeredRrset): PolicyTraits {
  const members = [...below(policy)];
  const pools = members.filter((member) => member.kind === "pool");
  return {
    isGeographic: members.some(({ kind }) => kind === "geo"),
    draws: new Set(
      pools.filter(({ targets: places }) => places.length > 1).map(({ pick }) => pick.kind),
    ),
    isChecked: targets.some(({ probes }) => probes.length > 0),
  };
}

function* below(member: Policy | Pool): Generator<Policy | Pool> {
  yield member;
  if (member.kind === "pool") return;
  for (const each of member.members) yield* below(each);
}
