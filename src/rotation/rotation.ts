/**
 * The running steering: what probes, operators and targets tell goes in, what is answered comes out.
 *
 *   segment about to be served ──▶ configuration ──▶ probes ──▶ probing thread
 *                                       │                            │ states
 *   overrides, loads, the clock ──────▶ plan() ◀─────────────────────┘
 *                                       │
 *                                  blocks of the image, state on disk, events
 *
 * A fault in one zone never reaches another, nor an answer: what was answered last stays.
 */
import type { Clock } from "../control/clock.js";
import { steeringOf } from "../image/steering-section.js";
import type { ProbeHistory, ProbeNews, ProbeTally } from "../probe/probe-thread-messages.js";
import { adoptMemory } from "../steering/adopted-memory.js";
import type { ZoneSteering } from "../steering/config.js";
import { matchesTarget } from "../steering/overrides.js";
import type { Override } from "../steering/state.js";
import { AnswerBlocks, type BlockTarget } from "./answer-blocks.js";
import { AnswerCounts } from "./answer-counts.js";
import { GeoMaps } from "./geo-maps.js";
import { OverrideDesk } from "./override-desk.js";
import { PlanningTurns } from "./planning-turns.js";
import { ProbeBook } from "./probe-book.js";
import { ProbeCrew, type ProbeThread } from "./probe-crew.js";
import { ProbeRefusals } from "./probe-refusals.js";
import { ProbeSums } from "./probe-sums.js";
import type { RotationEvent } from "./rotation-events.js";
import type {
  ClientRegion,
  OverrideChange,
  OverrideOutcome,
  RotationPort,
} from "./rotation-port.js";
import { RunningZone } from "./running-zone.js";
import { SteeringKeeper } from "./steering-keeper.js";
import { ZonePlanner } from "./zone-planner.js";

export interface RotationOptions {
  readonly image: BlockTarget;
  /** As of the image store. */
  readonly workerRows: number;
  readonly clock: Clock;
  readonly startProber: () => ProbeThread;
  /** The state folder; null keeps nothing. */
  readonly state: string | null;
  readonly stateMaxAgeMs: number;
  /** The local file of overrides; null for none. */
  readonly overridesFile: string | null;
  /** A MaxMind database; null for none. */
  readonly geoDatabase: string | null;
  onEvent(event: RotationEvent): void;
}

export class Rotation implements RotationPort {
  private readonly running = new Map<string, RunningZone>();
  private readonly byBase = new Map<number, RunningZone>();
  private readonly book = new ProbeBook();
  private readonly sums = new ProbeSums();
  private readonly counts = new AnswerCounts();
  private readonly maps: GeoMaps;
  private readonly blocks: AnswerBlocks;
  private readonly crew: ProbeCrew;
  private readonly desk: OverrideDesk;
  private readonly keeper: SteeringKeeper | null;
  private readonly refusals: ProbeRefusals;
  /** Maps that the slots' former blocks may still lead to. */
  private readonly releases = new Map<number, () => void>();
  private readonly planner: ZonePlanner;
  private readonly turns: PlanningTurns;

