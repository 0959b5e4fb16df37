/**
 * The one function that decides what is answered. Serving, `steer explain`, `steer simulate` and
 * the tests call it; it is pure, so the same configuration, state and time give the same plan.
 *
 *     each target: probes → damping → hold-down → guard → orders     `target-course.ts`
 *     each RRset:  pools → tiers → load → panic → selection          `rrset-course.ts`
 *                  and its TTL                                       `ttl.ts`
 */
import { type CalmRrset, calmPlan, calmRrset, rememberPlan, stillHolds } from "./calm-plan.js";
import type { Pool, SteeredRrset, ZoneSteering } from "./config.js";
import { penaltyAt } from "./damping.js";
import { RemovalGuard } from "./guard.js";
import { freshLoad, loadFactor } from "./load.js";
import { MemoryMap } from "./memory-map.js";
import { OverrideList } from "./overrides.js";
import { sameTier } from "./policy-walk.js";
import { couple, type PoolView, viewPool } from "./pool-view.js";
import { RrsetCourse } from "./rrset-course.js";
import type { Selection } from "./selection.js";
import type { Health, Override, Standing, SteeringMemory, SteeringState } from "./state.js";
import {
  becauseOf,
  eventsOf,
  finishCourse,
  memoryOf,
  passGuard,
  startCourse,
  type TargetCourse,
} from "./target-course.js";
import { Timetable } from "./timetable.js";
import { ttlOf } from "./ttl.js";
import { type RrsetIndex, zoneIndex } from "./zone-index.js";

export type { Standing } from "./state.js";

/** What is answered under this configuration, in this state, at this Unix time in milliseconds. */
export function plan(config: ZoneSteering, state: SteeringState, nowMs: number): Plan {
  const index = zoneIndex(config);
  const { memory } = state;
  const timetable = new Timetable(nowMs);
  const overrides = new OverrideList(state.overrides, nowMs);
  timetable.wake(overrides.endsAtMs);
  const around = { nowMs, probes: state.probes, overrides, timetable };

  const last = calmPlan(config, state, nowMs);
  const calm = index.rrsets.map((entry, place) => {
    const before = last?.rrsets[place];
    return stillHolds(before, entry, state.probes) ? before : null;
  });
  const courses = index.rrsets.map(({ targets }, place) =>
    calm[place] != null
      ? []
      : targets.map((entry) => startCourse(entry, memory.targets.get(entry.target.id), around)),
  );
  const every = courses.flat();
  const guard = new RemovalGuard(config.guard, index, memory.removals, nowMs);
  passGuard(every, guard, config.guard.releaseMs, nowMs, timetable);

  const events: PlanEvent[] = [];
  const targets = new Map(last?.targets);
  const kept = new MemoryMap(memory.targets, (a, b) => a === b);
  for (const course of every) {
    finishCourse(course, around);
    applyLoad(course, state, nowMs, timetable);
    const because = becauseOf(course, nowMs);
    for (const event of eventsOf(course, because)) events.push(event);
    const { id } = course.target;
    const remembered = memoryOf(course, nowMs);
    if (remembered !== course.before) kept.set(id, remembered);
    targets.set(id, targetPlan(course, remembered.serving, because, nowMs));
  }

  const views = viewAll(index.rrsets, courses);
  const tiers = new MemoryMap(memory.tiers, sameTier);
  const lastGood = new MemoryMap(memory.lastGood, (a, b) => a.join() === b.join());
  const calmNext: (CalmRrset | null)[] = [];
  const rrsets = index.rrsets.map((entry, place): RrsetPlan => {
    const holds = calm[place] ?? null;
    if (holds !== null) {
      calmNext.push(holds);
      return holds.planned;
    }
    const { rrset, key } = entry;
    const own = courses[place]!;
    const course = new RrsetCourse(entry, own, views[place]!, {
      nowMs,
      ttlMaxMs: rrset.ttl.max * 1000,
      loads: state.loads,
      timetable,
      tiers: memory.tiers,
      lastGood: memory.lastGood.get(key) ?? [],
    });
    const selection = course.select();
    const { walk, panic, panicBefore, short, standIn, standInBefore } = course;
    for (const [tier, of] of walk.tiers) tiers.set(tier, of);
    if (rrset.onAllDown === "last-good" && course.good) {
      lastGood.set(key, course.idsIn(selection));
    }
    for (const event of walk.events) events.push(event);
    if (panic !== panicBefore) events.push(panicEvent(rrset, course));
    if ((standIn !== null) !== standInBefore) events.push(standInEvent(rrset, standIn));
    const { ttl, reason } = ttlOf(rrset.ttl, own, panic, {
      nowMs,
      probes: state.probes,
      monitors: index.monitors,
    });
    const planned = { selection, ttl, ttlReason: reason, short, panic, standIn, steps: walk.steps };
    calmNext.push(calmRrset(entry, own, walk.tiers, planned, state.probes));
    return planned;
  });

  const next = {
    targets: kept.result(index.targets),
    tiers: tiers.result(index.tierKeys),
    lastGood: lastGood.result(index.lastGoodKeys),
    removals: guard.removals,
  };
  const { wakeAtMs } = timetable;
  rememberPlan({ config, nowMs, rrsets: calmNext, targets }, state, next);
  return { rrsets, targets, memory: next, wakeAtMs, events };
}

