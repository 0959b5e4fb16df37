/** What the metrics page and the status page are made of, as functions that are called when asked. */
import type { ReloadSummary, ZoneStatus } from "../control/zone-events.js";
import type { RotationPort } from "../rotation/rotation-port.js";
import type { Standing } from "../steering/state.js";
import type { TransportCounts, TransportName } from "./counter-reading.js";

export interface MetricSource {
  /** Counters of each transport. */
  counts(): readonly TransportCounts[];
  workers(): readonly WorkerCounts[];
  zones: ZoneSource;
  /** Octets of shared memory that hold compiled zones. */
  imageBytes(): number;
  reloads: ReloadCounts;
  rotation: RotationFigures;
  steering: SteeringCounts;
  build: { readonly version: string; readonly udpMode: string };
  /** Unix milliseconds. */
  now(): number;
}

/** Of the running steering. */
export interface RotationFigures
  extends Pick<RotationPort, "zones" | "overrides" | "answers" | "tallies" | "prober"> {
  /** Probes that there are, each once however many zones share it. */
  readonly probeCount: number;
  /** Zones whose plan failed: their answers stay as they were. */
  readonly failingCount: number;
  /** Unix milliseconds when the state of targets was written last; null if it never was. */
  readonly keptAtMs: number | null;
}

/** Counted by whoever hears the events of the rotation, since the start. */
export interface SteeringCounts {
  /** By what targets became. */
  readonly transitions: ReadonlyMap<Standing, number>;
  readonly panics: number;
  readonly guardHolds: number;
  readonly stalls: number;
  readonly discarded: number;
}

export interface WorkerCounts {
  readonly transport: TransportName;
  readonly alive: number;
  readonly restarts: number;
}

export interface ZoneSource {
  status(): Iterable<ZoneStatus>;
  zone(apex: string): ZoneStatus | undefined;
  readonly zoneCount: number;
  readonly brokenCount: number;
  readonly stateAlarm: string | null;
  readonly lastReload: ReloadSummary | null;
}

/** Counted by whoever hears the events of zone loading. */
export interface ReloadCounts {
  readonly done: number;
  readonly refused: number;
  /** Unix milliseconds of the last one that was acted upon; 0 if none was. */
  readonly lastAt: number;
}
