/**
 * From standings of targets to the answer of one RRset: down the tree of policies, tier by tier.
 *
 *     enough is well            → tiers by what they can carry
 *     enough with the standbys  → the same, standbys included
 *     too little                → panic: the best tier whole, and whatever else is well
 *     nothing at all            → what `onAllDown` says
 */
import type { Policy, Pool, SteeredRrset } from "./config.js";
import { noSpill, planSpill, type SpillSurroundings } from "./load-spill.js";
import { sameNumbers } from "./memory-map.js";
import { pickAmong, withoutTwins } from "./pick.js";
import type { PlanEvent, PlanStep } from "./plan.js";
import { answering, type Outlook, outlookOf, type PoolView, type Reach } from "./pool-view.js";
import type { Branch, Selection } from "./selection.js";
import { joined, placesIn } from "./selection-leaves.js";
import type { TierMemory } from "./state.js";
import type { TargetCourse } from "./target-course.js";
import { type TierShares, tierShares } from "./tiers.js";
import { poolsBelow, type RrsetIndex, tierKey } from "./zone-index.js";

export interface RrsetSurroundings extends SpillSurroundings {
  readonly tiers: ReadonlyMap<string, TierMemory>;
  /** Ids last answered while something was well. */
  readonly lastGood: readonly string[];
}

const nothing: Selection = { kind: "answer", targets: [] };

export class RrsetCourse {
  readonly steps: PlanStep[] = [];
  readonly events: PlanEvent[] = [];
  /** Of the policies that this plan came by. */
  readonly tiers: [key: string, memory: TierMemory][] = [];
  short = false;
  panic = false;
  panicBefore = false;
  /** Something is well enough, so that the answer is worth to be remembered. */
  good = true;
  /** Why there is a panic. */
  shortageBecause = "";
  readonly #rrset: SteeredRrset;
  readonly #isSingle: boolean;

  constructor(
    private readonly index: RrsetIndex,
    private readonly courses: readonly TargetCourse[],
    private readonly views: ReadonlyMap<Pool, PoolView>,
    private readonly around: RrsetSurroundings,
  ) {
    this.#rrset = index.rrset;
    this.#isSingle = index.rrset.type === "CNAME";
  }

  select(): Selection {
    const { policy } = this.#rrset;
    return policy.kind === "geo" ? this.#byRegion(policy) : this.#decide(policy, null, "", 1);
  }