  constructor(private readonly options: RotationOptions) {
    const { image, workerRows, clock, startProber, state, onEvent } = options;
    this.refusals = new ProbeRefusals(this.book, onEvent);
    this.maps = new GeoMaps(image, options.geoDatabase, onEvent);
    this.blocks = new AnswerBlocks(image, workerRows, this.maps, this.counts);
    this.crew = new ProbeCrew({
      start: startProber,
      clock,
      probes: () => this.book.planned(),
      onNews: (news) => this.hear(news),
      onStarted: (probes, restarts) => onEvent({ kind: "prober-started", probes, restarts }),
      onDied: (reason, restarts, restartInMs) =>
        onEvent({ kind: "prober-died", reason, restarts, restartInMs }),
    });
    this.keeper =
      state === null
        ? null
        : new SteeringKeeper({
            folder: state,
            maxAgeMs: options.stateMaxAgeMs,
            clock,
            zone: (apex) => this.keptZone(apex),
            apexes: () => this.running.keys(),
            onAlarm: (alarm) => onEvent({ kind: "state-alarm", alarm }),
            onUnusable: (what, file, reason) =>
              onEvent({ kind: "state-unusable", what, file, reason }),
          });
    this.desk = new OverrideDesk({
      file: options.overridesFile,
      keeper: this.keeper,
      clock,
      zones: () => this.running.values(),
      onEvent,
      onChange: () => this.turns.touch(this.running.keys()),
    });
    this.planner = new ZonePlanner({ clock, blocks: this.blocks, onEvent });
    this.turns = new PlanningTurns({
      clock,
      zones: this.running,
      plan: (zone) => this.replan(zone),
      otherwiseAtMs: () => this.desk.endsAtMs,
      onWake: () => this.desk.expire(),
    });
  }

  /** Reads what the last run left behind. To be called before the first zone is loaded. */
  open(): void {
    const restored = this.keeper?.open() ?? null;
    if (restored !== null) this.options.onEvent({ kind: "state-restored", ...restored });
    this.desk.open();
    this.keeper?.refresh();
  }

  /**
   * A steered segment is about to be served: its answers are put into its slots first. Never throws;
   * an RRset without a block is answered with all its data.
   */
  onSteered(segment: Uint8Array, base: number): void {
    let config: ZoneSteering | null;
    try {
      config = steeringOf(segment);
    } catch (fault) {
      const reason = reasonOf(fault);
      this.options.onEvent({ kind: "planning-failed", apex: "?", reason });
      return;
    }
    if (config === null) return;
    const { apex } = config;
    const before = this.running.get(apex);
    const kept = before === undefined ? this.keeper?.claim(apex) : undefined;
    const probes = this.book.put(apex, config, kept?.probes);
    this.refusals.retain();
    const zone = new RunningZone(apex, config, base, probes, () => this.desk.overrides);
    if (before !== undefined) zone.inherit(before);
    else if (kept !== undefined) zone.memory = adoptMemory(config, kept.memory, null);
    this.running.set(apex, zone);
    this.byBase.set(base, zone);
    this.counts.configure(apex, config);
    const release = this.configureMaps(zone);
    if (before === undefined) release();
    else this.releases.set(before.base, release);
    this.crew.changed();
    this.replan(zone);
    this.turns.arm();
  }

  /** The segment with these slots is out of service. */
  onUnsteered(base: number): void {
    const zone = this.byBase.get(base);
    if (zone === undefined) return;
    this.byBase.delete(base);
    this.blocks.forget(zone);
    this.releases.get(base)?.();
    this.releases.delete(base);
    // Otherwise a newer version of the zone is in service.
    if (this.running.get(zone.apex) !== zone) return;
    const { apex, memory } = zone;
    const probes = new Map(zone.probes);
    this.running.delete(apex);
    this.turns.forget(apex);
    this.book.remove(apex);
    this.sums.retain((key) => this.book.stateOf(key) !== undefined);
    this.refusals.retain();
    this.counts.forget(apex);
    this.maps.forget(apex);
    this.keeper?.leave(apex, { atMs: this.options.clock.now(), probes, memory });
    this.crew.changed();
    this.options.onEvent({ kind: "zone-left", apex });
  }

  /** Looks again at what lies beside the zones: the geo database. */
  reload(): void {
    if (!this.maps.reload()) return;
    for (const zone of this.running.values()) {
      const release = this.configureMaps(zone);
      this.replan(zone);
      release();
    }
  }

  /** The last state goes to the disk; answers stay as they are. */
  async close(): Promise<void> {
    this.turns.close();
    this.crew.close();
    this.desk.close();
    await this.keeper?.close();
  }

