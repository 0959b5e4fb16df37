/**
 * What the plans of one configuration left behind, for the plans of the next. Targets and tiers are
 * remembered by their places in the policy; whoever renames a pool, puts one in front or moves a
 * target must not bring back what is down, nor begin a window of the guard anew.
 */
import type { Policy, Pool, SteeredRrset, ZoneSteering } from "./config.js";
import type { SteeringMemory, TierMemory } from "./state.js";
import { poolsBelow, rrsetKey, type TargetIndex, tierKey, zoneIndex } from "./zone-index.js";

/** `before`: the configuration that the memory is of, as far as it is known. */
export function adoptMemory(
  config: ZoneSteering,
  memory: SteeringMemory,
  before: ZoneSteering | null,
): SteeringMemory {
  const moved = movedTargets(config, memory);
  const tiers = before === null ? memory.tiers : adoptTiers(config, memory.tiers, before);
  if (moved.size === 0) return tiers === memory.tiers ? memory : { ...memory, tiers };
  const index = zoneIndex(config);
  const targets = new Map(memory.targets);
  const heirs = new Map<string, string>();
  for (const [id, was] of moved) {
    const remembered = memory.targets.get(was);
    if (remembered !== undefined) targets.set(id, remembered);
    heirs.set(was, id);
  }
  return {
    targets,
    tiers,
    lastGood: new Map(
      [...memory.lastGood].map(([key, ids]) => [key, ids.map((id) => heirs.get(id) ?? id)]),
    ),
    removals: memory.removals.map((removal) => {
      const target = heirs.get(removal.target) ?? removal.target;
      const entry = index.targets.get(target);
      return entry === undefined ? removal : { target, pool: entry.poolKey, atMs: removal.atMs };
    }),
  };
}

/** New ids → those under which the same value of the same name was known. */
export function movedTargets(
  config: ZoneSteering,
  memory: SteeringMemory,
): ReadonlyMap<string, string> {
  const { targets } = zoneIndex(config);
  const strangers = [...targets.values()].filter(({ target }) => !memory.targets.has(target.id));
  const moved = new Map<string, string>();
  if (strangers.length === 0 || memory.targets.size === 0) return moved;
  const owners = new Set(strangers.map(({ rrset }) => rrset.owner));
  const known = new Map<string, string>();
  for (const id of memory.targets.keys()) {
    if (targets.has(id)) continue;
    for (const owner of ownersOf(id, owners)) {
      const value = id.slice(id.lastIndexOf("/") + 1);
      known.set(placeKey(owner, id.startsWith(`${owner}/shadow/`), value), id);
    }
  }
  for (const stranger of strangers) {
    const was = known.get(keyOf(stranger));
    if (was !== undefined) moved.set(stranger.target.id, was);
  }
  return moved;
}

/** An owner may have slashes itself, so what stands before the first need not be one. */
function* ownersOf(id: string, owners: ReadonlySet<string>): Generator<string> {
  for (let at = id.indexOf("/"); at !== -1; at = id.indexOf("/", at + 1)) {
    const owner = id.slice(0, at);
    if (owners.has(owner)) yield owner;
  }
}

function keyOf({ target, rrset }: TargetIndex): string {
  return placeKey(rrset.owner, rrset.shadow, target.value);
}

function placeKey(owner: string, shadow: boolean, value: string): string {
  return JSON.stringify([owner, shadow, value]);
}

/** Tiers are remembered by number: one that has another number now keeps its part. */
function adoptTiers(
  config: ZoneSteering,
  tiers: SteeringMemory["tiers"],
  before: ZoneSteering,
): SteeringMemory["tiers"] {
  const old = new Map(before.rrsets.flatMap((rrset) => [...failovers(rrset, rrset.policy)]));
  let adopted: Map<string, TierMemory> | null = null;
  for (const rrset of config.rrsets) {
    for (const [key, now] of failovers(rrset, rrset.policy)) {
      const was = old.get(key);
      const memory = tiers.get(key);
      if (was === undefined || memory === undefined) continue;
      const places = was.map((tier) => placeOf(tier, now));
      if (now.length === was.length && places.every((place, at) => place === at)) continue;
      adopted ??= new Map(tiers);
      const active = places[memory.active] ?? -1;
      // Shares and spill were those of other tiers.
      if (active === -1) adopted.delete(key);
      else adopted.set(key, { ...memory, active, shares: [], spill: [], spillAtMs: 0 });
    }
  }
  return adopted ?? tiers;
}

interface Tier {
  readonly path: string;
  readonly values: ReadonlySet<string>;
}

/** Of policies that have one order for all clients, by key of their memory. */
function* failovers(
  rrset: SteeredRrset,
  policy: Policy | Pool,
): Generator<readonly [key: string, tiers: readonly Tier[]]> {
  if (policy.kind === "pool") return;
  if (policy.kind === "failover") {
    const tiers = policy.members.map((member): Tier => {
      const places = poolsBelow(member).flatMap(({ targets }) => targets);
      const values = new Set(places.map((place) => rrset.targets[place]?.value ?? ""));
      return { path: member.path, values };
    });
    yield [tierKey(rrsetKey(rrset), policy.path, ""), tiers];
  }
  for (const member of policy.members) yield* failovers(rrset, member);
}

/** Where most of its targets are; a tier without any of them is known by its name. -1 for nowhere. */
function placeOf({ path, values }: Tier, tiers: readonly Tier[]): number {
  const shared = tiers.map((tier) => [...values].filter((value) => tier.values.has(value)).length);
  const most = Math.max(0, ...shared);
  return most > 0 ? shared.indexOf(most) : tiers.findIndex((tier) => tier.path === path);
}
