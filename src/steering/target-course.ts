/**
 * The course of each target through health, damping, hold-down, guard and orders:
 *
 *     probes ─→ health ─→ damping ─→ hold-down ─→ guard ─→ orders ─→ standing
 *
 * The monitoring's own view (`out`) goes on below an operator's order, so that whoever takes the
 * order back finds the target as it is by then.
 */
import type { DeclaredState, SteeredRrset, Target } from "./config.js";
import {
  noPenalty,
  type Penalty,
  penaltyAt,
  suppressedUntilMs,
  withTime,
  withTransition,
} from "./damping.js";
import type { RemovalGuard } from "./guard.js";
import type { OverrideList } from "./overrides.js";
import type { PlanEvent } from "./plan.js";
import { noRamp, type RampStep, rampStep } from "./slow-start.js";
import type { Override, ProbeState, Standing, TargetMemory } from "./state.js";
import { type HealthFinding, healthOf } from "./target-health.js";
import type { Timetable } from "./timetable.js";
import type { TargetIndex } from "./zone-index.js";

/** A target on its way through one plan; filled in from top to bottom. */
export interface TargetCourse {
  readonly entry: TargetIndex;
  readonly target: Target;
  readonly place: number;
  readonly before: TargetMemory | undefined;
  readonly finding: HealthFinding;
  readonly healthSinceMs: number;
  readonly penalty: Penalty;
  readonly override: Override | null;
  /** Declared, or as the deciding order says. */
  readonly state: DeclaredState;
  /** The monitoring wants it out. */
  readonly unwell: boolean;
  /** It has it out. */
  out: boolean;
  heldSinceMs: number | null;
  /** What the guard says, if it holds it or has let it go. */
  guarded: string | null;
  standing: Standing;
  ramp: RampStep;
  rampFromMs: number | null;
  /** Counts as healthy. A standby does so among its like alone. */
  well: boolean;
  /** No operator took it out: a panic may serve it. */
  revivable: boolean;
  /** Slow start and load, above 0, at most 1: what its weight is multiplied with. */
  factor: number;
}

export interface CourseSurroundings {
  readonly nowMs: number;
  readonly probes: ReadonlyMap<string, ProbeState>;
  readonly overrides: OverrideList;
  readonly timetable: Timetable;
}

/** As far as the target alone goes; the guard comes next. */
export function startCourse(
  entry: TargetIndex,
  before: TargetMemory | undefined,
  around: CourseSurroundings,
): TargetCourse {
  const { target, rrset, place } = entry;
  const { nowMs, timetable } = around;
  const finding = healthOf(target, around.probes);
  const changed = before !== undefined && before.health !== finding.health;
  // A clock that stepped back makes nothing older than now, and nothing that is to come endless.
  const foundMs = changed && finding.health === "unknown" ? nowMs : finding.sinceMs;
  const healthSinceMs =
    before === undefined || changed
      ? Math.max(Math.min(foundMs, nowMs), Math.min(before?.healthSinceMs ?? 0, nowMs))
      : Math.min(before.healthSinceMs, nowMs);
  const penalty = penaltyOf(rrset, before, finding, nowMs);
  const override = around.overrides.deciding(target, rrset.owner);
  const wasOut = before?.out ?? false;
  const suppressed = penalty.suppressedSinceMs !== null;
  // Unknown is up, but no way back: another check of what was down has to tell first.
  const heldDown = wasOut && finding.health !== "down" && nowMs < healthSinceMs + rrset.holdDownMs;
  const state = override?.action ?? target.state;
  // Served by order it is not out, and the hold-down is over when the order is taken back.
  if (heldDown && state !== "up") timetable.wake(healthSinceMs + rrset.holdDownMs);
  if (rrset.damping !== null) timetable.wake(suppressedUntilMs(rrset.damping, penalty));
  const unwell = finding.health === "down" || suppressed || heldDown;
  return {
    entry,
    target,
    place,
    before,
    finding,
    healthSinceMs,
    penalty,
    override,
    state,
    unwell,
    out: unwell,
    heldSinceMs: null,
    guarded: null,
    standing: "serving",
    ramp: noRamp,
    rampFromMs: null,
    well: false,
    revivable: false,
    factor: 1,
  };
}

