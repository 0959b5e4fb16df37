/**
 * What if? A zone's steering under a virtual clock: probes are made to fail, the verdict counts, the
 * plan decides, by the very functions that serve. Nothing of the running server is touched, and the
 * same seed gives the same run.
 */

import { SeededRandom } from "../../base/seeded-random.js";
import type { ZoneSteering } from "../config.js";
import { type PlanEvent, plan } from "../plan.js";
import type { Override, ProbeState, SteeringState } from "../state.js";
import { emptyMemory } from "../state.js";
import { judge, type ProbeResult, unknownProbe } from "../verdict.js";
import { AnswerRecord } from "./answer-record.js";
import type { ClientMix } from "./client-mix.js";
import { EventQueue } from "./event-queue.js";
import type { Fault } from "./fault.js";
import { LoadFeed } from "./load-feed.js";
import { type SimulatedProbe, SimulatedProber, scheduledProbes } from "./simulated-prober.js";
import type { TraceEntry } from "./trace.js";

export interface Scenario {
  readonly config: ZoneSteering;
  /** Where it starts from; null for every probe up for long. */
  readonly from: SteeringState | null;
  /** Unix time of its start, milliseconds. */
  readonly startMs: number;
  readonly lengthMs: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Given at `atMs`, which is Unix time. */
  readonly orders: readonly Override[];
  /** Another configuration from `atMs` on, counted from the start; the same RRsets and targets. */
  readonly change: { readonly atMs: number; readonly config: ZoneSteering } | null;
  /** Recorded results in place of probes. */
  readonly trace: readonly TraceEntry[] | null;
  readonly clients: ClientMix | null;
  /** How often targets with a capacity tell their load; null if they do not. */
  readonly tellLoadMs: number | null;
  /** Hears each result that is counted, in order. */
  readonly onResult?: (probe: string, result: ProbeResult) => void;
}

/** What happened; `atMs` counts from the start. */
export type TimedEvent = { readonly atMs: number } & (
  | { readonly kind: "fault-begins" | "fault-ends"; readonly what: string }
  | {
      readonly kind: "probe";
      readonly key: string;
      readonly health: ProbeState["health"];
      readonly reason: string;
    }
  | { readonly kind: "plan"; readonly event: PlanEvent }
  /** Clients are answered differently. */
  | { readonly kind: "answers"; readonly rrset: number; readonly sample: number }
);

export interface Run {
  readonly scenario: Scenario;
  readonly events: readonly TimedEvent[];
  /** Events that were too many to keep. */
  readonly eventsLost: number;
  /** By place of the RRset. */
  readonly answers: readonly AnswerRecord[];
  readonly probesMade: number;
}

const eventsMax = 20_000;
/** A run of more probes than these takes minutes. */
export const probesMax = 20_000_000;

/** In a zone with more targets, changes are planned together: within 100 ms for ten thousand. */
const targetsOfSmall = 500;
const turnMsPerTarget = 0.01;

export function simulate(scenario: Scenario): Run {
  return new Simulation(scenario).run();
}

type Step =
  | { readonly kind: "start"; readonly probe: SimulatedProbe }
  | {
      readonly kind: "end";
      readonly probe: SimulatedProbe;
      readonly beganMs: number;
      readonly result: ProbeResult;
    }
  | { readonly kind: "recorded"; readonly entry: TraceEntry }
  | { readonly kind: "told"; readonly event: TimedEvent }
  | { readonly kind: "order"; readonly order: Override }
  | { readonly kind: "change"; readonly config: ZoneSteering }
  | { readonly kind: "load"; readonly periodMs: number }
  | { readonly kind: "wake" };

