/** The SPF policies of a zone, read once for all rules that speak of them. */
import { rdataOf } from "../../src/zone/record-view.js";
import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";
import { aliasEndOf } from "./alias-end.js";
import { parseSpf, type SpfRecord } from "./spf-record.js";
import { isSpfRecord, textRecordsOf } from "./text-records.js";

export interface SpfPolicy {
  readonly zone: ZoneIndex;
  readonly owner: number;
  readonly record: number;
  readonly spf: SpfRecord;
}

/** Parsed records kept for one zone; the rest is parsed again for each rule. */
const parsedMax = 10_000;
const parsed = new WeakMap<ZoneIndex, Map<number, SpfRecord>>();

/** The policies of a zone, in its order. */
export function* spfPoliciesOf(zone: ZoneIndex): Generator<SpfPolicy> {
  for (const record of textRecordsOf(zone).spf) {
    yield { zone, record, owner: ownerOfRecord(zone, record), spf: spfOf(zone, record) };
  }
}

/** What a record says, whose text is SPF. */
export function spfOf(zone: ZoneIndex, record: number): SpfRecord {
  let records = parsed.get(zone);
  if (records === undefined) {
    records = new Map();
    parsed.set(zone, records);
  }
  let spf = records.get(record);
  if (spf === undefined) {
    spf = parseSpf(zone.textOf(record));
    if (records.size < parsedMax) records.set(record, spf);
  }
  return spf;
}

/** What `include:` or `redirect=` finds at a name. */
export type SpfFound =
  | { readonly kind: "policy"; readonly policy: SpfPolicy }
  /** No record, or several: the including record is a permanent error (§5.2, §6.1). */
  | { readonly kind: "none" | "several" }
  /** Not in the zones here. */
  | { readonly kind: "outside" };

export function findSpf(finder: NameFinder, name: Uint8Array): SpfFound {
  const end = aliasEndOf(finder, name);
  if (end === undefined) return { kind: "outside" };
  const { zone, owner } = end;
  const rrset = zone.rrset(owner, rrtype.TXT);
  if (rrset === -1) return { kind: "none" };
  let found = -1;
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    if (!isSpfRecord(zone, record)) continue;
    if (found !== -1) return { kind: "several" };
    found = record;
  }
  if (found === -1) return { kind: "none" };
  return { kind: "policy", policy: { zone, owner, record: found, spf: spfOf(zone, found) } };
}

/** Which character string of a TXT record (from 0) an offset of its whole text falls into. */
export function stringAt(zone: ZoneIndex, record: number, offset: number): number {
  const rdata = rdataOf(zone.zone, record);
  let string = 0;
  let passed = 0;
  for (let at = 0; at < rdata.length; at += rdata[at]! + 1, string++) {
    passed += rdata[at]!;
    if (offset < passed) return string;
  }
  return Math.max(0, string - 1);
}

function ownerOfRecord(zone: ZoneIndex, record: number): number {
  return zone.ownerOf(zone.rrsetOfRecord(record));
}
