/**
 * A process of the benchmark that plans one large zone at one provider, over and over, and tells how
 * long each step takes: comparison alone, no calls. Every record is an RRset of its own, which is the
 * most work. `node --expose-gc sync-planning.js RECORDS ROUNDS` prints one line of JSON.
 */
import { readPlan, writePlan } from "../src/provider/plan/plan-file.js";
import { sealedPlan } from "../src/provider/plan/plan-seal.js";
import type { ListedRrset, Rrset } from "../src/provider/rrset/rrset.js";
import { rrsetsOfZone } from "../src/provider/rrset/zone-rrsets.js";
import { readZoneText } from "../src/zone/zone-text.js";
import { nowMs, planOf } from "../test/unit/provider/plan/plan-sketch.js";
import { type Spread, spreadOf } from "./statistics.js";

export interface SyncPlanning {
  readonly records: number;
  /** Milliseconds, by step. */
  readonly steps: { readonly [step: string]: Spread };
  /** What both sides of the comparison hold, and the plan of a first push; MiB. */
  readonly stateMib: number;
  readonly firstPlanMib: number;
  readonly peakMib: number;
}

const [records = 50_000, rounds = 5] = process.argv.slice(2).map(Number);
process.stdout.write(`${JSON.stringify(measure(records, rounds))}\n`);

function measure(recordCount: number, roundCount: number): SyncPlanning {
  const times = new Map<string, number[]>();
  const timed = <T>(step: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    times.set(step, [...(times.get(step) ?? []), performance.now() - start]);
    return result;
  };
  const text = zoneText(recordCount);
  const before = usedMib();
  const { zone } = readZoneText(text, { apex: "example.com." });
  const wanted = rrsetsOfZone(zone!);
  const live = rrsetsOfZone(zone!).map(listed);
  const stateMib = usedMib() - before;
  // One in a hundred: the address moves.
  const moved = wanted.map((rrset, i) =>
    i % 100 === 2 ? { ...rrset, ttlSeconds: rrset.ttlSeconds + 1 } : rrset,
  );
  let firstPlanMib = 0;
  // The first round is for the compiler.
  for (let round = 0; round <= roundCount; round++) {
    if (round === 1) times.clear();
    timed("zone to RRsets", () => rrsetsOfZone(zone!));
    timed("plan, nothing to do", () => planOf({ wanted, there: live, last: wanted }));
    timed("plan, 1 % changed", () => planOf({ wanted: moved, there: live, last: wanted }));
    const idle = usedMib();
    const first = timed("plan, first push", () => planOf({ wanted }));
    const plan = timed("hash of that", () => sealedPlan(nowMs, [first], []));
    firstPlanMib = usedMib() - idle;
    const file = timed("write that", () => writePlan(plan));
    timed("read and check that", () => readPlan(file));
  }
  return {
    records: recordCount,
    steps: Object.fromEntries([...times].map(([step, taken]) => [step, spreadOf(taken)])),
    stateMib,
    firstPlanMib,
    peakMib: process.resourceUsage().maxRSS / 1024,
  };
}

function zoneText(recordCount: number): string {
  const lines = [
    "$TTL 300",
    "@ SOA ns1 hostmaster 1 7200 3600 1209600 300",
    "@ NS ns1.example.net.",
  ];
  for (let i = 0; lines.length < recordCount + 3; i++) {
    const address = `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
    lines.push(`h${i} A ${address}`, `h${i} AAAA 2001:db8::${(i & 0xffff).toString(16)}`);
    lines.push(`h${i} TXT "v=spf1 ip4:${address} -all"`, `w${i} CNAME h${i}`);
  }
  return `${lines.join("\n")}\n`;
}

function listed(rrset: Rrset): ListedRrset {
  return { ...rrset, raw: null, marked: null };
}

function usedMib(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
