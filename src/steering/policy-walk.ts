/**
 * Down the tree of policies of one RRset, as long as enough is well: pools pick, tiers share what
 * they can carry, `all` joins. On its way it notes steps, events and what to remember.
 */
import type { Policy, Pool, SteeredRrset } from "./config.js";
import { noSpill, planSpill, type SpillSurroundings, spilled } from "./load-spill.js";
import { sameNumbers } from "./memory-map.js";
import { pickAmong, withoutTwins } from "./pick.js";
import type { PlanEvent, PlanStep } from "./plan.js";
import {
  answering,
  type Outlook,
  outlookOf,
  type PoolView,
  type Reach,
  withLeftOver,
} from "./pool-view.js";
import type { Branch, Selection } from "./selection.js";
import { joined } from "./selection-leaves.js";
import type { TierMemory } from "./state.js";
import { failoverSentence, percent, poolSentence, tierSentence } from "./step-sentences.js";
import type { TargetCourse } from "./target-course.js";
import { type TierShares, tierShares } from "./tiers.js";
import { poolsBelow, type RrsetIndex, tierKey } from "./zone-index.js";

export interface WalkSurroundings extends SpillSurroundings {
  readonly tiers: ReadonlyMap<string, TierMemory>;
}

export class PolicyWalk {
  readonly steps: PlanStep[] = [];
  readonly events: PlanEvent[] = [];
  /** Of the policies that this plan came by. */
  readonly tiers: [key: string, memory: TierMemory][] = [];
  readonly rrset: SteeredRrset;
  /** An answer holds one record only. */
  readonly isSingle: boolean;
  /** The region of a geo policy that is being decided. */
  region: NonNullable<PlanStep["region"]> | null = null;

  constructor(
    readonly index: RrsetIndex,
    readonly courses: readonly TargetCourse[],
    readonly views: ReadonlyMap<Pool, PoolView>,
    private readonly around: WalkSurroundings,
    /** The answer of a geo policy, whose regions decide each for itself. */
    readonly byRegion: (policy: Policy) => Selection,
  ) {
    this.rrset = index.rrset;
    this.isSingle = index.rrset.type === "CNAME";
  }

  /** Null if `whole` is asked for and it cannot carry everything, or if it has nothing at all. */
  choose(
    member: Policy | Pool,
    order: readonly number[] | null,
    key: string,
    reach: Reach,
    share: number,
    whole: boolean,
  ): Selection | null {
    if (member.kind === "pool") return this.#pool(member, reach, share);
    if (member.kind === "all") return this.#together(member, key, reach, share, whole);
    if (member.kind === "geo" && order === null) {
      // Its regions answer whatever happens: asked with nothing to answer, they would say nothing.
      const isLeft = poolsBelow(member).some(
        (pool) => answering(this.views.get(pool)!, reach).length > 0,
      );
      return isLeft ? this.byRegion(member) : null;
    }
    return this.#failover(member, order, key, reach, share, whole);
  }