function penaltyOf(
  { damping }: SteeredRrset,
  before: TargetMemory | undefined,
  { health }: HealthFinding,
  nowMs: number,
): Penalty {
  if (damping === null || before === undefined) return noPenalty;
  const { penalty, suppressedSinceMs } = before;
  // Fields in one order always: most targets have no penalty, and these are many.
  const known =
    penalty === 0
      ? noPenalty
      : { penalty, penaltyAtMs: Math.min(before.penaltyAtMs, nowMs), suppressedSinceMs };
  // From unknown is no flap: it is how everything starts.
  const flapped = before.health !== health && before.health !== "unknown" && health !== "unknown";
  return flapped ? withTransition(damping, known, nowMs) : withTime(damping, known, nowMs);
}

/**
 * Lets go what all probes have agreed about for long enough, then what the guard has room for, those
 * held for longest first, and holds the rest. Only what is in the answers can be taken out of them:
 * orders and standbys need no guard.
 */
export function passGuard(
  courses: readonly TargetCourse[],
  guard: RemovalGuard,
  releaseMs: number,
  nowMs: number,
  timetable: Timetable,
): void {
  const leaving = courses.filter(
    ({ unwell, state, before }) => unwell && state === "auto" && !(before?.out ?? false),
  );
  for (const { entry, unwell, before } of courses)
    if (!unwell && before?.out === true) guard.takeBack(entry);
  // First what goes in any case: it takes room from the others, or makes some for its own address.
  const isAgreed = ({ finding: { allDownSinceMs } }: TargetCourse) =>
    allDownSinceMs !== null && nowMs >= Math.min(allDownSinceMs, nowMs) + releaseMs;
  const agreed = `all its probes have agreed for ${releaseMs / 1000} s`;
  if (leaving.length > 1) {
    leaving.sort(
      (a, b) =>
        Number(isAgreed(b)) - Number(isAgreed(a)) || heldSince(a, nowMs) - heldSince(b, nowMs),
    );
  }
  for (const course of leaving) {
    const { entry, finding, before } = course;
    const obstacle = guard.obstacle(entry);
    const wasHeld = before !== undefined && before.heldSinceMs !== null;
    if (obstacle === null) {
      guard.remove(entry);
      // An address that has just gone elsewhere needs no room here.
      if (wasHeld) course.guarded = isAgreed(course) ? agreed : "there is room again";
      continue;
    }
    if (isAgreed(course)) {
      guard.remove(entry);
      course.guarded = agreed;
      continue;
    }
    course.out = false;
    course.heldSinceMs = heldSince(course, nowMs);
    course.guarded = obstacle;
    const allDownMs = finding.allDownSinceMs;
    if (allDownMs !== null) timetable.wake(Math.min(allDownMs, nowMs) + releaseMs);
  }
  if (leaving.some(({ heldSinceMs }) => heldSinceMs !== null)) timetable.wake(guard.roomAtMs);
}

function heldSince({ before }: TargetCourse, nowMs: number): number {
  return Math.min(before?.heldSinceMs ?? nowMs, nowMs);
}

/** What became of it in the end. */
export function finishCourse(course: TargetCourse, around: CourseSurroundings): void {
  const { state, before, entry } = course;
  // Served by order: whatever the monitoring says afterwards is a removal for the guard.
  if (state === "up") course.out = false;
  course.standing = standingOf(course);
  course.revivable = state !== "down" && state !== "drain";
  course.well = course.revivable && !course.out && course.heldSinceMs === null;
  const cameBack = (before?.out ?? false) && !course.out && state === "auto";
  const from = cameBack ? around.nowMs : before?.rampFromMs;
  if (state === "auto" && !course.out && from !== null && from !== undefined) {
    course.ramp = rampStep(entry.rrset, Math.min(from, around.nowMs), around.nowMs);
    course.rampFromMs = course.ramp.nextMs === null ? null : Math.min(from, around.nowMs);
    around.timetable.wake(course.ramp.nextMs);
  }
  course.factor = course.ramp.factor;
}

const ordered = {
  up: "forced-up",
  down: "forced-down",
  drain: "drained",
  standby: "standby",
} as const;

