/**
 * When each probe starts, and what becomes of its result.
 *
 *   waiting ── due ──> running ── end, or time out ──> judged ──> waiting (interval, or recheck)
 *      └── due, lane full ──> queued ──┘      └── this thread stood still: thrown away, begun anew
 *
 * A start of the server spreads over one interval, since every probe begins at a random point of its
 * own; the jitter keeps them apart. Nothing here knows what a check does.
 */
import { isUndecided, judge } from "../steering/verdict.js";
import type { CheckOutcome, EndCheck, StopCheck } from "./check.js";
import { failed, nothingToStop, unknown } from "./check.js";
import { DueHeap } from "./due-heap.js";
import { Lane } from "./lane.js";
import { NewsDesk } from "./news-desk.js";
import type { ProbeClock } from "./probe-clock.js";
import { ProbeSlot } from "./probe-slot.js";
import type { PlannedProbe, ProbeHistory, ProbeNews } from "./probe-thread-messages.js";
import { ReasonTable } from "./reason-table.js";
import { beatMs, SteadyTime } from "./steady-time.js";

export interface ScheduleParts {
  readonly clock: ProbeClock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Starts the check of a probe. */
  readonly start: (probe: PlannedProbe, end: EndCheck) => StopCheck;
  readonly tell: (news: ProbeNews) => void;
  readonly concurrencyMax: number;
  /** How much later than due a check starts. For measurements. */
  readonly onStart?: (lateMs: number) => void;
}

/** Programs at once. */
const programsMax = 16;
/** After so long in one go, sockets get their turn. */
const turnMs = 10;

