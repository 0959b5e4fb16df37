/**
 * The prober of the benchmark, in a process of its own, so that the kernel tells what it costs: the
 * schedule and the checks as the probing thread has them. Tells its figures each time it is asked.
 */
import { createSecureContext } from "node:tls";
import { seededRandom } from "../src/base/seeded-random.js";
import { AddressPolicy } from "../src/probe/address-policy.js";
import { startProbe } from "../src/probe/checks.js";
import { HostResolver } from "../src/probe/host-resolver.js";
import { threadClock } from "../src/probe/probe-clock.js";
import type { PlannedProbe, ProbeTally } from "../src/probe/probe-thread-messages.js";
import { Schedule } from "../src/probe/schedule.js";
import type { Check } from "../src/steering/config.js";
import { unknownProbe } from "../src/steering/verdict.js";

export interface ProbingFigures {
  readonly starts: number;
  readonly ok: number;
  readonly failed: number;
  /** Results thrown away because this process stood still. */
  readonly discarded: number;
  /** How much later than due checks have started, milliseconds, sorted. */
  readonly latenessMs: readonly number[];
}

const [kind = "tcp", countText = "0", portText = "0"] = process.argv.slice(2);
const port = Number(portText);

const request = {
  method: "GET",
  path: "/healthz",
  host: "www.example.com",
  headers: [],
  codes: [[200, 299]],
  body: null,
} as const;
const tls = { serverName: "www.example.com", verify: false, warnDays: 14, daysMin: 0 } as const;
const checks: { readonly [kind: string]: Check } = {
  tcp: { type: "tcp", port },
  http: { type: "http", port, ...request },
  https: { type: "https", port, ...request, ...tls },
};

let starts = 0;
let discarded = 0;
let sums = { ok: 0, failed: 0 };
let latenessMs: number[] = [];

const parts = {
  policy: new AddressPolicy(["127.0.0.0/8"]),
  resolver: new HostResolver(1000),
  environment: {
    userAgent: "fivenines-health/bench",
    secureContext: createSecureContext(),
    randomId: () => 0,
    unixMs: threadClock.unixMs,
    pinger: async () => "not here",
    commands: {},
    programVariables: {},
  },
};
const schedule = new Schedule({
  clock: threadClock,
  random: seededRandom(1),
  concurrencyMax: 1000,
  start: (probe, end) => startProbe(parts, probe, end),
  onStart(lateMs) {
    starts++;
    latenessMs.push(lateMs);
  },
  tell(news) {
    if (news.kind === "tally") for (const sum of news.of) count(sum);
    else if (news.kind === "stalled") discarded += news.discarded;
  },
});
schedule.set(Array.from({ length: Number(countText) }, (_, i) => probe(i)));

process.on("message", () => {
  latenessMs.sort((a, b) => a - b);
  process.send?.({ starts, discarded, ...sums, latenessMs } satisfies ProbingFigures);
  starts = discarded = 0;
  sums = { ok: 0, failed: 0 };
  latenessMs = [];
});

function count({ ok, failed }: ProbeTally): void {
  sums = { ok: sums.ok + ok, failed: sums.failed + failed };
}

function probe(place: number): PlannedProbe {
  const host = `127.1.${place >>> 8}.${place & 255}`;
  const monitor = {
    name: kind,
    check: checks[kind]!,
    intervalMs: 1000,
    timeoutMs: 500,
    jitter: 0.1,
    fall: 3,
    rise: 5,
    okWindow: 10,
    recheckMs: 250,
    latencyMaxMs: null,
  };
  return { key: `${kind}@${host}`, host, port: null, monitor, from: unknownProbe };
}