  /** Each region fails over in its own order; panic in one is none in the others. */
  #byRegion(policy: Policy): Selection {
    const { members, regions, path } = policy;
    const rest = regions.findIndex(
      ({ continents, countries, subdivisions, networks }) =>
        continents.length + countries.length + subdivisions.length + networks.length === 0,
    );
    const orderOf = (place: number) => [
      place,
      ...(regions[place]?.order ?? []).filter((other) => other !== place),
    ];
    const restOrder = rest === -1 ? members.map((_, place) => place) : orderOf(rest);
    const otherwise = this.#decide(policy, restOrder, "#else", 1);
    const branches = members.map((_, place) =>
      place === rest ? otherwise : this.#decide(policy, orderOf(place), `#${place}`, 1),
    );
    return { kind: "geo", path, branches, otherwise };
  }

  /** The answer of a policy that has to answer, whatever is left. `order` null: as written. */
  #decide(policy: Policy, order: readonly number[] | null, branch: string, share: number) {
    const key = tierKey(this.index.key, policy.path, branch);
    const memory = this.around.tiers.get(key);
    if (memory?.panic) this.panicBefore = true;
    for (const reach of ["normal", "standby"] as const) {
      if (reach === "standby" && !this.#hasStandby(policy)) continue;
      const made = this.#choose(policy, order, key, reach, share, true);
      if (made !== null) return made;
    }
    return this.#shortage(policy, order, key, share);
  }

  #hasStandby(policy: Policy): boolean {
    return poolsBelow(policy).some((pool) => this.views.get(pool)!.standbyWell > 0);
  }

  /** Null if `whole` is asked for and it cannot carry everything, or if it has nothing at all. */
  #choose(
    member: Policy | Pool,
    order: readonly number[] | null,
    key: string,
    reach: Reach,
    share: number,
    whole: boolean,
  ): Selection | null {
    if (member.kind === "pool") return this.#pool(member, reach, share);
    if (member.kind === "all") return this.#together(member, key, reach, share, whole);
    if (member.kind === "geo" && order === null) return this.#byRegion(member);
    return this.#failover(member, order, key, reach, share, whole);
  }

  #pool(pool: Pool, reach: Reach, share: number): Selection | null {
    const view = this.views.get(pool)!;
    const served = answering(view, reach);
    const { healthy } = outlookOf(pool, this.views, reach, null);
    this.#step("pool", pool.path, healthy, share, poolSentence(view, served.length));
    return served.length === 0 ? null : pickAmong(served, pool.pick, this.#isSingle);
  }

  /** Pools that answer with all they have count as one; what picks is joined answer by answer. */
  #together(policy: Policy, key: string, reach: Reach, share: number, whole: boolean) {
    const outlook = outlookOf(policy, this.views, reach, null);
    if (whole && outlook.carry < 1) return null;
    const because = `${percent(outlook.healthy)} are well`;
    this.#step("all", policy.path, outlook.healthy, share, because);
    const isPlain = (member: Policy | Pool): member is Pool =>
      member.kind === "pool" && member.pick.kind === "all";
    const plain = policy.members.filter(isPlain);
    const parts: Selection[] = [];
    for (const member of policy.members) {
      const below = tierKey(this.index.key, member.path, "");
      const part = this.#choose(member, null, below, reach, share, false);
      if (part !== null && !isPlain(member)) parts.push(part);
    }
    const served = withoutTwins(plain.flatMap((pool) => answering(this.views.get(pool)!, reach)));
    const first = plain[0];
    if (first !== undefined && served.length > 0) {
      const capped = plain.flatMap(({ pick, targets }) =>
        pick.kind === "all" && pick.max < targets.length ? [pick.max] : [],
      );
      const max = Math.min(served.length, ...capped);
      parts.unshift(pickAmong(served, { kind: "all", max }, this.#isSingle));
    }
    if (whole) this.#remember(key, { ...this.#memoryOf(key), panic: false });
    if (parts.length === 0) return null;
    return parts.reduce((all, part) => this.#beside(all, part));
  }

  #failover(
    policy: Policy,
    order: readonly number[] | null,
    key: string,
    reach: Reach,
    share: number,
    whole: boolean,
  ): Selection | null {
    const places = order ?? policy.members.map((_, place) => place);
    const members = places.map((place) => policy.members[place]!);
    const outlooks = members.map((member) =>
      outlookOf(member, this.views, reach, policy.overprovision),
    );
    const memory = this.around.tiers.get(key);
    const { failback } = this.#rrset;
    const tiers = tierShares(outlooks, failback, memory, policy.probeShare);
    if (whole && !tiers.enough) return null;
    const shares = this.#withSpill(members, outlooks, tiers, key, reach, memory);
    const because = failoverSentence(members, outlooks, shares, tiers.active);
    this.#step("failover", policy.path, outlooks[tiers.active]?.healthy ?? 0, share, because);
    const branches: Branch[] = [];
    for (const [tier, member] of members.entries()) {
      const own = shares[tier]!;
      const below = tierKey(this.index.key, member.path, "");
      const selection =
        own > 0 ? this.#choose(member, null, below, reach, share * own, false) : null;
      if (selection !== null) branches.push({ share: own, selection });
      else this.#unused(member, outlooks[tier]!);
    }
    const [only] = branches;
    if (only === undefined) return null;
    const drawn: Selection =
      branches.length === 1 ? only.selection : { kind: "weighted", branches };
    return this.#withHeld(drawn, members, shares, tiers.active);
  }

  #withSpill(
    members: readonly (Policy | Pool)[],
    outlooks: readonly Outlook[],
    { active, shares }: TierShares,
    key: string,
    reach: Reach,
    memory: TierMemory | undefined,
  ): readonly number[] {
    const mayShed = members[active]?.kind === "pool" && members[active].shed !== null;
    const loadTiers = () =>
      members.map((member, tier) => ({
        pool: member.kind === "pool" ? member : null,
        courses: member.kind === "pool" ? answering(this.views.get(member)!, reach) : [],
        share: shares[tier]!,
        able: outlooks[tier]!.carry > 0,
      }));
    const spill = mayShed ? planSpill(loadTiers(), active, memory, this.around) : noSpill;
    const moved = spill.spill.reduce((sum, share) => sum + share, 0);
    const given =
      moved === 0
        ? shares
        : shares.map((share, tier) =>
            tier === active ? Math.max(0, share - moved) : share + (spill.spill[tier] ?? 0),
          );
    const same = memory !== undefined && memory.active === active;
    const from = memory === undefined ? undefined : members[memory.active];
    if (memory !== undefined && !same && from !== undefined) {
      const because = tierSentence(members, outlooks, memory.active, active);
      const path = key.slice(this.index.key.length + 1);
      this.#tellTier(path, from.path, members[active]!.path, because);
    }
    const sinceMs = same ? Math.min(memory.sinceMs, this.around.nowMs) : this.around.nowMs;
    this.#remember(key, { active, sinceMs, shares: given, ...spill, panic: false });
    return given;
  }

  /**
   * What the guard holds in a preferred tier that carries nothing is answered beside the tier that
   * stands in: the guard says that the monitoring may be wrong, so neither is relied on alone.
   */
  #withHeld(
    selection: Selection,
    members: readonly (Policy | Pool)[],
    shares: readonly number[],
    active: number,
  ): Selection {
    let all = selection;
    for (const [tier, member] of members.entries()) {
      if (tier >= active || shares[tier]! > 0) continue;
      for (const pool of poolsBelow(member)) {
        const view = this.views.get(pool)!;
        if (view.held === 0) continue;
        const held = pickAmong(answering(view, "normal"), pool.pick, this.#isSingle);
        all = pool.pick.kind === "all" ? this.#beside(all, held) : drawnFrom(all, held);
      }
    }
    return all;
  }

  /** In one answer; where an answer holds one record only, in turns. */
  #beside(a: Selection, b: Selection): Selection {
    return this.#isSingle ? drawnFrom(a, b) : joined(a, b, (place) => this.#valueOf(place));
  }

  #valueOf(place: number): string {
    return this.courses[place]!.target.value;
  }

  /** Too little is well. */
  #shortage(
    policy: Policy,
    order: readonly number[] | null,
    key: string,
    share: number,
  ): Selection {
    const members =
      policy.kind === "all"
        ? [policy]
        : (order ?? policy.members.map((_, i) => i)).map((place) => policy.members[place]!);
    const pools = members.flatMap(poolsBelow);
    const serving = pools.flatMap((pool) => answering(this.views.get(pool)!, "standby"));
    const { onAllDown } = this.#rrset;
    const keep = this.#memoryOf(key);
    this.short = true;
    if (serving.length === 0) this.good = false;
    // Whoever wants nothing dead served when all is dead wants it no more when most is.
    const revives = onAllDown === "all" || onAllDown === "last-good";
    if (serving.length === 0 && onAllDown !== "all") {
      const instead = this.#instead(onAllDown);
      if (instead !== null) {
        this.#remember(key, { ...keep, panic: false });
        this.#step("pool", policy.path, 0, share, `nothing is well: ${onAllDown}`);
        return instead;
      }
    }
    const best = revives || serving.length === 0 ? this.#bestOf(members) : undefined;
    const isPanic = best !== undefined;
    this.#remember(key, { ...keep, panic: isPanic });
    const because = isPanic
      ? `too little is well: all of ${best.path || "it"} that no operator took out is served`
      : serving.length > 0
        ? "too little is well, and nothing is revived"
        : "operators took everything out";
    const { healthy } = outlookOf(policy, this.views, "standby", null);
    this.#step(policy.kind, policy.path, healthy, share, because);
    if (isPanic) {
      this.panic = true;
      this.shortageBecause = because;
      return this.#panicked(policy, members, best);
    }
    const pool = pools.find((each) => answering(this.views.get(each)!, "standby").length > 0);
    if (pool === undefined) return nothing;
    return pickAmong(withoutTwins(serving), pool.pick, this.#isSingle);
  }

  /** The tier with the highest healthy share of which an operator left something. */
  #bestOf(members: readonly (Policy | Pool)[]): Policy | Pool | undefined {
    let best: Policy | Pool | undefined;
    let most = -1;
    for (const member of members) {
      const { healthy } = outlookOf(member, this.views, "standby", null);
      const left = poolsBelow(member).some((pool) => this.#revivable(pool).length > 0);
      if (!left || healthy <= most) continue;
      most = healthy;
      best = member;
    }
    return best;
  }

  #revivable(pool: Pool): TargetCourse[] {
    return this.views.get(pool)!.courses.filter(({ revivable }) => revivable);
  }

  /** The best tier whole, which takes what the others cannot carry, and these with what is well. */
  #panicked(policy: Policy, members: readonly (Policy | Pool)[], best: Policy | Pool): Selection {
    const ways: Branch[] = [];
    let left = 1;
    for (const member of new Set(members)) {
      if (member === best) continue;
      const { carry } = outlookOf(member, this.views, "standby", policy.overprovision);
      const below = tierKey(this.index.key, member.path, "");
      const well = this.#choose(member, null, below, "standby", carry, false);
      if (well === null) continue;
      // What is only held carries nothing and is answered all the same, now and then.
      const share = Math.max(carry, 1 / (2 * members.length));
      ways.push({ share, selection: well });
      left -= share;
    }
    const whole = this.#whole(best);
    if (whole !== null) {
      ways.unshift({ share: Math.max(left, 1 / (2 * members.length)), selection: whole });
    }
    return this.#combined(ways, best);
  }

  /** All of it that no operator took out, picked as its pools say. */
  #whole(member: Policy | Pool): Selection | null {
    if (member.kind === "geo") return this.#byRegion(member);
    if (member.kind === "pool") {
      const alive = this.#revivable(member);
      if (alive.length === 0) return null;
      return pickAmong(evenInPanic(alive), member.pick, this.#isSingle);
    }
    const ways = member.members.flatMap((each): Branch[] => {
      const selection = this.#whole(each);
      return selection === null ? [] : [{ share: 1, selection }];
    });
    if (ways.length === 0) return null;
    return member.kind === "all"
      ? ways.map(({ selection }) => selection).reduce((all, way) => this.#beside(all, way))
      : this.#combined(ways, member);
  }

  /** In one answer if the pools answer with all they have; else one way is drawn. */
  #combined(ways: readonly Branch[], like: Policy | Pool): Selection {
    const [only] = ways;
    if (only === undefined) return nothing;
    if (ways.length === 1) return only.selection;
    if (poolsBelow(like)[0]?.pick.kind === "all") {
      return ways.map(({ selection }) => selection).reduce((all, way) => this.#beside(all, way));
    }
    return { kind: "weighted", branches: ways };
  }

  /** Null if there is nothing of the kind. */
  #instead(onAllDown: "last-good" | "fallback" | "nodata"): Selection | null {
    if (onAllDown === "nodata") return nothing;
    const { fallback } = this.#rrset;
    const wanted = new Set(onAllDown === "fallback" ? fallback : this.around.lastGood);
    const places = withoutTwins(
      this.courses.filter(
        ({ target, revivable }) =>
          revivable && wanted.has(onAllDown === "fallback" ? target.value : target.id),
      ),
    );
    if (places.length === 0) return null;
    return pickAmong(places, { kind: "all", max: places.length }, this.#isSingle);
  }

  #unused(member: Policy | Pool, { healthy }: Outlook): void {
    const because = healthy > 0 ? "not needed" : "nothing in it is well";
    this.#step(member.kind, member.path, healthy, 0, because);
  }

  /** Once, although every region may come by the same tiers. */
  #tellTier(path: string, from: string, to: string, because: string): void {
    if (this.events.some((event) => event.kind === "tier" && event.path === path)) return;
    const { owner, type } = this.#rrset;
    this.events.push({ kind: "tier", owner, type, path, from, to, because });
  }

  #memoryOf(key: string): TierMemory {
    return this.around.tiers.get(key) ?? { ...noTiers, sinceMs: this.around.nowMs };
  }

  #remember(key: string, memory: TierMemory): void {
    this.tiers.push([key, memory]);
  }

  #step(kind: PlanStep["kind"], path: string, healthy: number, share: number, because: string) {
    this.steps.push({ kind, path, healthy, share, because });
  }

  /** Ids to remember as the last good answer. */
  idsIn(selection: Selection): string[] {
    return placesIn(selection).map((place) => this.courses[place]!.target.id);
  }
}

