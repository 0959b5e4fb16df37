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
import type { ZoneSteering } from "../steering/config.js";
import { matchesTarget } from "../steering/overrides.js";
import { type Plan, plan } from "../steering/plan.js";
import { emptyMemory, type Override } from "../steering/state.js";
import { AnswerBlocks, type BlockTarget } from "./answer-blocks.js";
import { AnswerCounts } from "./answer-counts.js";
import { GeoMaps } from "./geo-maps.js";
import { OverrideDesk } from "./override-desk.js";
import { ProbeBook } from "./probe-book.js";
import { ProbeCrew, type ProbeThread } from "./probe-crew.js";
import { ProbeSums } from "./probe-sums.js";
import type { RotationEvent } from "./rotation-events.js";
import type {
  ClientRegion,
  OverrideChange,
  OverrideOutcome,
  RotationPort,
} from "./rotation-port.js";
import { RunningZone } from "./running-zone.js";
import { compareShadows } from "./shadow.js";
import { SteeringKeeper } from "./steering-keeper.js";

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

/** Targets that are planned in one turn of the loop: some milliseconds. */
const targetsPerTurn = 2000;
/** A zone of ten thousand targets rests so many times as long as its last plan took. */
const restFactor = 2;
/** A zone that could not be planned is tried again, though nothing new is told. */
const retryMs = 5000;
/** Timers are looked at no later than this, so that a clock that was set is noticed. */
const wakeMsMax = 30_000;
const wakeMsMin = 10;

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
  private readonly refused = new Map<string, string>();
  /** Maps that the slots' former blocks may still lead to. */
  private readonly releases = new Map<number, () => void>();
  private readonly dirty = new Set<string>();
  private cancelTurn: (() => void) | null = null;
  private turnAtMs = 0;
  private closed = false;
  private cancelWake: () => void = () => {};

  constructor(private readonly options: RotationOptions) {
    const { image, workerRows, clock, startProber, state, onEvent } = options;
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
            onUnusable: (file, reason) => onEvent({ kind: "state-unusable", file, reason }),
          });
    this.desk = new OverrideDesk({
      file: options.overridesFile,
      keeper: this.keeper,
      clock,
      zones: () => this.running.values(),
      onEvent,
      onChange: () => this.touchAll(),
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
    const zone = new RunningZone(apex, config, base, probes, () => this.desk.overrides);
    if (before !== undefined) zone.inherit(before);
    else if (kept !== undefined) zone.memory = kept.memory;
    this.running.set(apex, zone);
    this.byBase.set(base, zone);
    this.counts.configure(apex, config);
    const release = this.configureMaps(zone);
    if (before === undefined) release();
    else this.releases.set(before.base, release);
    this.crew.changed();
    this.replan(zone);
    this.armWake();
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
    const { apex } = zone;
    this.running.delete(apex);
    this.dirty.delete(apex);
    this.book.remove(apex);
    this.sums.retain((key) => this.book.stateOf(key) !== undefined);
    this.counts.forget(apex);
    this.maps.forget(apex);
    this.keeper?.touch(apex);
    this.crew.changed();
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
    this.closed = true;
    this.cancelTurn?.();
    this.cancelWake();
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
    for (const zone of this.running.values()) {
      for (const rrset of zone.config.rrsets) {
        for (const target of rrset.targets) {
          if (!matchesTarget(pattern, target, rrset)) continue;
          zone.loads.set(target.id, report);
          reached.push(target.id);
          this.dirty.add(zone.apex);
        }
      }
    }
    this.takeTurn();
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
    return { alive: isAlive, restarts };
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
      for (const { key, state } of news.changes) this.noteRefusal(key, state.reason);
      for (const apex of this.book.take(news.changes)) this.dirty.add(apex);
      this.takeTurn();
    } else if (news.kind === "tally") {
      this.sums.take(news.of, (key) => this.book.stateOf(key) !== undefined);
    } else if (news.kind === "stalled") {
      const { stalledMs, discarded } = news;
      onEvent({ kind: "prober-stalled", stalledMs, discarded });
    } else if (news.kind === "warning") {
      const probe = this.book.nameOf(news.key);
      if (probe !== undefined) onEvent({ kind: "probe-warning", probe, text: news.text });
    }
  }

  /** Told once for each reason. */
  private noteRefusal(key: string, reason: string): void {
    if (!reason.startsWith("not allowed")) {
      this.refused.delete(key);
      return;
    }
    const probe = this.book.nameOf(key);
    if (this.refused.get(key) === reason || probe === undefined) return;
    this.refused.set(key, reason);
    this.options.onEvent({ kind: "probe-refused", probe, reason });
  }

  private touchAll(): void {
    for (const apex of this.running.keys()) this.dirty.add(apex);
    this.takeTurn();
  }

  /** News of one turn of the loop are planned together, in the next. */
  private takeTurn(waitMs = 0): void {
    if (this.dirty.size === 0 || this.closed) return;
    const { clock } = this.options;
    const atMs = clock.now() + waitMs;
    if (this.cancelTurn !== null && this.turnAtMs <= atMs) return;
    this.cancelTurn?.();
    this.turnAtMs = atMs;
    this.cancelTurn = clock.after(waitMs, () => {
      this.cancelTurn = null;
      this.planDirty();
    });
  }

  private planDirty(): void {
    let left = targetsPerTurn;
    let waitMs = Number.POSITIVE_INFINITY;
    for (const apex of this.dirty) {
      if (left <= 0) break;
      const zone = this.running.get(apex);
      const restMs = zone === undefined ? 0 : this.restMs(zone);
      if (restMs > 0) {
        waitMs = Math.min(waitMs, restMs);
        continue;
      }
      this.dirty.delete(apex);
      if (zone === undefined) continue;
      left -= zone.targetCount + 1;
      this.replan(zone);
    }
    this.takeTurn(left <= 0 ? 0 : waitMs);
    this.armWake();
  }

  /** How long the zone is not planned yet. A clock that was set back does not make it longer. */
  private restMs({ notBeforeMs, plannedAtMs }: RunningZone): number {
    const now = this.options.clock.now();
    return now < plannedAtMs ? 0 : notBeforeMs - now;
  }

  private replan(zone: RunningZone): void {
    const { clock, onEvent } = this.options;
    const now = clock.now();
    let failure: string | null = null;
    try {
      const made = planAnyhow(zone, now);
      zone.take(made, now);
      for (const event of made.events) onEvent({ kind: "planned", apex: zone.apex, event });
      this.compareShadows(zone, now);
    } catch (fault) {
      failure = reasonOf(fault);
    }
    try {
      if (zone.isPlanned) this.blocks.publish(zone);
    } catch (fault) {
      failure ??= reasonOf(fault);
    }
    const end = clock.now();
    zone.notBeforeMs = end + (end - now) * restFactor;
    if (failure !== null) zone.wakeAtMs = now + retryMs;
    this.tellFailure(zone, failure);
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
        onEvent({ kind: "geo-codes-unknown", apex, owner, codes });
      }
      return release;
    } catch (fault) {
      onEvent({ kind: "planning-failed", apex, reason: reasonOf(fault) });
      return () => {};
    }
  }

  private tellFailure(zone: RunningZone, failure: string | null): void {
    if (failure === zone.failure) return;
    zone.failure = failure;
    const { onEvent } = this.options;
    if (failure === null) onEvent({ kind: "planning-recovered", apex: zone.apex });
    else onEvent({ kind: "planning-failed", apex: zone.apex, reason: failure });
  }

  private compareShadows(zone: RunningZone, nowMs: number): void {
    if (!zone.config.rrsets.some(({ shadow }) => shadow)) return;
    const before = zone.shadows;
    zone.shadows = compareShadows(zone.config, zone.plan, before, nowMs);
    for (const { shadow, differs, values } of zone.shadows) {
      const was = before.find((one) => one.shadow === shadow)?.differs ?? false;
      if (was === differs) continue;
      const { owner, type } = zone.config.rrsets[shadow]!;
      const because = values
        .slice(0, 8)
        .map(({ value, live, shadow: odds }) => `${value} ${percent(live)} → ${percent(odds)}`)
        .join(", ");
      this.options.onEvent({ kind: "shadow", apex: zone.apex, owner, type, differs, because });
    }
  }

  /** Plans again when a hold-down ends, a penalty has decayed, an override is over. */
  private armWake(): void {
    this.cancelWake();
    const { clock } = this.options;
    let next = this.desk.endsAtMs ?? Number.POSITIVE_INFINITY;
    for (const { wakeAtMs } of this.running.values()) {
      if (wakeAtMs !== null && wakeAtMs < next) next = wakeAtMs;
    }
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(wakeMsMin, Math.min(next - clock.now(), wakeMsMax));
    this.cancelWake = clock.after(wait, () => {
      const now = clock.now();
      this.desk.expire();
      for (const zone of this.running.values()) {
        if (zone.wakeAtMs === null || zone.wakeAtMs > now) continue;
        zone.wakeAtMs = null;
        this.dirty.add(zone.apex);
      }
      this.takeTurn();
      this.armWake();
    });
  }

  private keptZone(apex: string) {
    const zone = this.running.get(apex);
    if (zone === undefined) return undefined;
    return { atMs: this.options.clock.now(), probes: zone.probes, memory: zone.memory };
  }
}

/** What the last plan left behind is a help, not a must: with a fault in it, it is left out. */
function planAnyhow(zone: RunningZone, nowMs: number): Plan {
  const { config, state } = zone;
  try {
    return plan(config, state, nowMs);
  } catch (fault) {
    if (state.memory === emptyMemory) throw fault;
    return plan(config, { ...state, memory: emptyMemory }, nowMs);
  }
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
