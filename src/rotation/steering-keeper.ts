/**
 * Keeps on disk what is known of targets, so that a server that is started again in an outage gives
 * the answers that it gave before. Written when something changed, at most once a second, and every
 * ten seconds, so that its age tells how long nobody looked.
 */
import path from "node:path";
import type { Clock } from "../control/clock.js";
import type { Override } from "../steering/state.js";
import { readKept, writeKept } from "./kept-file.js";
import {
  type KeptZone,
  keptStateBytesMax,
  keptStateFormat,
  stateFromJson,
  stateToJson,
  zoneToJson,
} from "./kept-state.js";

export interface SteeringKeeperOptions {
  /** The state folder. */
  readonly folder: string;
  readonly maxAgeMs: number;
  readonly clock: Clock;
  /** What is to be kept of a zone now; undefined if it is not in service. */
  readonly zone: (apex: string) => KeptZone | undefined;
  readonly apexes: () => Iterable<string>;
  onAlarm(alarm: string | null): void;
  onUnusable(what: "targets" | "orders", file: string, reason: string): void;
}

const changeMs = 1000;
const refreshMs = 10_000;
/** Writing may take this share of the time: a big state is written less often. */
const writeShareMax = 0.05;
/** Clocks of a machine that has just started may be a little behind. */
const aheadMsMax = 60_000;

export class SteeringKeeper {
  /** Of the last run, or of zones that left since, until they are in service again. */
  private kept = new Map<string, KeptZone>();
  /** By apex, as they were written last. */
  private readonly parts = new Map<string, string>();
  private readonly changed = new Set<string>();
  private cancel: (() => void) | null = null;
  private cancelRefresh: () => void = () => {};
  private lastMs = 0;
  private writing: Promise<unknown> = Promise.resolve();
  private alarm: string | null = null;
  /** Unix time, milliseconds, of the last write that came to its end; null for none yet. */
  writtenAtMs: number | null = null;
  /** The least time between two writes, by how long the last took. */
  private pauseMs = changeMs;

  constructor(private readonly options: SteeringKeeperOptions) {}

  /** Reads what the last run kept. */
  open(): { readonly ageMs: number; readonly zones: number; readonly probes: number } | null {
    const { onUnusable, clock } = this.options;
    const reading = readKept(this.stateFile, keptStateFormat, keptStateBytesMax);
    if (reading.kind === "absent") return null;
    if (reading.kind === "unusable") {
      onUnusable("targets", this.stateFile, reading.reason);
      return null;
    }
    const now = clock.now();
    const all = stateFromJson(reading.body);
    let newest = 0;
    let probes = 0;
    for (const [apex, zone] of all) {
      newest = Math.max(newest, zone.atMs);
      if (!this.isFresh(zone, now)) continue;
      this.kept.set(apex, zone);
      probes += zone.probes.size;
    }
    if (all.size > 0 && this.kept.size === 0) {
      onUnusable("targets", this.stateFile, `it is ${describeAge(now - newest)}`);
      return null;
    }
    return { ageMs: Math.max(0, now - newest), zones: this.kept.size, probes };
  }

  /** What was kept of a zone that comes into service; given once. */
  claim(apex: string): KeptZone | undefined {
    const zone = this.kept.get(apex);
    this.kept.delete(apex);
    return zone !== undefined && this.isFresh(zone, this.options.clock.now()) ? zone : undefined;
  }

  /** The zone goes out of service: if it was by a slip, what was known is there when it returns. */
  leave(apex: string, zone: KeptZone): void {
    const now = this.options.clock.now();
    for (const [other, kept] of this.kept) {
      if (!this.isFresh(kept, now)) this.kept.delete(other);
    }
    this.kept.set(apex, zone);
    this.touch(apex);
  }

  /** Something about the zone is different, or it is not in service any more. */
  touch(apex: string): void {
    this.changed.add(apex);
    if (this.cancel !== null) return;
    const { clock } = this.options;
    const wait = Math.max(0, this.lastMs + this.pauseMs - clock.now());
    this.cancel = clock.after(Math.min(wait, refreshMs), () => {
      this.cancel = null;
      void this.write();
    });
  }

  /** From now on the state is written every ten seconds, too. */
  refresh(): void {
    this.cancelRefresh = this.options.clock.after(refreshMs, () => {
      for (const apex of this.options.apexes()) this.changed.add(apex);
      if (this.changed.size > 0) void this.write();
      this.refresh();
    });
  }

  /** The overrides that came over the admin endpoint; resolves to whether they are on the disk. */
  async keepOverrides(overrides: readonly Override[]): Promise<boolean> {
    const body = JSON.stringify(overrides);
    const written = this.writing.then(() =>
      this.attempt(() => writeKept(this.overridesFile, keptOverridesFormat, body)),
    );
    this.writing = written;
    return await written;
  }

  keptOverrides(): readonly Override[] {
    const reading = readKept(this.overridesFile, keptOverridesFormat, overridesBytesMax);
    if (reading.kind === "unusable")
      this.options.onUnusable("orders", this.overridesFile, reading.reason);
    return reading.kind === "read" ? (reading.body as readonly Override[]) : [];
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    this.cancel?.();
    this.cancelRefresh();
    for (const apex of this.options.apexes()) this.changed.add(apex);
    if (this.changed.size > 0) await this.write();
    await this.writing;
  }

  private write(): Promise<unknown> {
    const { clock, zone } = this.options;
    const startedMs = clock.now();
    for (const apex of this.changed) {
      const now = zone(apex);
      if (now === undefined) this.parts.delete(apex);
      else this.parts.set(apex, zoneToJson(now));
    }
    this.changed.clear();
    const parts = new Map(this.parts);
    // What is not in service yet, or was too broken to be, has not been overtaken.
    for (const [apex, kept] of this.kept) {
      if (this.isFresh(kept, startedMs)) parts.set(apex, zoneToJson(kept));
      else this.kept.delete(apex);
    }
    const body = stateToJson(parts);
    this.lastMs = startedMs;
    this.pauseMs = Math.max(changeMs, (clock.now() - startedMs) / writeShareMax);
    this.writing = this.writing.then(() =>
      this.attempt(async () => {
        await writeKept(this.stateFile, keptStateFormat, body);
        this.writtenAtMs = startedMs;
      }),
    );
    return this.writing;
  }

  private async attempt(write: () => Promise<void>): Promise<boolean> {
    let alarm: string | null = null;
    try {
      await write();
    } catch (error) {
      alarm = error instanceof Error ? error.message : String(error);
    }
    if (alarm !== this.alarm) this.options.onAlarm(alarm);
    this.alarm = alarm;
    return alarm === null;
  }

  private isFresh({ atMs }: KeptZone, nowMs: number): boolean {
    return atMs > nowMs - this.options.maxAgeMs && atMs < nowMs + aheadMsMax;
  }

  private get stateFile(): string {
    return path.join(this.options.folder, "steering.json");
  }

  private get overridesFile(): string {
    return path.join(this.options.folder, "steering-overrides.json");
  }
}

const keptOverridesFormat = 1;
const overridesBytesMax = 16 << 20;

function describeAge(ms: number): string {
  return ms < 0 ? "from the future" : `${Math.round(ms / 1000)} s old`;
}
