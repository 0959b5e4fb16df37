/**
 * Every metric: name, help and where its value comes from, read when the page is asked for. The
 * reference page is made from this table. Names end in their unit, counters in `_total`.
 */
import { batchBounds, latencyBoundsMicros } from "../answer/counters.js";
import { limits } from "../base/limits.js";
import type { ZoneStatus } from "../control/zone-events.js";
// For its effect: the names of all types are known once the registry is loaded.
import "../dns/rr/registry.js";
import { typeName } from "../dns/rr/type-code.js";
import { rcodeName, type TransportCounts, typeOfPlace } from "./counter-reading.js";
import type { PageRow } from "./metric-page.js";
import { histogram, type Sample } from "./metric-sample.js";
import type { MetricSource } from "./metric-source.js";
import type { SteeringDigest } from "./steering-digest.js";
import { steeringMetrics } from "./steering-metrics.js";
import type { ZoneDigest } from "./zone-digest.js";

/** What a page is made from: the source, and its zones as they were when the page was asked for. */
export interface MetricView extends MetricSource {
  readonly digest: ZoneDigest;
  readonly steered: SteeringDigest;
}

export type MetricRow = PageRow<MetricView>;

export const metricTable: readonly MetricRow[] = [
  {
    name: "fivenines_build_info",
    type: "gauge",
    labels: ["version", "node", "udp_mode"],
    help: "Always 1; the labels tell what is running.",
    read: ({ build }) => [
      {
        labels: { version: build.version, node: process.versions.node, udp_mode: build.udpMode },
        value: 1,
      },
    ],
  },
  {
    name: "fivenines_queries_total",
    type: "counter",
    labels: ["transport", "type"],
    help: "Queries by transport and query type; rare types share the label `other`.",
    read: perTransport(({ byType }) =>
      [...byType].map(([place, value]) => ({
        labels: { type: typeOfPlace(place, typeName) },
        value,
      })),
    ),
  },
  {
    name: "fivenines_responses_total",
    type: "counter",
    labels: ["transport", "rcode"],
    help: "Responses by transport and response code.",
    read: perTransport(({ byRcode }) =>
      [...byRcode].map(([code, value]) => ({ labels: { rcode: rcodeName(code) }, value })),
    ),
  },
  {
    name: "fivenines_responses_truncated_total",
    type: "counter",
    labels: ["transport"],
    help: "Responses with the TC bit: the client asks again over TCP.",
    read: perTransport(({ truncated }) => [{ labels: {}, value: truncated }]),
  },
  {
    name: "fivenines_responses_slow_path_total",
    type: "counter",
    labels: ["transport"],
    help: "Responses that no prepared answer fitted, so that they were put together.",
    read: perTransport(({ slow }) => [{ labels: {}, value: slow }]),
  },
  {
    name: "fivenines_drops_total",
    type: "counter",
    labels: ["transport", "reason"],
    help: "Messages without a response, by reason.",
    read: perTransport(({ drops }) =>
      Object.entries(drops).map(([reason, value]) => ({ labels: { reason }, value })),
    ),
  },
  {
    name: "fivenines_cookies_valid_total",
    type: "counter",
    labels: ["transport"],
    help: "Queries with a valid server cookie (RFC 7873).",
    read: perTransport(({ cookieValid }) => [{ labels: {}, value: cookieValid }]),
  },
  {
    name: "fivenines_response_latency_seconds",
    type: "histogram",
    labels: ["transport"],
    help: "Time from a message's receipt by a worker to its response.",
    read: perTransport(({ latencyBuckets, latencySumMicros }) =>
      histogram(
        latencyBoundsMicros.map((micros) => micros / 1e6),
        latencyBuckets,
        latencySumMicros / 1e6,
      ),
    ),
  },
  {
    name: "fivenines_udp_batch_datagrams",
    type: "histogram",
    labels: [],
    help: "Datagrams that a worker took from the kernel at once.",
    read: ({ counts }) =>
      counts()
        .filter(({ transport }) => transport === "udp")
        .flatMap((udp) => histogram(batchBounds, udp.batchBuckets, received(udp))),
  },
  {
    name: "fivenines_workers_alive",
    type: "gauge",
    labels: ["transport"],
    help: "Worker threads that run.",
    read: ({ workers }) =>
      workers().map(({ transport, alive }) => ({ labels: { transport }, value: alive })),
  },
  {
    name: "fivenines_worker_restarts_total",
    type: "counter",
    labels: ["transport"],
    help: "Worker threads that died and were replaced.",
    read: ({ workers }) =>
      workers().map(({ transport, restarts }) => ({ labels: { transport }, value: restarts })),
  },
  {
    name: "fivenines_image_bytes",
    type: "gauge",
    labels: [],
    help: "Shared memory that holds compiled zones.",
    read: ({ imageBytes }) => [{ labels: {}, value: imageBytes() }],
  },
  {
    name: "fivenines_zones",
    type: "gauge",
    labels: ["source"],
    help: "Zones by the state of their file: ok, broken (the last good version is served), removed.",
    read: ({ digest }) =>
      Object.entries(digest.bySource).map(([source, value]) => ({ labels: { source }, value })),
  },
  {
    name: "fivenines_zone_records",
    type: "gauge",
    labels: [],
    help: "Records of all zones in service.",
    read: ({ digest }) => [{ labels: {}, value: digest.records }],
  },
  {
    name: "fivenines_zone_serial",
    type: "gauge",
    labels: ["zone"],
    help: "SOA serial in service.",
    read: perZone(({ serving }) => serving?.serial),
  },
  {
    name: "fivenines_zone_age_seconds",
    type: "gauge",
    labels: ["zone"],
    help: "Time since the version in service was published.",
    read: perZone(({ serving }, now) => serving && Math.max(0, now - serving.since) / 1000),
  },
  {
    name: "fivenines_zone_broken_seconds",
    type: "gauge",
    labels: ["zone"],
    help: "How long the file of a zone has been broken; only zones that are.",
    read: perZone(({ source, sourceSince }, now) =>
      source === "broken" ? Math.max(0, now - sourceSince) / 1000 : undefined,
    ),
  },
  {
    name: "fivenines_zone_series_omitted",
    type: "gauge",
    labels: [],
    help: `Zones without series of their own: above ${limits.zoneSeriesMax} zones only the first have them.`,
    read: ({ digest }) => [{ labels: {}, value: digest.omitted }],
  },
  {
    name: "fivenines_reloads_total",
    type: "counter",
    labels: ["result"],
    help: "Loads and reloads of the zone folder; a refused one left everything as it was.",
    read: ({ reloads }) => [
      { labels: { result: "done" }, value: reloads.done },
      { labels: { result: "refused" }, value: reloads.refused },
    ],
  },
  {
    name: "fivenines_last_reload_timestamp_seconds",
    type: "gauge",
    labels: [],
    help: "Unix time of the last load or reload that was acted upon.",
    read: ({ reloads }) => [{ labels: {}, value: reloads.lastAt / 1000 }],
  },
  {
    name: "fivenines_last_reload_duration_seconds",
    type: "gauge",
    labels: [],
    help: "How long the last load or reload took.",
    read: ({ zones }) => [{ labels: {}, value: (zones.lastReload?.durationMs ?? 0) / 1000 }],
  },
  {
    name: "fivenines_state_alarm",
    type: "gauge",
    labels: [],
    help: "1 if the state folder cannot be used: a restart could not fall back on last good zones.",
    read: ({ zones }) => [{ labels: {}, value: zones.stateAlarm === null ? 0 : 1 }],
  },
  ...steeringMetrics,
];

function perTransport(read: (counts: TransportCounts) => Sample[]): MetricRow["read"] {
  return ({ counts }) =>
    counts().flatMap((of) =>
      read(of).map((sample) => ({
        ...sample,
        labels: { transport: of.transport, ...sample.labels },
      })),
    );
}

/** One series for each zone that has a value. */
function perZone(
  read: (zone: ZoneStatus, now: number) => number | null | undefined,
): MetricRow["read"] {
  return ({ digest, now }) => {
    const at = now();
    return digest.listed.flatMap((zone) => {
      const value = read(zone, at);
      return value === undefined || value === null ? [] : [{ labels: { zone: zone.apex }, value }];
    });
  };
}

/** Datagrams taken from the kernel: those that became queries and those that were dropped. */
function received({ queries, drops }: TransportCounts): number {
  return queries + drops.short + drops.response + drops.truncated;
}
