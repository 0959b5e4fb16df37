/**
 * From standings of targets to the answer of one RRset:
 *
 *     enough is well            → tiers by what they can carry       `policy-walk.ts`
 *     enough with the standbys  → the same, standbys included
 *     too little                → panic                              `panic.ts`
 *     nothing at all            → what `onAllDown` says
 */
import type { Policy, Pool } from "./config.js";
import { bestTier, hasRevivable, panicked } from "./panic.js";
import { pickAmong, withoutTwins } from "./pick.js";
import { PolicyWalk, type WalkSurroundings } from "./policy-walk.js";
import { answering, outlookOf, type PoolView } from "./pool-view.js";
import type { Selection } from "./selection.js";
import { placesIn } from "./selection-leaves.js";
import type { TargetCourse } from "./target-course.js";
import { poolsBelow, type RrsetIndex, tierKey } from "./zone-index.js";

export interface RrsetSurroundings extends WalkSurroundings {
  /** Ids last answered while something was well. */
  readonly lastGood: readonly string[];
}

const nothing: Selection = { kind: "answer", targets: [] };

const standInSentence = {
  "last-good": "nothing is well: what was answered last while something was stays",
  fallback: "nothing is well: the fallback is answered",
  nodata: "nothing is well: no data is answered",
} as const;

export class RrsetCourse {
  readonly walk: PolicyWalk;
  short = false;
  panic = false;
  readonly panicBefore: boolean;
  /** What is answered although nothing is well, as a sentence; null while something is. */
  standIn: string | null = null;
  readonly standInBefore: boolean;
  /** Something is well enough, so that the answer is worth to be remembered. */
  good = true;
  /** Why there is a panic. */
  shortageBecause = "";

  constructor(
    index: RrsetIndex,
    courses: readonly TargetCourse[],
    private readonly views: ReadonlyMap<Pool, PoolView>,
    private readonly around: RrsetSurroundings,
  ) {
    this.walk = new PolicyWalk(index, courses, views, around, (policy) => this.#byRegion(policy));
    const before = index.tierKeys.map((key) => around.tiers.get(key));
    this.panicBefore = before.some((memory) => memory?.panic === true);
    this.standInBefore = before.some((memory) => memory?.standIn === true);
  }

  select(): Selection {
    const { policy } = this.walk.rrset;
    const selection =
      policy.kind === "geo" ? this.#byRegion(policy) : this.#decide(policy, null, "", 1);
    this.#settleUnvisited();
    return selection;
  }

  /** Regions that nobody is sent to now are in no panic any more: the next one is news again. */
  #settleUnvisited(): void {
    const visited = new Set(this.walk.tiers.map(([key]) => key));
    for (const key of this.walk.index.tierKeys) {
      const memory = this.around.tiers.get(key);
      if (memory === undefined || visited.has(key) || !(memory.panic || memory.standIn)) continue;
      this.walk.remember(key, { ...memory, panic: false, standIn: false });
    }
  }

  /** Each region fails over in its own order; panic in one is none in the others. */
  #byRegion(policy: Policy): Selection {
    const { members, regions, path } = policy;
    const rest = regions.findIndex(
      ({ continents, countries, subdivisions, networks }) =>
        continents.length + countries.length + subdivisions.length + networks.length === 0,
    );
    const orderOf = (place: number) => {
      const others = regions[place]?.order ?? [];
      const order = [place, ...others.filter((other) => other !== place)];
      // Operators took out all that it may be answered with: then anything, rather than nothing.
      const isLeft = order.some((tier) => hasRevivable(this.walk, members[tier]!));
      const rest = members.map((_, tier) => tier).filter((tier) => !order.includes(tier));
      return isLeft ? order : [...order, ...rest];
    };
    const restOrder = rest === -1 ? members.map((_, place) => place) : orderOf(rest);
    const outer = this.walk.region;
    this.walk.region = { path, branch: -1 };
    const otherwise = this.#decide(policy, restOrder, "#else", 1);
    const branches = members.map((_, place) => {
      if (place === rest) return otherwise;
      this.walk.region = { path, branch: place };
      return this.#decide(policy, orderOf(place), `#${place}`, 1);
    });
    this.walk.region = outer;
    return { kind: "geo", path, branches, otherwise };
  }

  /** The answer of a policy that has to answer, whatever is left. `order` null: as written. */
  #decide(policy: Policy, order: readonly number[] | null, branch: string, share: number) {
    const key = tierKey(this.walk.index.key, policy.path, branch);
    for (const reach of ["normal", "standby"] as const) {
      if (reach === "standby" && !this.#hasStandby(policy)) continue;
      const made = this.walk.choose(policy, order, key, reach, share, true);
      if (made !== null) return made;
    }
    return this.#shortage(policy, order, key, share);
  }

  #hasStandby(policy: Policy): boolean {
    return poolsBelow(policy).some((pool) => this.views.get(pool)!.standbyWell > 0);
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
    const { onAllDown } = this.walk.rrset;
    const keep = this.walk.memoryOf(key);
    this.short = true;
    if (serving.length === 0) this.good = false;
    // Whoever wants nothing dead served when all is dead wants it no more when most is.
    const revives = onAllDown === "all" || onAllDown === "last-good";
    if (serving.length === 0 && onAllDown !== "all") {
      const instead = this.#instead(onAllDown);
      if (instead !== null) {
        this.walk.remember(key, { ...keep, panic: false, standIn: true });
        this.standIn = standInSentence[onAllDown];
        this.walk.step("pool", policy.path, 0, share, this.standIn);
        return instead;
      }
    }
    const best = revives || serving.length === 0 ? bestTier(this.walk, members) : undefined;
    const isPanic = best !== undefined;
    const isEmpty = !isPanic && serving.length === 0;
    this.walk.remember(key, { ...keep, panic: isPanic, standIn: isEmpty });
    const because = isPanic
      ? `too little is well: all of ${best.path || "it"} that no operator took out is served`
      : serving.length > 0
        ? "too little is well, and nothing is revived"
        : "operators took everything out: no data is answered";
    if (isEmpty) this.standIn = because;
    const { healthy } = outlookOf(policy, this.views, "standby", null);
    this.walk.step(policy.kind, policy.path, healthy, share, because);
    if (isPanic) {
      this.panic = true;
      this.shortageBecause = because;
      return panicked(this.walk, policy, members, best);
    }
    const pool = pools.find((each) => answering(this.views.get(each)!, "standby").length > 0);
    if (pool === undefined) return nothing;
    return pickAmong(withoutTwins(serving), pool.pick, this.walk.isSingle);
  }

  /** Null if there is nothing of the kind. */
  #instead(onAllDown: "last-good" | "fallback" | "nodata"): Selection | null {
    if (onAllDown === "nodata") return nothing;
    const { fallback } = this.walk.rrset;
    const wanted = new Set(onAllDown === "fallback" ? fallback : this.around.lastGood);
    const places = withoutTwins(
      this.walk.courses.filter(
        ({ target, revivable }) =>
          revivable && wanted.has(onAllDown === "fallback" ? target.value : target.id),
      ),
    );
    if (places.length === 0) return null;
    return pickAmong(places, { kind: "all", max: places.length }, this.walk.isSingle);
  }

  /** Ids to remember as the last good answer. */
  idsIn(selection: Selection): string[] {
    return placesIn(selection).map((place) => this.walk.courses[place]!.target.id);
  }
}
