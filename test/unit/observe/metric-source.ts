/** A server's numbers, made up: two UDP rows, one TCP row, a zone in each state. */
import { counter, counterOfType, counterRow, makeCounters } from "../../../src/answer/counters.js";
import type { ZoneStatus } from "../../../src/control/zone-events.js";
import { readCounters } from "../../../src/observe/counter-reading.js";
import type { MetricSource, RotationFigures } from "../../../src/observe/metric-source.js";
import { plan } from "../../../src/steering/plan.js";
import { emptyMemory, type SteeringState } from "../../../src/steering/state.js";
import { unknownProbe } from "../../../src/steering/verdict.js";
import { steeringFrom } from "../steering/steered-example.js";

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
    rotation: steeredRotation(),
    steering: {
      transitions: new Map([["down", 2]]),
      panics: 1,
      guardHolds: 3,
      stalls: 4,
      discarded: 9,
    },
    build: { version: "1.2.3", udpMode: "batch" },
    now: () => 2 * hour,
  };
}

/** One steered name with two targets; the second is dead, the first drained: a panic. */
function steeredRotation(): RotationFigures {
  const config = steeringFrom(
    "www A 192.0.2.1\nwww A 192.0.2.2\n",
    `monitors: { web: { type: https } }
steer: [{ name: www, pools: [{ name: main, monitor: web, targets: [192.0.2.1, 192.0.2.2] }] }]`,
  );
  const probe = { ...unknownProbe, health: "down" as const, sinceMs: hour, reason: "refused" };
  const state: SteeringState = {
    probes: new Map([["web@192.0.2.2", probe]]),
    overrides: [
      {
        pattern: "192.0.2.1",
        action: "drain",
        untilMs: null,
        atMs: hour,
        who: "alice",
        why: "new kernel",
        source: "admin",
      },
    ],
    loads: new Map(),
    memory: emptyMemory,
  };
  const planned = plan(config, state, 2 * hour);
  const times = { plannedAtMs: 0, changedAtMs: [0] };
  const zone = { apex: config.apex, config, state, plan: planned, ...times, shadows: [] };
  return {
    zones: () => [zone],
    overrides: state.overrides,
    answers: () => new Map([["www.example.com./main/192.0.2.1", 12]]),
    tallies: () => [
      { key: "https 192.0.2.1 x", ok: 3, failed: 1, buckets: [2, 0, 1, 1], latencySumMs: 1500 },
      { key: "https 192.0.2.2 y", ok: 1, failed: 0, buckets: [1], latencySumMs: 500 },
    ],
    prober: { alive: true, restarts: 5 },
    probeCount: 2,
    failingCount: 0,
    keptAtMs: hour,
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