export class Schedule {
  readonly #parts: ScheduleParts;
  readonly #time: SteadyTime;
  readonly #desk: NewsDesk;
  readonly #heap = new DueHeap<ProbeSlot>();
  readonly #slots = new Map<string, ProbeSlot>();
  readonly #running = new Set<ProbeSlot>();
  readonly #reasons = new ReasonTable();
  readonly #sockets: Lane;
  readonly #programs = new Lane(programsMax);
  readonly #lanes: readonly Lane[];
  #cancelWake: (() => void) | undefined;
  #wakeAtMs = 0;

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
    this.#time = new SteadyTime(parts.clock, (gapMs, nowMs) => this.#stalled(gapMs, nowMs));
    this.#desk = new NewsDesk(parts.clock, parts.tell);
    this.#sockets = new Lane(parts.concurrencyMax);
    this.#lanes = [this.#programs, this.#sockets];
  }

  /** All probes that there are to be from now on. */
  set(probes: readonly PlannedProbe[]): void {
    const nowMs = this.#time.beat();
    const wanted = new Set(probes.map(({ key }) => key));
    for (const [key, slot] of this.#slots) if (!wanted.has(key)) this.#drop(slot);
    for (const probe of probes) if (!this.#slots.has(probe.key)) this.#add(probe, nowMs);
    this.#arm(nowMs);
  }

  /** What a target, or something beside it, tells of itself. Telling `down` is believed at once. */
  push(key: string, ok: boolean, reason: string): void {
    const slot = this.#slots.get(key);
    const check = slot?.probe.monitor.check;
    if (slot === undefined || check?.type !== "push") return;
    const nowMs = this.#time.now();
    const outcome: CheckOutcome = { kind: ok ? "passed" : "failed", reason };
    this.#count(slot, outcome, 0, ok ? 1 : slot.probe.monitor.fall);
    slot.phase = "waiting";
    this.#heap.put(slot, nowMs + check.staleMs);
    this.#arm(nowMs);
  }

  history(keys: readonly string[]): ProbeHistory[] {
    return keys.flatMap((key) => {
      const slot = this.#slots.get(key);
      return slot === undefined ? [] : [{ key, results: slot.history.records(this.#reasons) }];
    });
  }

  close(): void {
    for (const slot of this.#slots.values()) this.#drop(slot);
    this.#cancelWake?.();
    this.#cancelWake = undefined;
  }

  #add(probe: PlannedProbe, nowMs: number): void {
    const slot = new ProbeSlot(probe);
    const { check, intervalMs, recheckMs } = probe.monitor;
    this.#slots.set(probe.key, slot);
    if (check.type === "push") {
      // What it told before a restart holds for as long again.
      if (probe.from.health === "unknown") return;
      slot.phase = "waiting";
      this.#heap.put(slot, nowMs + check.staleMs);
      return;
    }
    const spreadMs = isUndecided(probe.from) ? Math.min(recheckMs, intervalMs) : intervalMs;
    slot.phase = "waiting";
    this.#heap.put(slot, nowMs + this.#parts.random() * spreadMs);
  }

  #drop(slot: ProbeSlot): void {
    if (slot.phase === "running") this.#leave(slot);
    this.#heap.remove(slot);
    slot.phase = "gone";
    this.#slots.delete(slot.probe.key);
  }

  #tick(): void {
    this.#cancelWake = undefined;
    const nowMs = this.#time.beat();
    const { clock } = this.#parts;
    const endMs = clock.monotonicMs() + turnMs;
    for (const lane of this.#lanes) {
      for (let slot = lane.next(); slot !== undefined; slot = lane.next()) this.#start(slot, nowMs);
    }
    for (let slot = this.#heap.first; slot !== undefined && slot.dueMs <= nowMs; ) {
      this.#due(slot, nowMs);
      if (clock.monotonicMs() > endMs) break;
      slot = this.#heap.first;
    }
    this.#desk.tally(this.#slots, nowMs);
    this.#arm(nowMs);
  }

  #due(slot: ProbeSlot, nowMs: number): void {
    if (slot.phase === "running") {
      this.#end(slot, failed("timeout"), nowMs);
      return;
    }
    if (slot.isPush) {
      this.#heap.remove(slot);
      slot.phase = "resting";
      this.#conclude(slot, unknown("stale"), 0);
      return;
    }
    this.#heap.remove(slot);
    const lane = this.#laneOf(slot);
    if (lane.hasRoom) this.#start(slot, nowMs);
    else lane.queue(slot);
  }

  #start(slot: ProbeSlot, nowMs: number): void {
    this.#parts.onStart?.(nowMs - slot.dueMs);
    const run = ++slot.run;
    slot.phase = "running";
    slot.startedMs = nowMs;
    slot.stop = nothingToStop;
    this.#running.add(slot);
    this.#laneOf(slot).enter();
    this.#heap.put(slot, nowMs + slot.probe.monitor.timeoutMs);
    const end: EndCheck = (outcome) => {
      const endedMs = this.#time.now();
      // After a stall this very run may just have been thrown away.
      if (slot.phase === "running" && slot.run === run) this.#end(slot, outcome, endedMs);
    };
    let stop: StopCheck;
    try {
      stop = this.#parts.start(slot.probe, end);
    } catch (error) {
      end(unknown(`cannot be probed: ${(error as Error).message}`));
      return;
    }
    if (slot.phase === "running" && slot.run === run) slot.stop = stop;
    else stop();
  }

  /** Of a run that ended by itself or by its time limit. */
  #end(slot: ProbeSlot, outcome: CheckOutcome, nowMs: number): void {
    this.#leave(slot);
    const latencyMs = nowMs - slot.startedMs;
    const { latencyMaxMs, intervalMs, recheckMs, jitter } = slot.probe.monitor;
    const slow = outcome.kind === "passed" && latencyMaxMs !== null && latencyMs > latencyMaxMs;
    this.#conclude(slot, slow ? failed("too slow") : outcome, latencyMs);
    const variation = 1 + jitter * (2 * this.#parts.random() - 1);
    // Never sooner than the TTL formula counts on: that much time after the last result.
    const nextMs = isUndecided(slot.state)
      ? nowMs + recheckMs
      : Math.max(slot.startedMs + intervalMs * variation, nowMs + intervalMs * (1 - jitter));
    slot.phase = "waiting";
    this.#heap.put(slot, nextMs);
    this.#arm(nowMs);
  }

  #conclude(slot: ProbeSlot, outcome: CheckOutcome, latencyMs: number): void {
    const before = slot.state;
    if (outcome.kind === "passed" || outcome.kind === "failed") {
      this.#count(slot, outcome, latencyMs);
      this.#desk.warn(slot, outcome.warning ?? "");
      return;
    }
    const atMs = this.#parts.clock.unixMs();
    const { reason } = outcome;
    slot.history.add({ atMs, ok: false, reason, latencyMs, uncounted: true }, this.#reasons);
    if (outcome.kind === "skipped") {
      this.#desk.warnOfHost(slot, `a probe was not made: ${reason}`);
      return;
    }
    if (before.health === "unknown" && before.reason === reason) return;
    const sinceMs = before.health === "unknown" ? before.sinceMs : atMs;
    slot.state = { ...before, health: "unknown", sinceMs, failures: 0, successes: 0, reason };
    this.#desk.changed(slot);
  }

  #count(slot: ProbeSlot, outcome: CheckOutcome, latencyMs: number, times = 1): void {
    const before = slot.state;
    const atMs = this.#parts.clock.unixMs();
    const result = { atMs, ok: outcome.kind === "passed", reason: outcome.reason, latencyMs };
    let after = before;
    for (let i = 0; i < times; i++) after = judge(after, result, slot.probe.monitor);
    slot.state = after;
    slot.history.add(result, this.#reasons);
    slot.tally.add(result.ok, latencyMs);
    const same =
      before.health === after.health &&
      before.failures === after.failures &&
      before.successes === after.successes &&
      before.reason === after.reason;
    if (same) this.#desk.unchanged(slot, atMs);
    else this.#desk.changed(slot);
  }

  /** Throws away what a stall of this thread may have spoilt, and begins those checks anew. */
  #stalled(gapMs: number, nowMs: number): void {
    let discarded = 0;
    for (const slot of [...this.#running]) {
      const { intervalMs, timeoutMs } = slot.probe.monitor;
      if (gapMs <= intervalMs / 2 && gapMs <= timeoutMs) continue;
      this.#leave(slot);
      slot.phase = "waiting";
      this.#heap.put(slot, nowMs);
      discarded++;
    }
    if (discarded === 0) return;
    this.#desk.stalled(gapMs, discarded);
    this.#arm(nowMs);
  }

  #leave(slot: ProbeSlot): void {
    slot.run++;
    slot.stop();
    slot.stop = nothingToStop;
    this.#running.delete(slot);
    this.#laneOf(slot).leave();
  }

  #laneOf(slot: ProbeSlot): Lane {
    return slot.probe.monitor.check.type === "exec" ? this.#programs : this.#sockets;
  }

  /** Sees to it that the thread wakes for the next one due, and beats in any case. */
  #arm(nowMs: number): void {
    if (this.#slots.size === 0) return;
    const queued = this.#lanes.some((lane) => lane.canStart);
    const dueMs = queued ? nowMs : (this.#heap.first?.dueMs ?? Number.POSITIVE_INFINITY);
    const wakeAtMs = Math.min(dueMs, nowMs + beatMs);
    if (this.#cancelWake !== undefined) {
      // Another millisecond is the grain of timers, and not worth a new one.
      if (this.#wakeAtMs <= wakeAtMs + 1) return;
      this.#cancelWake();
    }
    this.#wakeAtMs = wakeAtMs;
    this.#cancelWake = this.#parts.clock.wake(Math.max(0, wakeAtMs - nowMs), () => this.#tick());
  }
}
