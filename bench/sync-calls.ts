/**
 * How many calls changes take. Route 53 and Cloudflare are counted by their fakes while the changes
 * are applied; PowerDNS and servers of RFC 2136, which have no fake, by the batches they are packed in.
 */
import type { Change } from "../src/provider/contract/change.js";
import type { Provider } from "../src/provider/contract/provider.js";
import { packPatches } from "../src/provider/powerdns/pack.js";
import { capabilitiesOf } from "../src/provider/rfc2136/capabilities.js";
import { packUpdates } from "../src/provider/rfc2136/pack.js";
import type { ListedRrset } from "../src/provider/rrset/rrset.js";
import { FakeCloudflare } from "../test/support/cloudflare/fake-cloudflare.js";
import { FakeRoute53 } from "../test/support/route53/fake-route53.js";
import { addresses, apex, cloudflareAt, memberAt, route53At } from "./sync-places.js";

export interface SyncCalls {
  readonly provider: string;
  readonly changes: number;
  /** Calls that write: of that many new RRsets, and of as many that change. */
  readonly creates: number;
  readonly updates: number;
  /** Calls that list the zone with as many. */
  readonly listing: number | null;
}

interface Counted {
  readonly provider: Provider;
  /** Calls of the fake so far. */
  calls(): number;
  close(): Promise<void>;
}

export async function countSyncCalls(counts: readonly number[]): Promise<SyncCalls[]> {
  const rows: SyncCalls[] = [];
  for (const changes of counts) {
    rows.push(await atFake("Route 53", changes, openRoute53));
    rows.push(await atFake("Cloudflare, plan Free", changes, () => openCloudflare("free")));
    rows.push(await atFake("Cloudflare, other plans", changes, () => openCloudflare("business")));
    const [creates, updates] = [createsOf(changes), updatesOf(changes)];
    const settings = { type: "rfc2136", servers: [], key: null, prerequisites: true } as const;
    const { operationsMax } = capabilitiesOf(settings).batch;
    const packed = (pack: (all: readonly Change[]) => readonly { readonly calls: number }[]) => ({
      creates: sumOf(pack(creates)),
      updates: sumOf(pack(updates)),
      listing: 1,
    });
    rows.push({ provider: "PowerDNS", changes, ...packed((all) => packPatches(all)) });
    rows.push({
      provider: "RFC 2136, prerequisites",
      changes,
      ...packed((all) => packUpdates(all, apex, true, operationsMax)),
    });
  }
  return rows;
}

async function atFake(
  name: string,
  changes: number,
  open: () => Promise<Counted>,
): Promise<SyncCalls> {
  const { provider, calls, close } = await open();
  const zone = (await provider.find(memberAt(provider, []).desired.apex))!;
  const counted = async (work: () => Promise<unknown>) => {
    const before = calls();
    await work();
    return calls() - before;
  };
  const apply = async (all: readonly Change[]) => {
    for (const [i, batch] of provider.pack(all, zone).entries()) {
      await provider.apply(batch, zone, { token: `batch-${i}` });
    }
  };
  const creates = await counted(() => apply(createsOf(changes)));
  const there = await provider.list(zone);
  const listing = await counted(() => provider.list(zone));
  const updates = await counted(() => apply(updatesOf(changes, there.rrsets)));
  await close();
  return { provider: name, changes, creates, updates, listing };
}

function createsOf(count: number): Change[] {
  return addresses(count).map((after, i) => ({ kind: "create", id: `c${i}`, before: null, after }));
}

/** All of them get another TTL. */
function updatesOf(count: number, there: readonly ListedRrset[] = listedOf(count)): Change[] {
  const addressed = there.filter(({ type }) => type === 1);
  return addressed.map((before, i) => {
    const { raw: _raw, marked: _marked, ...rrset } = before;
    return { kind: "update", id: `u${i}`, before, after: { ...rrset, ttlSeconds: 600 } };
  });
}

function listedOf(count: number): ListedRrset[] {
  return addresses(count).map((rrset) => ({ ...rrset, raw: null, marked: null }));
}

function sumOf(batches: readonly { readonly calls: number }[]): number {
  return batches.reduce((sum, { calls }) => sum + calls, 0);
}

async function openRoute53(): Promise<Counted> {
  const fake = await FakeRoute53.start({ nowMs: () => Date.now(), nameserverCount: 1 });
  fake.settleMs = 0;
  fake.createZone("example.com");
  const provider = route53At({ endpoint: fake.endpoint, ...fake.credentials });
  return counted(provider, fake);
}

async function openCloudflare(plan: "free" | "business"): Promise<Counted> {
  const quota = Number.MAX_SAFE_INTEGER;
  const fake = await FakeCloudflare.start({ nowMs: () => Date.now(), quota, nameserverCount: 1 });
  fake.createZone("example.com", { plan });
  const provider = cloudflareAt({ endpoint: fake.baseUrl, token: fake.token });
  return counted(provider, fake);
}

function counted(
  provider: Provider,
  fake: { readonly calls: readonly unknown[]; close(): Promise<void> },
): Counted {
  const close = async () => {
    await provider.close();
    await fake.close();
  };
  return { provider, calls: () => fake.calls.length, close };
}
