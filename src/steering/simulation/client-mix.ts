/**
 * Where the load of an RRset goes: the chance of each answer, weighed by how many clients each
 * region has. A client takes one of the targets in its answer, each as likely.
 */
import type { Policy, SteeredRrset } from "../config.js";
import { oddsOf, type RegionChoice } from "../explain-odds.js";
import type { Selection } from "../selection.js";

/** Share of clients by member of a geo policy, `rest` for clients of no region; any sum. */
export type ClientMix = ReadonlyMap<string, number>;

/**
 * The share of the load that each target gets, by its place; behind the targets what `fallback`
 * names. The sum is 1, or 0 without data.
 */
export function loadShares(
  rrset: SteeredRrset,
  selection: Selection,
  mix: ClientMix | null,
): number[] {
  const shares: number[] = new Array(rrset.targets.length + rrset.fallback.length).fill(0);
  const cases = oddsOf(selection, null, rrset.type).map(({ regions, answers }) => ({
    answers,
    clients: regions.reduce((product, region) => product * clientsOf(rrset.policy, region, mix), 1),
  }));
  const total = cases.reduce((sum, { clients }) => sum + clients, 0);
  for (const { answers, clients } of cases) {
    // Nobody said where clients are, and no region is theirs: all alike.
    const weight = total === 0 ? 1 / cases.length : clients / total;
    for (const { targets, probability } of answers) {
      for (const place of targets) shares[place]! += (weight * probability) / targets.length;
    }
  }
  return shares;
}

/** Without a mix all regions have equally many clients, and nobody is outside of them. */
function clientsOf(policy: Policy, { path, branch }: RegionChoice, mix: ClientMix | null): number {
  const geo = findPolicy(policy, path);
  if (geo === undefined) return 1;
  const rest = geo.regions.findIndex((region) => !isClaimed(region));
  if (branch === -1) {
    if (mix === null) return rest === -1 ? 0 : 1;
    const name = rest === -1 ? "rest" : lastName(geo.members[rest]!.path);
    return (mix.get("rest") ?? 0) + (name === "rest" ? 0 : (mix.get(name) ?? 0));
  }
  if (branch === rest) return 0;
  return mix === null ? 1 : (mix.get(lastName(geo.members[branch]!.path)) ?? 0);
}

function isClaimed(region: Policy["regions"][number]): boolean {
  const { continents, countries, subdivisions, networks } = region;
  return continents.length + countries.length + subdivisions.length + networks.length > 0;
}

function findPolicy(policy: Policy, path: string): Policy | undefined {
  if (policy.path === path) return policy;
  for (const member of policy.members) {
    const found = member.kind === "pool" ? undefined : findPolicy(member, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
