/**
 * When zones are planned: soon after something about them was told, what one turn of the loop brings
 * together; and by themselves when their last plan said so. Planning never takes the main thread
 * for itself: each turn is bounded, and a zone whose plan takes long rests in between.
 */
import type { Clock } from "../control/clock.js";
import type { RunningZone } from "./running-zone.js";

export interface PlanningTurnsOptions {
  readonly clock: Clock;
  /** In service, by apex. */
  readonly zones: ReadonlyMap<string, RunningZone>;
  plan(zone: RunningZone): void;
  /** Unix time, milliseconds, of something else to be done in time; null for nothing. */
  readonly otherwiseAtMs: () => number | null;
  /** The time for something has come. */
  onWake(): void;
}

/** Targets that are planned in one turn of the loop: some milliseconds. */
const targetsPerTurn = 2000;
/** The clock is looked at no later than this, so that one that was set is noticed. */
const wakeMsMax = 30_000;
const wakeMsMin = 10;

export class PlanningTurns {
  private readonly dirty = new Set<string>();
  private cancelTurn: (() => void) | null = null;
  private turnAtMs = 0;
  private cancelWake: () => void = () => {};
  private closed = false;

  constructor(private readonly options: PlanningTurnsOptions) {}

  /** Something about these zones was told. */
  touch(apexes: Iterable<string>): void {
    for (const apex of apexes) this.dirty.add(apex);
    this.take(0);
  }

  forget(apex: string): void {
    this.dirty.delete(apex);
  }

  /** Wakes up when the next plan says so. */
  arm(): void {
    this.cancelWake();
    if (this.closed) return;
    const { clock, zones, otherwiseAtMs, onWake } = this.options;
    let next = otherwiseAtMs() ?? Number.POSITIVE_INFINITY;
    for (const { wakeAtMs } of zones.values()) {
      if (wakeAtMs !== null && wakeAtMs < next) next = wakeAtMs;
    }
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(wakeMsMin, Math.min(next - clock.now(), wakeMsMax));
    this.cancelWake = clock.after(wait, () => {
      const now = clock.now();
      onWake();
      for (const zone of zones.values()) {
        if (zone.wakeAtMs === null || zone.wakeAtMs > now) continue;
        zone.wakeAtMs = null;
        this.dirty.add(zone.apex);
      }
      this.take(0);
      this.arm();
    });
  }

  close(): void {
    this.closed = true;
    this.cancelTurn?.();
    this.cancelWake();
  }

  private take(waitMs: number): void {
    if (this.dirty.size === 0 || this.closed) return;
    const { clock } = this.options;
    const atMs = clock.now() + waitMs;
    if (this.cancelTurn !== null && this.turnAtMs <= atMs) return;
    this.cancelTurn?.();
    this.turnAtMs = atMs;
    this.cancelTurn = clock.after(waitMs, () => {
      this.cancelTurn = null;
      this.turn();
    });
  }

  private turn(): void {
    const { zones, plan } = this.options;
    let left = targetsPerTurn;
    let waitMs = Number.POSITIVE_INFINITY;
    for (const apex of this.dirty) {
      if (left <= 0) break;
      const zone = zones.get(apex);
      const restMs = zone === undefined ? 0 : this.restMs(zone);
      if (restMs > 0) {
        waitMs = Math.min(waitMs, restMs);
        continue;
      }
      this.dirty.delete(apex);
      if (zone === undefined) continue;
      left -= zone.targetCount + 1;
      plan(zone);
    }
    this.take(left <= 0 ? 0 : waitMs);
    this.arm();
  }

  /** How long the zone is not planned yet. A clock that was set back does not make it longer. */
  private restMs({ notBeforeMs, plannedAtMs }: RunningZone): number {
    const now = this.options.clock.now();
    return now < plannedAtMs ? 0 : notBeforeMs - now;
  }
}
