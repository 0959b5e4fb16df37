/**
 * Load that moves from the tier in use to the others, in proportion to their spare capacity. Three
 * bounds keep it from doing harm: no receiver is brought over its own `high`, no more than a tenth
 * of the answers moves within one maximum TTL, by when its effect can be measured, and what has no
 * fresh feed moves nothing. A load is held against the shares that it was measured under: when
 * these have changed for another reason, the next report is waited for.
 */
import type { Pool } from "./config.js";
import { freshLoad, keptShare, type Load } from "./load.js";
import { sameNumbers } from "./memory-map.js";
import type { LoadReport, TierMemory } from "./state.js";
import type { TargetCourse } from "./target-course.js";
import type { Timetable } from "./timetable.js";

const stepMax = 0.1;
/** Less is not worth a new answer. */
const stepMin = 0.01;
/** A demand reckoned from a smaller share of it is a guess. */
const shareMin = 0.05;

export interface LoadTier {
  /** Null for a tier of several pools: their loads are not added up. */
  readonly pool: Pool | null;
  readonly courses: readonly TargetCourse[];
  readonly share: number;
  /** It is well enough to take something. */
  readonly able: boolean;
}

export interface Spill {
  /** By tier: what it takes of the active tier's share. */
  readonly spill: readonly number[];
  /** When the shares of the tiers changed last. */
  readonly spillAtMs: number;
}

export interface SpillSurroundings {
  readonly nowMs: number;
  readonly ttlMaxMs: number;
  readonly loads: ReadonlyMap<string, LoadReport>;
  readonly timetable: Timetable;
}

export const noSpill: Spill = { spill: [], spillAtMs: 0 };

export function planSpill(
  tiers: readonly LoadTier[],
  active: number,
  memory: TierMemory | undefined,
  around: SpillSurroundings,
): Spill {
  const { nowMs, ttlMaxMs, timetable } = around;
  const before = memory !== undefined && memory.active === active ? memory.spill : [];
  const from = tiers[active]!;
  const kept = tiers.map(({ able }, tier) => (able && tier !== active ? (before[tier] ?? 0) : 0));
  const stays = before.length === 0 ? [] : kept;
  const shares = spilled(
    tiers.map(({ share }) => share),
    active,
    kept,
  );
  const isShifted = memory !== undefined && !sameNumbers(shares, memory.shares);
  const atMs = isShifted ? nowMs : Math.min(memory?.spillAtMs ?? 0, nowMs);
  const mayStepAtMs = atMs + ttlMaxMs;
  if (before.length > 0) timetable.wake(mayStepAtMs);
  const isTooSoon = before.length > 0 ? nowMs < mayStepAtMs : measuredMs(from, around) <= atMs;
  if (isTooSoon) return { spill: stays, spillAtMs: atMs };
  const wanted = wantedSpill(tiers, active, memory, around);
  const total = sum(kept);
  const target = Math.min(sum(wanted), from.share);
  if (Math.abs(target - total) < stepMin) return { spill: stays, spillAtMs: atMs };
  timetable.wake(nowMs + ttlMaxMs);
  const next = Math.max(0, Math.min(target, total + stepMax), total - stepMax);
  // Less is taken from each receiver alike, more is given where there is room.
  const like = sum(wanted) > 0 ? wanted : kept;
  const spill = like.map((share) => (share * next) / sum(like));
  return { spill, spillAtMs: nowMs };
}

/** Shares of the tiers when some of the active one's has gone to the others. */
export function spilled(
  shares: readonly number[],
  active: number,
  spill: readonly number[],
): readonly number[] {
  const moved = sum(spill);
  if (moved === 0) return shares;
  return shares.map((share, tier) =>
    tier === active ? Math.max(0, share - moved) : share + (spill[tier] ?? 0),
  );
}

/** When the oldest of its loads was measured: before its share changed it tells nothing of that. */
function measuredMs({ courses }: LoadTier, { loads, nowMs }: SpillSurroundings): number {
  const times = courses.map(({ target }) => loads.get(target.id)?.atMs ?? nowMs);
  return Math.min(nowMs, ...times);
}

/** By tier: what it should take, if it could be given at once. */
function wantedSpill(
  tiers: readonly LoadTier[],
  active: number,
  memory: TierMemory | undefined,
  around: SpillSurroundings,
): number[] {
  const none = tiers.map(() => 0);
  const from = tiers[active]!;
  const shed = from.pool?.shed ?? null;
  const own = tierLoad(from, around);
  if (shed === null || own === null || own.load === 0) return none;
  const shares = memory?.shares ?? [];
  // What is measured now came of the shares that were given out last.
  const demand = own.load / Math.max(shareMin, shares[active] ?? from.share);
  const excess = from.share - keptShare(demand / own.capacity, shed);
  if (excess <= 0) return none;
  const spare = tiers.map((tier, place) => {
    if (place === active || !tier.able) return 0;
    const room = capacityUpToHigh(tier);
    const elsewhere = Math.max(
      0,
      (tierLoad(tier, around)?.load ?? 0) - demand * (shares[place] ?? 0),
    );
    return Math.max(0, (room - elsewhere) / demand - tier.share);
  });
  const room = sum(spare);
  const moved = Math.min(excess, room);
  return room === 0 ? none : spare.map((share) => (share * moved) / room);
}

/** Null unless every target that answers tells of its load. */
function tierLoad({ pool, courses }: LoadTier, around: SpillSurroundings): Load | null {
  if (pool === null || courses.length === 0) return null;
  let load = 0;
  let capacity = 0;
  for (const { target } of courses) {
    const fresh = freshLoad(target, around.loads, around.nowMs, around.timetable);
    if (fresh === null) return null;
    load += fresh.load;
    capacity += fresh.capacity;
  }
  return { load, capacity };
}

/** What is not declared cannot be promised. */
function capacityUpToHigh({ pool, courses }: LoadTier): number {
  if (pool === null || courses.some(({ target }) => target.capacity === null)) return 0;
  return sum(courses.map(({ target }) => target.capacity ?? 0)) * (pool.shed?.high ?? 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
