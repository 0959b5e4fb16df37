/**
 * What follows from a configuration alone and every plan needs: keys, places of targets in pools,
 * bounds of the guard, the monitor behind a probe. Made once for each configuration.
 */
import type { Monitor, Policy, Pool, SteeredRrset, Target, ZoneSteering } from "./config.js";

export interface ZoneIndex {
  readonly rrsets: readonly RrsetIndex[];
  /** By probe key. */
  readonly monitors: ReadonlyMap<string, Monitor>;
  readonly targets: ReadonlyMap<string, TargetIndex>;
  /** Every key that a tier memory may have. */
  readonly tierKeys: ReadonlySet<string>;
  /** Of the RRsets that remember their last good answer. */
  readonly lastGoodKeys: ReadonlySet<string>;
}

export interface RrsetIndex {
  readonly rrset: SteeredRrset;
  /** `owner/type`, told apart from a shadow of the same. */
  readonly key: string;
  readonly pools: readonly Pool[];
  readonly targets: readonly TargetIndex[];
  /** Every key that a tier memory of it may have. */
  readonly tierKeys: readonly string[];
}

export interface TargetIndex {
  readonly target: Target;
  readonly rrset: SteeredRrset;
  readonly place: number;
  /** Null for a value that is in no pool: it is there for `onAllDown: fallback`. */
  readonly pool: Pool | null;
  /** `owner/type/path` of the pool. */
  readonly poolKey: string;
  /** How many of its pool, and of its family in the zone, the guard lets out in a window. */
  readonly poolRemovalsMax: number;
  readonly family: FamilyBound;
}

/** Values of one type in the zone: what dies at once in both families is one in each. */
export interface FamilyBound {
  readonly removalsMax: number;
}

const made = new WeakMap<ZoneSteering, ZoneIndex>();

export function zoneIndex(config: ZoneSteering): ZoneIndex {
  const known = made.get(config);
  if (known !== undefined) return known;
  const index = makeIndex(config);
  made.set(config, index);
  return index;
}

function makeIndex(config: ZoneSteering): ZoneIndex {
  const named = new Map(config.monitors.map((monitor) => [monitor.name, monitor]));
  const monitors = new Map(
    config.probes.flatMap(({ key, monitor }) => {
      const found = named.get(monitor);
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
  const families = familyBounds(config);
  const rrsets = config.rrsets.map((rrset): RrsetIndex => {
    const key = rrsetKey(rrset);
    const pools = poolsBelow(rrset.policy);
    const poolOf = new Map(pools.flatMap((pool) => pool.targets.map((place) => [place, pool])));
    const family = families.get(familyOf(rrset))!;
    const targets = rrset.targets.map((target, place): TargetIndex => {
      const pool = poolOf.get(place) ?? null;
      const poolRemovalsMax = atLeastOne(config.guard.maxRemoved, pool?.targets.length ?? 0);
      const poolKey = `${key}/${pool?.path ?? ""}`;
      return { target, rrset, place, pool, poolKey, poolRemovalsMax, family };
    });
    return { rrset, key, pools, targets, tierKeys: tierKeysBelow(rrset.policy, key) };
  });
  return {
    rrsets,
    monitors,
    targets: new Map(
      rrsets.flatMap(({ targets }) => targets.map((entry) => [entry.target.id, entry])),
    ),
    tierKeys: new Set(rrsets.flatMap(({ tierKeys }) => tierKeys)),
    lastGoodKeys: new Set(
      rrsets.flatMap(({ rrset, key }) => (rrset.onAllDown === "last-good" ? [key] : [])),
    ),
  };
}

/** Names an RRset in memory and in events. */
export function rrsetKey({ owner, type, shadow }: SteeredRrset): string {
  return `${owner}/${type}${shadow ? "/shadow" : ""}`;
}

/** Of a failover policy, or of a policy with only one way; see `SteeringMemory.tiers`. */
export function tierKey(rrset: string, path: string, branch: string): string {
  return `${rrset}/${path}${branch}`;
}

export function poolsBelow(member: Policy | Pool): Pool[] {
  return member.kind === "pool" ? [member] : member.members.flatMap(poolsBelow);
}

function tierKeysBelow(member: Policy | Pool, rrset: string): string[] {
  if (member.kind === "pool") return [];
  const branches =
    member.kind === "geo" ? [...member.members.map((_, place) => `#${place}`), "#else"] : [""];
  return [
    ...branches.map((branch) => tierKey(rrset, member.path, branch)),
    ...member.members.flatMap((below) => tierKeysBelow(below, rrset)),
  ];
}

function familyBounds({ rrsets, guard }: ZoneSteering): Map<string, FamilyBound> {
  const values = new Map<string, Set<string>>();
  for (const rrset of rrsets) {
    const family = values.get(familyOf(rrset)) ?? new Set();
    for (const { value } of rrset.targets) family.add(value);
    values.set(familyOf(rrset), family);
  }
  return new Map(
    [...values].map(([family, { size }]) => [
      family,
      {
        removalsMax: Math.max(guard.minRemovedOfZone, atLeastOne(guard.maxRemovedOfZone, size)),
      },
    ]),
  );
}

/** What is only tried counts for itself, lest it takes room from what is served. */
function familyOf({ type, shadow }: SteeredRrset): string {
  return shadow ? `${type} shadow` : type;
}

/** A whole number of a share; rounding must not make 0.29 of 100 into 28. */
function atLeastOne(share: number, of: number): number {
  return Math.max(1, Math.floor(share * of + 1e-9));
}
