/**
 * Panic: too little is well, so that keeping all load on it would bring it down as well. The best
 * tier is served whole, but for what operators took out: these had a reason that is still there
 * (Route 53 revives what has weight 0, and so what was drained by it).
 */
import type { Policy, Pool } from "./config.js";
import { pickAmong } from "./pick.js";
import type { PolicyWalk } from "./policy-walk.js";
import { outlookOf, type PoolView, withLeftOver } from "./pool-view.js";
import type { Branch, Selection } from "./selection.js";
import type { TargetCourse } from "./target-course.js";
import { poolsBelow, tierKey } from "./zone-index.js";

/** The tier with the highest healthy share of which an operator left something. */
export function bestTier(
  walk: PolicyWalk,
  members: readonly (Policy | Pool)[],
): Policy | Pool | undefined {
  let best: Policy | Pool | undefined;
  let most = -1;
  for (const member of members) {
    const { healthy } = outlookOf(member, walk.views, "standby", null);
    if (!hasRevivable(walk, member) || healthy <= most) continue;
    most = healthy;
    best = member;
  }
  return best;
}

/** An operator left something of it. */
export function hasRevivable(walk: PolicyWalk, member: Policy | Pool): boolean {
  return poolsBelow(member).some((pool) => revivable(walk, pool).length > 0);
}

/** The best tier whole, which takes what the others cannot carry, and these with what is well. */
export function panicked(
  walk: PolicyWalk,
  policy: Policy,
  members: readonly (Policy | Pool)[],
  best: Policy | Pool,
): Selection {
  const ways: Branch[] = [];
  let left = 1;
  for (const member of new Set(members)) {
    if (member === best) continue;
    const { carry } = outlookOf(member, walk.views, "standby", policy.overprovision);
    const below = tierKey(walk.index.key, member.path, "");
    const well = walk.choose(member, null, below, "standby", carry, false);
    if (well === null) continue;
    // What is only held carries nothing and is answered all the same, now and then.
    const share = Math.max(carry, 1 / (2 * members.length));
    ways.push({ share, selection: well });
    left -= share;
  }
  const all = whole(walk, best);
  if (all !== null) {
    ways.unshift({ share: Math.max(left, 1 / (2 * members.length)), selection: all });
  }
  return combined(walk, ways, best);
}

/** All of it that no operator took out, picked as its pools say. */
function whole(walk: PolicyWalk, member: Policy | Pool): Selection | null {
  if (member.kind === "geo") return hasRevivable(walk, member) ? walk.byRegion(member) : null;
  if (member.kind === "pool") {
    const alive = revivable(walk, member);
    if (alive.length === 0) return null;
    return pickAmong(evenInPanic(walk.views.get(member)!, alive), member.pick, walk.isSingle);
  }
  const ways = member.members.flatMap((each): Branch[] => {
    const selection = whole(walk, each);
    return selection === null ? [] : [{ share: 1, selection }];
  });
  if (ways.length === 0) return null;
  return member.kind === "all"
    ? ways.map(({ selection }) => selection).reduce((all, way) => walk.beside(all, way))
    : combined(walk, ways, member);
}

/** In one answer if the pools answer with all they have; else one way is drawn. */
function combined(walk: PolicyWalk, ways: readonly Branch[], like: Policy | Pool): Selection {
  const [only] = ways;
  if (only === undefined) return { kind: "answer", targets: [] };
  if (ways.length === 1) return only.selection;
  if (poolsBelow(like)[0]?.pick.kind === "all") {
    return ways.map(({ selection }) => selection).reduce((all, way) => walk.beside(all, way));
  }
  return { kind: "weighted", branches: ways };
}

function revivable(walk: PolicyWalk, pool: Pool): TargetCourse[] {
  return walk.views.get(pool)!.courses.filter(({ revivable }) => revivable);
}

/** Ramps and loads do not matter in a panic, and what is down is nothing to prefer. */
function evenInPanic(view: PoolView, alive: readonly TargetCourse[]): readonly TargetCourse[] {
  return withLeftOver(view, alive).map((course) => ({ ...course, factor: 1 }));
}
