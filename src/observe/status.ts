/** The state of a running server in one object: `/status`, and what `fivenines status` prints. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { ReloadSummary, ZoneStatus } from "../control/zone-events.js";
import { rcodeName, type TransportCounts, type TransportName } from "./counter-reading.js";
import type { MetricSource, WorkerCounts } from "./metric-source.js";
import { digestSteering } from "./steering-digest.js";

/** `starting` until all zones are loaded, `stopping` once a signal said so. */
export type LifeStage = "starting" | "ready" | "stopping";

export interface ServerStatus {
  readonly version: string;
  readonly node: string;
  readonly pid: number;
  readonly stage: LifeStage;
  readonly uptimeSeconds: number;
  readonly listen: readonly string[];
  readonly admin: string;
  readonly udpMode: string;
  readonly workers: readonly WorkerCounts[];
  readonly zones: { readonly total: number; readonly broken: number; readonly records: number };
  /** The first broken zones; `/zones?source=broken` has all. */
  readonly brokenZones: readonly BrokenZone[];
  readonly steering: SteeringSummary;
  readonly stateAlarm: string | null;
  readonly lastReload: ReloadSummary | null;
  readonly transports: readonly TransportSummary[];
  readonly memory: { readonly residentBytes: number; readonly imageBytes: number };
}

export interface SteeringSummary {
  readonly zones: number;
  readonly targets: number;
  /** Targets by how they stand. */
  readonly standings: Readonly<Record<string, number>>;
  readonly panics: number;
  readonly overrides: number;
  readonly probes: number;
  readonly prober: { readonly alive: boolean; readonly restarts: number };
}

export interface BrokenZone {
  readonly apex: string;
  readonly servedSerial: number | null;
  readonly since: string;
  readonly problem: Diagnostic | null;
}

export interface TransportSummary {
  readonly transport: TransportName;
  readonly queries: number;
  readonly responses: Readonly<Record<string, number>>;
  readonly truncated: number;
  readonly drops: Readonly<Record<string, number>>;
}

/** What a server knows about itself besides its metrics. */
export interface Identity {
  readonly pid: number;
  readonly stage: LifeStage;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly listen: readonly string[];
  readonly admin: string;
  readonly residentBytes: number;
}

const brokenZonesShown = 20;

export function describeServer(identity: Identity, source: MetricSource): ServerStatus {
  const { zones } = source;
  const brokenZones: BrokenZone[] = [];
  let records = 0;
  for (const zone of zones.status()) {
    records += zone.serving?.records ?? 0;
    if (zone.source === "broken" && brokenZones.length < brokenZonesShown) {
      brokenZones.push(describeBroken(zone));
    }
  }
  return {
    version: source.build.version,
    node: process.versions.node,
    pid: identity.pid,
    stage: identity.stage,
    uptimeSeconds: Math.floor((source.now() - identity.startedAt) / 1000),
    listen: identity.listen,
    admin: identity.admin,
    udpMode: source.build.udpMode,
    workers: source.workers(),
    zones: { total: zones.zoneCount, broken: zones.brokenCount, records },
    brokenZones,
    steering: summarizeSteering(source),
    stateAlarm: zones.stateAlarm,
    lastReload: zones.lastReload,
    transports: source.counts().map(summarize),
    memory: { residentBytes: identity.residentBytes, imageBytes: source.imageBytes() },
  };
}

function summarizeSteering({ rotation }: MetricSource): SteeringSummary {
  const { zones, targets, standings, panics } = digestSteering(rotation.zones());
  return {
    zones,
    targets,
    standings: Object.fromEntries(standings),
    panics,
    overrides: rotation.overrides.length,
    probes: rotation.probeCount,
    prober: rotation.prober,
  };
}

function describeBroken(zone: ZoneStatus): BrokenZone {
  return {
    apex: zone.apex,
    servedSerial: zone.serving?.serial ?? null,
    since: new Date(zone.sourceSince).toISOString(),
    problem: zone.diagnostics.find(({ severity }) => severity === "error") ?? null,
  };
}

function summarize(counts: TransportCounts): TransportSummary {
  return {
    transport: counts.transport,
    queries: counts.queries,
    responses: Object.fromEntries(
      [...counts.byRcode].map(([code, count]) => [rcodeName(code), count]),
    ),
    truncated: counts.truncated,
    drops: counts.drops,
  };
}