  zones(): Iterable<RunningZone> {
    return this.running.values();
  }

  zone(apex: string): RunningZone | undefined {
    return this.running.get(apex);
  }

  probeKey(apex: string, key: string): string | undefined {
    return this.book.keyOf(apex, key);
  }

  regionOf(apex: string, rrset: number, path: string, address: Uint8Array): ClientRegion | null {
    return this.maps.regionOf(apex, rrset, path, address);
  }

  history(keys: readonly string[]): Promise<readonly ProbeHistory[]> {
    return this.crew.history(keys);
  }

  get overrides(): readonly Override[] {
    return this.desk.overrides;
  }

  override(change: OverrideChange): Promise<OverrideOutcome> {
    return this.desk.order(change);
  }

  pushHealth(monitor: string, host: string, ok: boolean, reason: string): boolean {
    const keys = this.book.pushKeys(monitor, host);
    for (const key of keys) this.crew.push(key, ok, reason);
    return keys.length > 0;
  }

  pushLoad(
    pattern: string,
    load: number,
    capacity: number | null,
    periodMs: number,
  ): readonly string[] {
    const report = { load, capacity, atMs: this.options.clock.now(), periodMs };
    const reached: string[] = [];
    const touched = new Set<string>();
    for (const zone of this.running.values()) {
      for (const rrset of zone.config.rrsets) {
        for (const target of rrset.targets) {
          if (!matchesTarget(pattern, target, rrset)) continue;
          zone.loads.set(target.id, report);
          reached.push(target.id);
          touched.add(zone.apex);
        }
      }
    }
    this.turns.touch(touched);
    return reached;
  }

  answers(): ReadonlyMap<string, number> {
    return this.counts.totals();
  }

  tallies(): Iterable<ProbeTally> {
    return this.sums.values();
  }

  get prober() {
    const { isAlive, restarts } = this.crew;
    return { alive: isAlive || this.book.size === 0, restarts };
  }

  get probeCount(): number {
    return this.book.size;
  }

  get failingCount(): number {
    let count = 0;
    for (const { failure } of this.running.values()) if (failure !== null) count++;
    return count;
  }

  get keptAtMs(): number | null {
    return this.keeper?.writtenAtMs ?? null;
  }

  private hear(news: ProbeNews): void {
    const { onEvent } = this.options;
    if (news.kind === "states") {
      for (const { key, state } of news.changes) this.refusals.note(key, state.reason);
      this.turns.touch(this.book.take(news.changes));
    } else if (news.kind === "tally") {
      this.sums.take(news.of, (key) => this.book.stateOf(key) !== undefined);
    } else if (news.kind === "stalled") {
      const { stalledMs, discarded } = news;
      onEvent({ kind: "prober-stalled", stalledMs, discarded });
    } else if (news.kind === "warning") {
      const probe = this.book.nameOf(news.key) ?? null;
      onEvent({ kind: "probe-warning", probe, text: news.text });
    }
  }

  private replan(zone: RunningZone): void {
    this.planner.plan(zone);
    this.keeper?.touch(zone.apex);
  }

  /** Without its map an RRset has no block; the others are answered as planned. */
  private configureMaps(zone: RunningZone): () => void {
    const { onEvent } = this.options;
    const { apex, config } = zone;
    try {
      const release = this.maps.configure(apex, config);
      for (const [place, codes] of this.maps.unknownCodes(apex)) {
        const { owner } = config.rrsets[place]!;
        onEvent({ kind: "geo-codes-unknown", apex, owner, codes, database: this.maps.standing });
      }
      return release;
    } catch (fault) {
      onEvent({ kind: "planning-failed", apex, reason: reasonOf(fault) });
      return () => {};
    }
  }

  private keptZone(apex: string) {
    const zone = this.running.get(apex);
    if (zone === undefined) return undefined;
    return { atMs: this.options.clock.now(), probes: zone.probes, memory: zone.memory };
  }
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
