/**
 * A process of the benchmark that lists a large zone from a fake and plans it: the SDK alone, the
 * adapter (SDK included), and the plan. `node --expose-gc sync-listing.js KIND PLACE RECORDS ROUNDS`
 * prints one line of JSON.
 */
import { ListResourceRecordSetsCommand, type RRType } from "@aws-sdk/client-route-53";
import Cloudflare from "cloudflare";
import type { Provider, ProviderZone } from "../src/provider/contract/provider.js";
import { planMember } from "../src/provider/plan/plan-member.js";
import { type Spread, spreadOf } from "./statistics.js";
import {
  addresses,
  cloudflareAt,
  type FakePlace,
  memberAt,
  route53At,
  route53Client,
} from "./sync-places.js";

export interface SyncListing {
  readonly records: number;
  /** By step: milliseconds of the clock, and of our processor. */
  readonly steps: { readonly [step: string]: { readonly wall: Spread; readonly cpu: Spread } };
  /** What the listing holds, and the most that the process had; MiB. */
  readonly snapshotMib: number;
  readonly peakMib: number;
}

const [kind, placeText = "", recordsText, roundsText] = process.argv.slice(2);
const place = JSON.parse(placeText) as FakePlace;
const [records, rounds] = [Number(recordsText), Number(roundsText)];
const perPage = 5000;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure(): Promise<SyncListing> {
  const provider = kind === "route53" ? route53At(place) : cloudflareAt(place);
  const bySdk = kind === "route53" ? listRoute53 : listCloudflare;
  const wall = new Map<string, number[]>();
  const cpu = new Map<string, number[]>();
  const timed = async <T>(step: string, work: () => Promise<T> | T): Promise<T> => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    wall.set(step, [...(wall.get(step) ?? []), performance.now() - start]);
    cpu.set(step, [...(cpu.get(step) ?? []), (user + system) / 1000]);
    return result;
  };
  const member = memberAt(provider, addresses(records));
  const last = { serial: 1, appliedAtMs: 0, settings: {}, quarantined: [] };
  const task = { nowMs: Date.now(), allowances: { codes: new Set<string>() } };
  let snapshotMib = 0;
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round++) {
    if (round === 1) for (const times of [wall, cpu]) times.clear();
    await timed("SDK alone", () => bySdk(provider));
    const before = usedMib();
    const zone = await zoneAt(provider);
    const snapshot = await timed("listing by the adapter, SDK included", () => provider.list(zone));
    snapshotMib = usedMib() - before;
    const { rrsets } = member.desired;
    const { part } = await timed("plan, nothing to do", () =>
      planMember(member, zone, snapshot, { ...last, rrsets }, task),
    );
    if (snapshot.rrsets.length < records || part.changes.length > 0) throw new Error("not equal");
  }
  await provider.close();
  const steps = [...wall].map(([step, times]) => {
    return [step, { wall: spreadOf(times), cpu: spreadOf(cpu.get(step)!) }] as const;
  });
  const peakMib = process.resourceUsage().maxRSS / 1024;
  return { records, steps: Object.fromEntries(steps), snapshotMib, peakMib };
}

async function zoneAt(provider: Provider): Promise<ProviderZone> {
  const { desired } = memberAt(provider, []);
  return (await provider.find(desired.apex))!;
}

async function listRoute53(provider: Provider): Promise<number> {
  const { id } = await zoneAt(provider);
  const client = route53Client(place);
  let count = 0;
  let next: { StartRecordName?: string; StartRecordType?: RRType } = {};
  for (;;) {
    const page = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: id, ...next }),
    );
    count += page.ResourceRecordSets?.length ?? 0;
    if (page.IsTruncated !== true) break;
    next = {
      ...(page.NextRecordName === undefined ? {} : { StartRecordName: page.NextRecordName }),
      ...(page.NextRecordType === undefined ? {} : { StartRecordType: page.NextRecordType }),
    };
  }
  client.destroy();
  return count;
}

async function listCloudflare(provider: Provider): Promise<number> {
  const { id } = await zoneAt(provider);
  const client = new Cloudflare({ apiToken: place.token ?? null, baseURL: place.endpoint });
  let count = 0;
  for (let page = 1; count < records; page++) {
    const pages = client.dns.records.list({ zone_id: id, page, per_page: perPage });
    count += (await pages).result.length;
  }
  return count;
}

function usedMib(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