function standingOf({ state, out, heldSinceMs, finding, penalty }: TargetCourse): Standing {
  if (state !== "auto") return ordered[state];
  if (heldSinceMs !== null) return "held";
  if (!out) return finding.health === "unknown" ? "unknown" : "serving";
  if (finding.health === "down") return "down";
  return penalty.suppressedSinceMs === null ? "hold-down" : "suppressed";
}

/** A sentence. */
export function becauseOf(course: TargetCourse, nowMs: number): string {
  const { finding, override, state, standing, healthSinceMs, entry, penalty } = course;
  if (override !== null && state !== "auto") {
    const { who, why, source } = override;
    const reason = why === "" ? "" : `: ${why}`;
    return `${who || `the ${source} override`} said ${state}${reason}; ${finding.because}`;
  }
  switch (standing) {
    case "held":
      return `${finding.because}; held by the guard: ${course.guarded ?? ""}`;
    case "hold-down": {
      const left = `${Math.ceil((healthSinceMs + entry.rrset.holdDownMs - nowMs) / 1000)} s`;
      return finding.health === "unknown"
        ? `${finding.because}; it was out, and stays so for ${left}`
        : `${finding.because}, and has to stay so for ${left} more`;
    }
    case "suppressed": {
      const { damping } = entry.rrset;
      const now = damping === null ? 0 : Math.round(penaltyAt(damping, penalty, nowMs));
      return `${finding.because}, but it flapped: penalty ${now}`;
    }
    case "serving":
    case "unknown":
    case "down":
      return finding.because;
    default:
      return `declared ${state}; ${finding.because}`;
  }
}

/** What happened to it since the memory. A target that has none yet has not changed. */
export function eventsOf(course: TargetCourse, because: string): PlanEvent[] {
  const { before, standing, target, heldSinceMs, guarded, out } = course;
  const events: PlanEvent[] = [];
  const wasHeld = before !== undefined && before.heldSinceMs !== null;
  if (heldSinceMs !== null && !wasHeld) {
    events.push({ kind: "guard-held", target: target.id, because: guarded ?? because });
  } else if (wasHeld && out && guarded !== null) {
    events.push({ kind: "guard-released", target: target.id, because: guarded });
  }
  const from = before?.standing ?? null;
  const isPlain = standing === "unknown" || standing === "serving";
  const isNews = before === undefined ? !isPlain : from !== standing;
  if (isNews) events.push({ kind: "target", target: target.id, from, to: standing, because });
  return events;
}

/** What the next plan has to know: the very memory of before, if nothing changed. */
export function memoryOf(course: TargetCourse, nowMs: number): TargetMemory {
  const { before, finding, penalty, heldSinceMs, rampFromMs, standing, out, state } = course;
  const serving = course.state === "standby" ? false : course.well || heldSinceMs !== null;
  const since = Math.min(before?.servingSinceMs ?? nowMs, nowMs);
  const drainedAtMs = state === "drain" ? Math.min(before?.drainedAtMs ?? nowMs, nowMs) : null;
  const memory: TargetMemory = {
    health: finding.health,
    healthSinceMs: course.healthSinceMs,
    serving,
    servingSinceMs: before === undefined || before.serving === serving ? since : nowMs,
    standing,
    out,
    rampFromMs,
    penalty: penalty.penalty,
    penaltyAtMs: penalty.penaltyAtMs,
    suppressedSinceMs: penalty.suppressedSinceMs,
    heldSinceMs,
    drainedAtMs,
  };
  return before !== undefined && isSame(before, memory) ? before : memory;
}

function isSame(a: TargetMemory, b: TargetMemory): boolean {
  return (
    a.health === b.health &&
    a.healthSinceMs === b.healthSinceMs &&
    a.serving === b.serving &&
    a.servingSinceMs === b.servingSinceMs &&
    a.standing === b.standing &&
    a.out === b.out &&
    a.rampFromMs === b.rampFromMs &&
    a.penalty === b.penalty &&
    a.penaltyAtMs === b.penaltyAtMs &&
    a.suppressedSinceMs === b.suppressedSinceMs &&
    a.heldSinceMs === b.heldSinceMs &&
    a.drainedAtMs === b.drainedAtMs
  );
}
