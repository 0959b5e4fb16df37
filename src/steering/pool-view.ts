/** What a pool looks like now: who is well, who is held, who could be revived. */
import type { Policy, Pool, SteeredRrset } from "./config.js";
import type { TargetCourse } from "./target-course.js";

/**
 * What may be served: what is well; standbys as well, when nothing better is left.
 */
export type Reach = "normal" | "standby";

export interface PoolView {
  readonly pool: Pool;
  readonly courses: readonly TargetCourse[];
  /** Targets that count: standbys only if there is nothing else. */
  readonly total: number;
  readonly well: number;
  readonly standbyWell: number;
  readonly held: number;
  /** The pools of the other families that move with it, itself included; null if it stands alone. */
  coupled: readonly PoolView[] | null;
}

export function viewPool(pool: Pool, of: readonly TargetCourse[]): PoolView {
  const courses = pool.targets.map((place) => of[place]!);
  let standbys = 0;
  let well = 0;
  let standbyWell = 0;
  let held = 0;
  for (const course of courses) {
    if (course.state === "standby") {
      standbys++;
      if (course.well) standbyWell++;
    } else if (course.well) well++;
    if (course.heldSinceMs !== null) held++;
  }
  const total = standbys === courses.length ? standbys : courses.length - standbys;
  return { pool, courses, total, well, standbyWell, held, coupled: null };
}

/**
 * Pools of one path below RRsets of one owner that are coupled see each other. A family of which
 * nothing is well is left out: a prober without IPv6 must not drag IPv4 with it.
 */
export function couple(
  views: readonly (readonly [rrset: SteeredRrset, pools: readonly PoolView[]])[],
): void {
  const together = new Map<string, PoolView[]>();
  for (const [{ owner, coupled, shadow }, pools] of views) {
    if (coupled === null || !pools.some((view) => wellOf(view, "standby") > 0)) continue;
    for (const view of pools) {
      const key = JSON.stringify([owner, coupled, shadow, view.pool.path]);
      const group = together.get(key);
      if (group === undefined) together.set(key, [view]);
      else group.push(view);
    }
  }
  for (const group of together.values()) for (const view of group) view.coupled = group;
}

/** Healthy share, 0 to 1. Of coupled pools all together, and none if one family has none. */
export function healthyShare(view: PoolView, reach: Reach): number {
  if (view.coupled === null || view.coupled.length === 1) return ownShare(view, reach);
  let well = 0;
  let total = 0;
  for (const each of view.coupled) {
    const of = Math.min(each.total, wellOf(each, reach));
    if (of === 0) return 0;
    well += of;
    total += each.total;
  }
  return well / total;
}

function ownShare(view: PoolView, reach: Reach): number {
  return view.total === 0 ? 0 : Math.min(1, wellOf(view, reach) / view.total);
}

function wellOf({ well, standbyWell }: PoolView, reach: Reach): number {
  return reach === "normal" ? well : well + standbyWell;
}

/** Whom the pool answers with: what is well, and what the guard holds. */
export function answering({ courses }: PoolView, reach: Reach): TargetCourse[] {
  return courses.filter((course) =>
    course.state === "standby"
      ? reach === "standby" && course.well
      : course.well || course.heldSinceMs !== null,
  );
}

/**
 * Weight 0 is drawn only when there is nothing else, and neither what is down nor a standby is
 * anything: what is drawn without these has to be drawn beside them.
 */
export function withLeftOver(view: PoolView, courses: readonly TargetCourse[]): TargetCourse[] {
  const leftOver = new Set(
    (["normal", "standby"] as const).flatMap((reach) => {
      const served = answering(view, reach);
      return served.every(({ target }) => target.weight === 0) ? served : [];
    }),
  );
  const most = Math.max(...courses.map(({ target }) => target.weight));
  return courses.map((course) =>
    leftOver.has(course) ? { ...course, target: { ...course.target, weight: most } } : course,
  );
}

/** How much of the load a member can carry. */
export interface Outlook {
  /** Healthy share, 0 to 1. */
  readonly healthy: number;
  /** Share of the load that it can carry, 0 to 1. */
  readonly carry: number;
  /** Healthy share with which it carries everything. */
  readonly needed: number;
  /** Targets that count. */
  readonly targets: number;
}

/** Rounding must not make a panic. */
export const roundingError = 1e-9;

/**
 * `carry = min(1, healthy × overprovision)`, as Envoy's priority levels have it; with
 * `overprovision = 1 / minHealthy` a tier carries everything from `minHealthy` on.
 */
export function outlookOf(
  member: Policy | Pool,
  views: ReadonlyMap<Pool, PoolView>,
  reach: Reach,
  overprovision: number | null,
): Outlook {
  if (member.kind === "pool") {
    const view = views.get(member)!;
    const healthy = healthyShare(view, reach);
    const needed = overprovision === null ? member.minHealthy : 1 / overprovision;
    return { healthy, carry: carryOf(healthy, needed), needed, targets: view.total };
  }
  const factor = member.overprovision ?? (member.kind === "all" ? overprovision : null);
  const below = member.members.map((each) => outlookOf(each, views, reach, factor));
  const targets = below.reduce((sum, each) => sum + each.targets, 0);
  const mean = (of: (each: Outlook) => number) =>
    targets === 0 ? 0 : below.reduce((sum, each) => sum + of(each) * each.targets, 0) / targets;
  const healthy = mean((each) => each.healthy);
  const needed = mean((each) => each.needed);
  const carry =
    member.kind === "all"
      ? carryOf(healthy, needed)
      : Math.min(
          1,
          below.reduce((sum, each) => sum + each.carry, 0),
        );
  return { healthy, carry, needed, targets };
}

function carryOf(healthy: number, needed: number): number {
  if (healthy <= 0) return 0;
  return healthy + roundingError >= needed ? 1 : healthy / needed;
}