class Simulation {
  private readonly queue = new EventQueue<Step>();
  private readonly probes: Map<string, ProbeState>;
  private readonly thresholds: Map<string, SimulatedProbe["monitor"]>;
  private readonly prober: SimulatedProber;
  private readonly feed: LoadFeed;
  private readonly answers: AnswerRecord[];
  private readonly events: TimedEvent[] = [];
  private readonly overrides: Override[];
  private config: ZoneSteering;
  private memory: SteeringState["memory"];
  private wakeMs = 0;
  private turnEndsMs = 0;
  private readonly turnMs: number;
  private eventsLost = 0;
  private probesMade = 0;

  constructor(private readonly scenario: Scenario) {
    const { config, from, startMs, seed, faults, clients } = scenario;
    const scheduled = scheduledProbes(config);
    this.config = config;
    const targets = config.rrsets.reduce((sum, rrset) => sum + rrset.targets.length, 0);
    this.turnMs = targets > targetsOfSmall ? Math.round(targets * turnMsPerTarget) : 0;
    this.thresholds = new Map(scheduled.map(({ key, monitor }) => [key, monitor]));
    this.probes = new Map(from?.probes ?? scheduled.map(({ key }) => [key, longUp(startMs)]));
    this.overrides = [...(from?.overrides ?? [])];
    this.memory = from?.memory ?? emptyMemory;
    // What is down already stays down: nobody knows when it will be well.
    const stays = from === null ? [] : faultsOf(from);
    this.prober = new SimulatedProber([...stays, ...faults], new SeededRandom(seed), startMs);
    this.feed = new LoadFeed(config, from, scenario.tellLoadMs);
    this.answers = config.rrsets.map((rrset) => new AnswerRecord(rrset, clients));
    this.fill(scheduled);
  }

  run(): Run {
    const { scenario, queue } = this;
    const endMs = scenario.startMs + scenario.lengthMs;
    this.plan(scenario.startMs);
    for (let atMs = queue.nextMs; atMs !== null && atMs <= endMs; atMs = queue.nextMs) {
      let matters = false;
      // What happens at the same time is planned together, as news of one turn are.
      while (queue.nextMs === atMs) matters = this.take(queue.pop()!, atMs) || matters;
      if (matters) this.planSoon(atMs);
      if (this.probesMade > probesMax) break;
    }
    const { events, eventsLost, answers, probesMade } = this;
    return { scenario, events, eventsLost, answers, probesMade };
  }

  private fill(scheduled: readonly SimulatedProbe[]): void {
    const { startMs, faults, orders, change, trace } = this.scenario;
    for (const { what, fromMs, toMs } of faults) {
      this.tell({ atMs: fromMs, kind: "fault-begins", what });
      if (Number.isFinite(toMs)) this.tell({ atMs: toMs, kind: "fault-ends", what });
    }
    for (const order of orders) this.queue.push(order.atMs, { kind: "order", order });
    if (change !== null) {
      this.queue.push(startMs + change.atMs, { kind: "change", config: change.config });
    }
    const { periodMs } = this.feed;
    if (periodMs !== null) this.queue.push(startMs + periodMs, { kind: "load", periodMs });
    if (trace === null) {
      for (const probe of scheduled) {
        // A target that tells of itself goes on as it began, unless a fault silences it.
        this.queue.push(this.prober.firstStartMs(probe), { kind: "start", probe });
      }
    } else {
      for (const entry of trace) this.queue.push(entry.atMs, { kind: "recorded", entry });
    }
  }

  private tell(event: TimedEvent): void {
    this.queue.push(this.scenario.startMs + event.atMs, { kind: "told", event });
  }

  /** Whether a plan may come out differently now. */
  private take(step: Step, atMs: number): boolean {
    switch (step.kind) {
      case "start": {
        const { probe } = step;
        const { endMs, result } = this.prober.run(probe, atMs);
        this.probesMade++;
        this.queue.push(endMs, { kind: "end", probe, beganMs: atMs, result });
        return false;
      }
      case "end": {
        const { probe, beganMs, result } = step;
        const matters = this.count(probe.key, result);
        const state = this.probes.get(probe.key) ?? unknownProbe;
        const nextMs = this.prober.nextStartMs(probe, state, beganMs, atMs);
        this.queue.push(nextMs, { kind: "start", probe });
        return matters;
      }
      case "recorded":
        this.probesMade++;
        return this.count(step.entry.probe, step.entry);
      case "told":
        this.keep(step.event);
        return false;
      case "order":
        this.overrides.push(step.order);
        return true;
      case "change":
        this.config = step.config;
        return true;
      case "load":
        this.feed.tell(this.answers, atMs);
        this.queue.push(atMs + step.periodMs, step);
        return true;
      case "wake":
        return true;
    }
  }

