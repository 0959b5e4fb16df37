/**
 * Zones written out in tests, as RRsets that a provider should have and as its nameservers serve
 * them, and a provider with no API at all: what is asked for is asked of nameservers.
 */
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { naiveZone } from "../../src/naive/naive-zone.js";
import type { Capabilities } from "../../src/provider/contract/capabilities.js";
import type { RrsetChange } from "../../src/provider/contract/change.js";
import type { Clock } from "../../src/provider/contract/clock.js";
import type { ProviderFault } from "../../src/provider/contract/fault.js";
import type { JsonObject } from "../../src/provider/contract/json.js";
import type { Member, MemberPolicy } from "../../src/provider/contract/member.js";
import type { LastApplied, SyncMemory } from "../../src/provider/contract/memory.js";
import type {
  Loss,
  Nameserver,
  Provider,
  ProviderZone,
  Snapshot,
  Translation,
} from "../../src/provider/contract/provider.js";
import { desiredZone } from "../../src/provider/desired/desired-zone.js";
import { type ListedRrset, type Rrset, rrsetKey } from "../../src/provider/rrset/rrset.js";
import { sameRrset } from "../../src/provider/rrset/same-rrset.js";
import { rrsetsOfZone } from "../../src/provider/rrset/zone-rrsets.js";
import { readZone } from "../answerer.js";
import { FakeNameserver } from "./fake-nameserver.js";
import { plainCapabilities, plainPolicy } from "./plain-member.js";

const head = `$ORIGIN example.com.
$TTL 300
@ SOA ns1 hostmaster 1 3600 600 86400 60
@ NS ns1
@ NS ns2
ns1 A 192.0.2.101
ns2 A 192.0.2.102
`;

export const apex = lowerNameFromText("example.com.")!;
export const providerZone: ProviderZone = { apex, id: "example.com.", assigned: [], facts: {} };

/** example.com with these records besides its apex and two nameservers. */
export function zoneText(records: string, serial = 1): string {
  return head.replace(" 1 ", ` ${serial} `) + records;
}

export function rrsetsOf(records: string): Rrset[] {
  return rrsetsOfZone(readZone(zoneText(records)));
}

/** Nameservers of one provider; each serves what `serve` gave it last. */
export class NameserverLab {
  private readonly open: FakeNameserver[] = [];

  async start(
    records: string,
  ): Promise<{ server: FakeNameserver; serve(now: string, serial?: number): void }> {
    let zone = naiveZone(readZone(zoneText(records)));
    const server = await FakeNameserver.start(() => [zone]);
    this.open.push(server);
    return {
      server,
      serve: (now, serial) => {
        zone = naiveZone(readZone(zoneText(now, serial)));
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.open.splice(0).map((server) => server.close()));
  }
}

const labCapabilities: Capabilities = {
  ...plainCapabilities,
  title: "the laboratory",
};

/** example.com at a provider, with these records desired. */
export function memberOf(
  provider: Provider,
  records: string,
  policy: Partial<MemberPolicy> = {},
): Member {
  const desired = desiredZone(readZone(zoneText(records)), { apexNs: "zone", assigned: [] });
  return { provider, desired, policy: { ...plainPolicy, ...policy } };
}

/** What a provider lists that has these records. */
export function snapshotOf(records: string): Snapshot {
  const rrsets = rrsetsOf(records).map((rrset) => ({ ...rrset, raw: null, marked: null }));
  return { rrsets, settings: {}, resources: [], opaque: [], serial: 1, listedAtMs: 0 };
}

/** All that this member desires, as its provider takes it. */
export function translationOf({ desired }: Member, losses: readonly Loss[] = []): Translation {
  return { rrsets: desired.rrsets, settings: {}, resources: [], losses };
}

/** A provider of which only its nameservers are asked. */
export function providerAt(
  servers: readonly { readonly address: string; readonly port: number }[],
  expect?: Provider["expect"],
): Provider {
  const nameservers: Nameserver[] = servers.map(({ address, port }, i) => ({
    name: `ns${i + 1}.example.com.`,
    address,
    port,
  }));
  const isOut = () => {
    throw new Error("this provider has no API");
  };
  return {
    name: "lab",
    capabilities: labCapabilities,
    find: isOut,
    create: isOut,
    list: isOut,
    translate: isOut,
    pack: isOut,
    apply: isOut,
    settled: isOut,
    nameservers: () => Promise.resolve(nameservers),
    undo: isOut,
    ...(expect === undefined ? {} : { expect }),
    close: () => Promise.resolve(),
  };
}

/** What a provider with a listing has, and lists, of example.com; null: it has no such zone. */
export interface LabAccount {
  records: string | null;
  settings?: JsonObject;
  /** Thrown by every call. */
  fault?: ProviderFault;
}

/** A provider that lists what its account has; nameservers are asked as of `providerAt`. */
export function listingProvider(
  account: LabAccount,
  servers: Parameters<typeof providerAt>[0] = [],
  capabilities: Partial<Capabilities> = {},
): Provider {
  const answer = <T>(value: () => T): Promise<T> =>
    account.fault === undefined ? Promise.resolve(value()) : Promise.reject(account.fault);
  return {
    ...providerAt(servers),
    capabilities: { ...labCapabilities, ...capabilities },
    find: () => answer(() => (account.records === null ? null : providerZone)),
    list: () =>
      answer(() => ({ ...snapshotOf(account.records ?? ""), settings: account.settings ?? {} })),
    translate: ({ rrsets }) => ({
      rrsets,
      settings: account.settings === undefined ? {} : { union: true },
      resources: [],
      losses: [],
    }),
    pack: (changes) => [{ changes, summary: "all", calls: 1, overwrite: false }],
  };
}

/** A memory of these records having been applied last; null: of nothing. */
export function memoryOf(records: string | null, settings: JsonObject = {}): SyncMemory {
  const last: LastApplied | null =
    records === null
      ? null
      : { serial: 1, appliedAtMs: 0, rrsets: rrsetsOf(records), settings, quarantined: [] };
  return { lastApplied: () => Promise.resolve(last), keepLastApplied: () => Promise.resolve() };
}

/** What leads from one list of RRsets to another. */
export function changesBetween(before: readonly Rrset[], after: readonly Rrset[]): RrsetChange[] {
  const keyOf = ({ owner, type, variant }: Rrset) => rrsetKey(owner, type, variant);
  const old = new Map(before.map((rrset) => [keyOf(rrset), rrset]));
  const now = new Map(after.map((rrset) => [keyOf(rrset), rrset]));
  const changes: RrsetChange[] = [];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(key), now.get(key)];
    const listed: ListedRrset | undefined = from && { ...from, raw: null, marked: null };
    if (listed === undefined) changes.push({ kind: "create", id: key, before: null, after: to! });
    else if (to === undefined)
      changes.push({ kind: "delete", id: key, before: listed, after: null });
    else if (!sameRrset(listed, to, { txtStrings: "kept" })) {
      changes.push({ kind: "update", id: key, before: listed, after: to });
    }
  }
  return changes;
}

/** Time that moves in waits alone. */
export function steppingClock(onWait: (nowMs: number) => void = () => undefined): Clock {
  let now = Date.UTC(2026, 10, 22);
  return {
    nowMs: () => now,
    wait: (ms) => {
      now += ms;
      onWait(now);
      return Promise.resolve();
    },
  };
}
