/**
 * A zone at a provider as a zone file: what it holds, an SOA, and a comment for everything that no
 * zone file can say. Reads back as the same RRsets.
 */
import { assert } from "../../base/assert.js";
import { nameToText } from "../../dns/name-text.js";
import { rdataToText } from "../../dns/rr/rdata-text.js";
import { typeName } from "../../dns/rr/registry.js";
import { TextFault } from "../../dns/text/scanner.js";
import { formatText } from "../../format/format-text.js";
import type { ProviderZone, Snapshot } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import { keyOf, type Rrset, rrsetKey } from "../rrset/rrset.js";
import { canonicalOrder } from "../rrset/rrset-digest.js";

const NS = 2;
const CNAME = 5;

export interface ImportedZone {
  readonly text: string;
  /** What the file cannot say, a sentence each; in the file as comments, too. */
  readonly notes: readonly string[];
}

/** `provider` is its name in the configuration. */
export function zoneFileFrom(
  snapshot: Snapshot,
  zone: ProviderZone,
  provider: string,
  nowMs: number,
): ImportedZone {
  const notes: string[] = [];
  const rrsets = [...plainRrsets(snapshot, zone.apex, notes), ...apexNs(snapshot, zone, notes)];
  for (const { owner, type, what } of snapshot.opaque) {
    notes.push(`${nameToText(owner)} ${typeName(type)} is ${what}, and is left out`);
  }
  rrsets.sort(canonicalOrder);
  const ttl = usualTtl(rrsets);
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const lines = [
    `; ${nameToText(zone.apex)} as ${provider} has it, ${day}`,
    ...notes.map((note) => `; ${note.replace(/[^\x20-\x7e]/g, "?")}`),
    `$ORIGIN ${nameToText(zone.apex)}`,
    `$TTL ${ttl}`,
    ...soaLines(snapshot, zone, rrsets, day),
    ...rrsets.flatMap((rrset) => rrsetLines(rrset, zone.apex, ttl)),
  ];
  const formatted = formatText(Buffer.from(`${lines.join("\n")}\n`, "latin1"));
  assert(!(formatted instanceof TextFault), "what was printed here can be laid out");
  return { text: Buffer.from(formatted).toString("latin1"), notes };
}

/** One RRset for each owner and type; variants of a provider's steering become one. */
function plainRrsets(snapshot: Snapshot, apex: Uint8Array, notes: string[]): Rrset[] {
  const plain = new Map<string, Rrset>();
  for (const rrset of snapshot.rrsets) {
    const { owner, type, variant, extra } = rrset;
    const name = `${nameToText(owner)} ${typeName(type)}`;
    if (extra !== null) {
      const kept = rrset.rdatas.length === 0 ? "is left out" : "is here without it";
      notes.push(`${name} has ${JSON.stringify(extra)} there, and ${kept}`);
    }
    if (rrset.rdatas.length === 0) continue;
    if (type === CNAME && owner.length === apex.length) {
      notes.push(`${name} cannot stand in a zone file, and is left out`);
      continue;
    }
    const key = rrsetKey(owner, type);
    const before = plain.get(key);
    if (before !== undefined || variant !== "") {
      notes.push(`${name} is one of several there (${variant}); all are one RRset here`);
    }
    plain.set(key, {
      ...rrset,
      variant: "",
      ...(before === undefined ? {} : joined(before, rrset)),
    });
  }
  return [...plain.values()];
}

function joined(a: Rrset, b: Rrset): Pick<Rrset, "ttlSeconds" | "rdatas"> {
  return {
    ttlSeconds: Math.min(a.ttlSeconds, b.ttlSeconds),
    rdatas: orderedRdatas(a.type, [...a.rdatas, ...b.rdatas]),
  };
}

/** Where NS at the apex are no records of the provider, those that it has assigned. */
function apexNs({ rrsets }: Snapshot, { apex, assigned }: ProviderZone, notes: string[]): Rrset[] {
  if (rrsets.some((rrset) => keyOf(rrset) === rrsetKey(apex, NS))) return [];
  if (assigned.length === 0) {
    notes.push("the provider tells no NS for the apex: add those of the zone");
    return [];
  }
  const rdatas = orderedRdatas(NS, assigned);
  return [{ owner: apex, type: NS, variant: "", ttlSeconds: 86_400, rdatas, extra: null }];
}

/** No provider hands its SOA over; of this one only the serial may be known. */
function soaLines(
  { serial }: Snapshot,
  { apex }: ProviderZone,
  rrsets: readonly Rrset[],
  day: string,
): string[] {
  const ns = rrsets.find(({ owner, type }) => type === NS && owner.length === apex.length);
  const primary = ns === undefined ? nameToText(apex) : rdataToText(NS, ns.rdatas[0]!);
  const mailbox = apex.length === 1 ? "hostmaster." : `hostmaster.${nameToText(apex)}`;
  const made = serial === null ? "all of this SOA is" : "all of this SOA but its serial is";
  return [
    `; ${made} made up: providers keep their own`,
    `@ SOA ${primary} ${mailbox} ${serial ?? Number(`${day.replaceAll("-", "")}01`)} 7200 900 1209600 300`,
  ];
}

function rrsetLines(
  { owner, type, ttlSeconds, rdatas }: Rrset,
  apex: Uint8Array,
  ttl: number,
): string[] {
  const head = [relative(owner, apex), ...(ttlSeconds === ttl ? [] : [ttlSeconds]), typeName(type)];
  return rdatas.map((rdata) => `${head.join(" ")} ${rdataToText(type, rdata)}`);
}

function relative(owner: Uint8Array, apex: Uint8Array): string {
  if (owner.length === apex.length) return "@";
  // The labels in front of the apex, as a name of their own.
  const front = Uint8Array.from([...owner.subarray(0, owner.length - apex.length), 0]);
  return nameToText(front).slice(0, -1);
}

function usualTtl(rrsets: readonly Rrset[]): number {
  const counts = new Map<number, number>();
  for (const { ttlSeconds } of rrsets) counts.set(ttlSeconds, (counts.get(ttlSeconds) ?? 0) + 1);
  const [usual] = [...counts].sort(([a, i], [b, j]) => j - i || a - b);
  return usual?.[0] ?? 3600;
}