  private count(key: string, result: ProbeResult): boolean {
    const monitor = this.thresholds.get(key);
    if (monitor === undefined) return false;
    this.scenario.onResult?.(key, result);
    const before = this.probes.get(key) ?? unknownProbe;
    // A target that says of itself that it is not well is believed at once.
    const times = monitor.check.type === "push" && !result.ok ? monitor.fall : 1;
    let after = before;
    for (let i = 0; i < times; i++) after = judge(after, result, monitor);
    this.probes.set(key, after);
    if (after.health !== before.health) {
      const atMs = result.atMs - this.scenario.startMs;
      this.keep({ atMs, kind: "probe", key, health: after.health, reason: result.reason });
    }
    return (
      after.health !== before.health ||
      after.failures !== before.failures ||
      after.successes !== before.successes
    );
  }

  /** Many targets change at many times: those of one turn are planned together, as when it runs. */
  private planSoon(nowMs: number): void {
    if (this.turnMs === 0 || this.turnEndsMs <= nowMs) {
      this.turnEndsMs = nowMs + this.turnMs;
      this.plan(nowMs);
    } else if (!(this.wakeMs > nowMs && this.wakeMs <= this.turnEndsMs)) {
      this.wakeMs = this.turnEndsMs;
      this.queue.push(this.wakeMs, { kind: "wake" });
    }
  }

  private plan(nowMs: number): void {
    const { probes, overrides, memory } = this;
    const { loads } = this.feed;
    const planned = plan(this.config, { probes, overrides, loads, memory }, nowMs);
    this.memory = planned.memory;
    const atMs = nowMs - this.scenario.startMs;
    // At the start nothing has happened yet: that is where everything stands.
    if (nowMs > this.scenario.startMs || this.scenario.from !== null) {
      for (const event of planned.events) this.keep({ atMs, kind: "plan", event });
    }
    for (const [rrset, record] of this.answers.entries()) {
      const changed = record.take(planned.rrsets[rrset]!, planned.targets, atMs);
      if (changed && atMs > 0) {
        this.keep({ atMs, kind: "answers", rrset, sample: record.samples.length - 1 });
      }
    }
    const { wakeAtMs } = planned;
    // One wake waits at a time: a plan that is made in between says anew when the next is due.
    if (wakeAtMs === null || (this.wakeMs > nowMs && this.wakeMs <= wakeAtMs)) return;
    this.wakeMs = Math.max(wakeAtMs, nowMs + 1);
    this.queue.push(this.wakeMs, { kind: "wake" });
  }

  private keep(event: TimedEvent): void {
    if (this.events.length < eventsMax) this.events.push(event);
    else this.eventsLost++;
  }
}

function faultsOf({ probes }: SteeringState): Fault[] {
  return [...probes].flatMap(([key, { health, reason }]) =>
    health === "down"
      ? [{ ...forGood, what: key, probes: new Set([key]), behaviour: { kind: "fails", reason } }]
      : [],
  );
}

const forGood = { targets: new Set<string>(), fromMs: 0, toMs: Number.POSITIVE_INFINITY };

/** Longer than any hold-down, ramp or window. */
const longMs = 7 * 86_400_000;

function longUp(startMs: number): ProbeState {
  return {
    health: "up",
    sinceMs: startMs - longMs,
    lastMs: startMs,
    failures: 0,
    successes: 0,
    reason: "ok",
    latencyMs: 1,
  };
}