  #pool(pool: Pool, reach: Reach, share: number): Selection | null {
    const view = this.views.get(pool)!;
    const served = answering(view, reach);
    const { healthy } = outlookOf(pool, this.views, reach, null);
    this.step("pool", pool.path, healthy, share, poolSentence(view, served.length));
    if (served.length === 0) return null;
    const drawn = reach === "normal" ? served : withLeftOver(view, served);
    return pickAmong(drawn, pool.pick, this.isSingle);
  }

  /** Pools that answer with all they have count as one; what picks is joined answer by answer. */
  #together(policy: Policy, key: string, reach: Reach, share: number, whole: boolean) {
    const outlook = outlookOf(policy, this.views, reach, null);
    if (whole && outlook.carry < 1) return null;
    const because = `${percent(outlook.healthy)} are well`;
    this.step("all", policy.path, outlook.healthy, share, because);
    const isPlain = (member: Policy | Pool): member is Pool =>
      member.kind === "pool" && member.pick.kind === "all";
    const plain = policy.members.filter(isPlain);
    const parts: Selection[] = [];
    for (const member of policy.members) {
      const below = tierKey(this.index.key, member.path, "");
      const part = this.choose(member, null, below, reach, share, false);
      if (part !== null && !isPlain(member)) parts.push(part);
    }
    const served = withoutTwins(plain.flatMap((pool) => answering(this.views.get(pool)!, reach)));
    const first = plain[0];
    if (first !== undefined && served.length > 0) {
      const capped = plain.flatMap(({ pick, targets }) =>
        pick.kind === "all" && pick.max < targets.length ? [pick.max] : [],
      );
      const max = Math.min(served.length, ...capped);
      parts.unshift(pickAmong(served, { kind: "all", max }, this.isSingle));
    }
    if (whole) this.remember(key, { ...this.memoryOf(key), panic: false, standIn: false });
    if (parts.length === 0) return null;
    return parts.reduce((all, part) => this.beside(all, part));
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
    const { failback } = this.rrset;
    const tiers = tierShares(outlooks, failback, memory, policy.probeShare);
    if (whole && !tiers.enough) return null;
    const shares = this.#withSpill(members, outlooks, tiers, key, reach, memory);
    const because = failoverSentence(members, outlooks, shares, tiers.active);
    this.step("failover", policy.path, outlooks[tiers.active]?.healthy ?? 0, share, because);
    const branches: Branch[] = [];
    for (const [tier, member] of members.entries()) {
      const own = shares[tier]!;
      const below = tierKey(this.index.key, member.path, "");
      const selection =
        own > 0 ? this.choose(member, null, below, reach, share * own, false) : null;
      if (selection !== null) branches.push({ share: own, selection });
      else this.#unused(member, outlooks[tier]!);
    }
    const [only] = branches;
    // Beside others it may be without anything well, and yet have what is held.
    if (only === undefined) return this.#withHeld(null, members);
    const drawn: Selection =
      branches.length === 1 ? only.selection : { kind: "weighted", branches };
    const unused = members.filter((_, tier) => tier < tiers.active && !(shares[tier]! > 0));
    return this.#withHeld(drawn, unused);
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
    const given = spilled(shares, active, spill.spill);
    const same = memory !== undefined && memory.active === active;
    const from = memory === undefined ? undefined : members[memory.active];
    if (memory !== undefined && !same && from !== undefined) {
      const because = tierSentence(members, outlooks, memory.active, active);
      const path = key.slice(this.index.key.length + 1);
      this.#tellTier(path, from.path, members[active]!.path, because);
    }
    const sinceMs = same ? Math.min(memory.sinceMs, this.around.nowMs) : this.around.nowMs;
    this.remember(key, { active, sinceMs, shares: given, ...spill, panic: false, standIn: false });
    return given;
  }

  /**
   * What the guard holds in a preferred tier that carries nothing is answered beside the tier that
   * stands in: the guard says that the monitoring may be wrong, so neither is relied on alone.
   */
  #withHeld(selection: Selection | null, unused: readonly (Policy | Pool)[]): Selection | null {
    let all = selection;
    for (const pool of unused.flatMap(poolsBelow)) {
      const view = this.views.get(pool)!;
      if (view.held === 0) continue;
      const held = pickAmong(answering(view, "normal"), pool.pick, this.isSingle);
      if (all === null) all = held;
      else all = pool.pick.kind === "all" ? this.beside(all, held) : drawnFrom(all, held);
    }
    return all;
  }

  /** In one answer; where an answer holds one record only, in turns. */
  beside(a: Selection, b: Selection): Selection {
    return this.isSingle ? drawnFrom(a, b) : joined(a, b, (place) => this.#valueOf(place));
  }

  #valueOf(place: number): string {
    return this.courses[place]!.target.value;
  }

  memoryOf(key: string): TierMemory {
    return this.around.tiers.get(key) ?? { ...noTiers, sinceMs: this.around.nowMs };
  }

  remember(key: string, memory: TierMemory): void {
    this.tiers.push([key, memory]);
  }

  step(kind: PlanStep["kind"], path: string, healthy: number, share: number, because: string) {
    const region = this.region === null ? {} : { region: this.region };
    this.steps.push({ kind, path, healthy, share, because, ...region });
  }

  #unused(member: Policy | Pool, { healthy }: Outlook): void {
    const because = healthy > 0 ? "not needed" : "nothing in it is well";
    this.step(member.kind, member.path, healthy, 0, because);
  }

  /** Once, although every region may come by the same tiers. */
  #tellTier(path: string, from: string, to: string, because: string): void {
    if (this.events.some((event) => event.kind === "tier" && event.path === path)) return;
    const { owner, type } = this.rrset;
    this.events.push({ kind: "tier", owner, type, path, from, to, because });
  }
}

export function sameTier(a: TierMemory, b: TierMemory): boolean {
  return (
    a.active === b.active &&
    a.sinceMs === b.sinceMs &&
    a.panic === b.panic &&
    a.standIn === b.standIn &&
    a.spillAtMs === b.spillAtMs &&
    sameNumbers(a.shares, b.shares) &&
    sameNumbers(a.spill, b.spill)
  );
}

const noTiers: TierMemory = {
  active: 0,
  sinceMs: 0,
  shares: [],
  ...noSpill,
  panic: false,
  standIn: false,
};

function drawnFrom(a: Selection, b: Selection): Selection {
  return {
    kind: "weighted",
    branches: [
      { share: 0.5, selection: a },
      { share: 0.5, selection: b },
    ],
  };
}
