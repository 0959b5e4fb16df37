/** A server's numbers, made up: two UDP rows, one TCP row, a zone in each state. */
import { counter, counterOfType, counterRow, makeCounters } from "../../../src/answer/counters.js";
import type { ZoneStatus } from "../../../src/control/zone-events.js";
import { readCounters } from "../../../src/observe/counter-reading.js";
import type { MetricSource } from "../../../src/observe/metric-source.js";

export const hour = 3_600_000;

export function zoneStatus(apex: string, changes: Partial<ZoneStatus> = {}): ZoneStatus {
  return {
    apex,
    file: `${apex}zone`,
    source: "ok",
    sourceSince: hour,
    removalAt: null,
    serving: { serial: 7, origin: "text", records: 4, bytes: 1000, since: hour },
    diagnostics: [],
    ...changes,
  };
}

export const brokenZone = zoneStatus("broken.example.", {
  source: "broken",
  diagnostics: [
    {
      code: "zone-syntax",
      severity: "error",
      message: "not a TTL",
      file: "broken.example.zone",
      line: 6,
      column: 3,
    },
  ],
});

export function makeSource(zones: readonly ZoneStatus[]): MetricSource & {
  readonly counters: SharedArrayBuffer;
} {
  const counters = makeCounters(3);
  return {
    counters,
    counts: () => [readCounters(counters, [0, 1], "udp"), readCounters(counters, [2], "tcp")],
    workers: () => [
      { transport: "udp", alive: 2, restarts: 1 },
      { transport: "tcp", alive: 1, restarts: 0 },
    ],
    zones: {
      status: () => zones,
      zone: (apex) => zones.find((zone) => zone.apex === apex),
      zoneCount: zones.length,
      brokenCount: zones.filter(({ source }) => source === "broken").length,
      stateAlarm: null,
      lastReload: null,
    },
    imageBytes: () => 4096,
    reloads: { done: 3, refused: 1, lastAt: hour },
    rotation: {
      zones: () => [],
      overrides: [],
      answers: () => new Map(),
      tallies: () => [],
      prober: { alive: false, restarts: 0 },
      probeCount: 0,
      failingCount: 0,
      keptAtMs: null,
    },
    steering: { transitions: new Map(), panics: 0, guardHolds: 0, stalls: 0, discarded: 0 },
    build: { version: "1.2.3", udpMode: "batch" },
    now: () => 2 * hour,
  };
}

/** Counts one query of `type` with `rcode` in a worker's row, 3 µs long, in a batch of one. */
export function countQuery(
  counters: SharedArrayBuffer,
  row: number,
  type: number,
  rcode: number,
): void {
  const counts = counterRow(counters, row);
  counts[counter.type + counterOfType(type)]! += 1;
  counts[counter.rcode + rcode]! += 1;
  counts[counter.latency + 2]! += 1;
  counts[counter.latencySum]! += 3;
  counts[counter.batch]! += 1;
}