export function sameTier(a: TierMemory, b: TierMemory): boolean {
  return (
    a.active === b.active &&
    a.sinceMs === b.sinceMs &&
    a.panic === b.panic &&
    a.spillAtMs === b.spillAtMs &&
    sameNumbers(a.shares, b.shares) &&
    sameNumbers(a.spill, b.spill)
  );
}

const noTiers: TierMemory = { active: 0, sinceMs: 0, shares: [], ...noSpill, panic: false };

/**
 * Ramps and loads do not matter in a panic. Weight 0 is drawn only when there is nothing else, and
 * what is down is nothing: what is well has to be drawn beside what is revived.
 */
function evenInPanic(alive: readonly TargetCourse[]): readonly TargetCourse[] {
  const served = alive.filter(({ well, heldSinceMs }) => well || heldSinceMs !== null);
  const isLeftOver = served.length > 0 && served.every(({ target }) => target.weight === 0);
  const most = Math.max(...alive.map(({ target }) => target.weight));
  return alive.map((course) => ({
    ...course,
    factor: 1,
    target:
      isLeftOver && served.includes(course) ? { ...course.target, weight: most } : course.target,
  }));
}

function drawnFrom(a: Selection, b: Selection): Selection {
  return {
    kind: "weighted",
    branches: [
      { share: 0.5, selection: a },
      { share: 0.5, selection: b },
    ],
  };
}

function poolSentence({ total, well, held }: PoolView, served: number): string {
  const heldToo = held > 0 ? `, the guard holds ${held}` : "";
  return `${well} of ${total} are well${heldToo}; ${served} can be served`;
}

function failoverSentence(
  members: readonly (Policy | Pool)[],
  outlooks: readonly Outlook[],
  shares: readonly number[],
  active: number,
): string {
  const used = shares.filter((share) => share > 0).length;
  const name = members[active]?.path ?? "";
  if (used <= 1) return `${name} carries everything`;
  const can = percent(outlooks[active]?.carry ?? 0);
  return `${name} can carry ${can} and gets ${percent(shares[active] ?? 0)}; the rest goes on`;
}

function tierSentence(
  members: readonly (Policy | Pool)[],
  outlooks: readonly Outlook[],
  from: number,
  to: number,
): string {
  const tell = (tier: number) =>
    `${percent(outlooks[tier]?.healthy ?? 0)} of ${members[tier]?.path ?? ""}`;
  return `${tell(from)} are well, and ${tell(to)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