function applyLoad(
  course: TargetCourse,
  { loads }: SteeringState,
  nowMs: number,
  timetable: Timetable,
): void {
  const shed = course.entry.pool?.shed ?? null;
  if (shed === null || loads.size === 0) return;
  course.factor *= loadFactor(freshLoad(course.target, loads, nowMs, timetable), shed);
}

/** By RRset; pools of coupled families have been shown to each other. */
function viewAll(
  rrsets: readonly RrsetIndex[],
  courses: readonly (readonly TargetCourse[])[],
): readonly ReadonlyMap<Pool, PoolView>[] {
  const views = rrsets.map(
    ({ pools }, place) =>
      new Map(
        courses[place]!.length === 0
          ? []
          : pools.map((pool) => [pool, viewPool(pool, courses[place]!)]),
      ),
  );
  couple(rrsets.map(({ rrset }, place) => [rrset, [...views[place]!.values()]]));
  return views;
}

function targetPlan(
  course: TargetCourse,
  serving: boolean,
  because: string,
  nowMs: number,
): TargetPlan {
  const { finding, standing, target, factor, penalty, override, entry } = course;
  const { damping } = entry.rrset;
  return {
    health: finding.health,
    standing,
    serving,
    weight: target.weight * factor,
    penalty: damping === null || penalty.penalty === 0 ? 0 : penaltyAt(damping, penalty, nowMs),
    override,
    because,
  };
}

function panicEvent({ owner, type }: SteeredRrset, course: RrsetCourse): PlanEvent {
  const { panic, shortageBecause, standIn, short } = course;
  if (panic) return { kind: "panic", owner, type, because: shortageBecause };
  const because = standIn ?? (short ? "nothing is revived any more" : "enough is well again");
  return { kind: "panic-over", owner, type, because };
}

function standInEvent({ owner, type }: SteeredRrset, standIn: string | null): PlanEvent {
  if (standIn !== null) return { kind: "all-down", owner, type, because: standIn };
  return { kind: "all-down-over", owner, type, because: "its targets are answered again" };
}

export interface Plan {
  /** One for each RRset of the configuration, in its order. */
  readonly rrsets: readonly RrsetPlan[];
  /** By target id, with the reasons. */
  readonly targets: ReadonlyMap<string, TargetPlan>;
  /** To be kept and handed to the next plan. */
  readonly memory: SteeringMemory;
  /**
   * Unix time, milliseconds, when the plan may change although nothing new is told: a hold-down
   * ends, a penalty has decayed, a ramp goes on. Null for never.
   */
  readonly wakeAtMs: number | null;
  /** What became of targets and RRsets since the memory that it started from, causes included. */
  readonly events: readonly PlanEvent[];
}

export interface RrsetPlan {
  readonly selection: Selection;
  /** Seconds. */
  readonly ttl: number;
  readonly ttlReason: string;
  /** Less is well than `minHealthy` asks for, in all tiers together, standbys included. */
  readonly short: boolean;
  /** Too little is well: everything that no operator took out is served. */
  readonly panic: boolean;
  /** What is answered although nothing is well, as a sentence; null while something is. */
  readonly standIn: string | null;
  /** Tiers and members with their health, share and why, outermost first. */
  readonly steps: readonly PlanStep[];
}

/** One decision on the way to an answer, for `explain`. */
export interface PlanStep {
  readonly path: string;
  readonly kind: "failover" | "all" | "geo" | "pool";
  /** Healthy share, 0 to 1; share of the traffic that it gets, 0 to 1. */
  readonly healthy: number;
  readonly share: number;
  /** A sentence. */
  readonly because: string;
  /** Whose clients it is about, below a geo policy: a place in its members, -1 for the rest. */
  readonly region?: { readonly path: string; readonly branch: number };
}

export interface TargetPlan {
  /** By the probes alone. */
  readonly health: Health;
  readonly standing: Standing;
  /** Takes part in answers outside of a panic. */
  readonly serving: boolean;
  /** Weight after slow start and load; the declared one at first. */
  readonly weight: number;
  readonly penalty: number;
  /** The override that decides, if one does. */
  readonly override: Override | null;
  /** A sentence. */
  readonly because: string;
}

export type PlanEvent =
  | {
      readonly kind: "target";
      readonly target: string;
      readonly from: Standing | null;
      readonly to: Standing;
      readonly because: string;
    }
  | {
      readonly kind: "guard-held" | "guard-released";
      readonly target: string;
      readonly because: string;
    }
  | {
      readonly kind: "panic" | "panic-over" | "all-down" | "all-down-over";
      readonly owner: string;
      readonly type: string;
      readonly because: string;
    }
  | {
      readonly kind: "tier";
      readonly owner: string;
      readonly type: string;
      readonly path: string;
      readonly from: string;
      readonly to: string;
      readonly because: string;
    };
