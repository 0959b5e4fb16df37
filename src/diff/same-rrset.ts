/**
 * Whether two RRsets are one and the same to whoever asks: in canonical form (RFC 4034 §6.2, 6.3),
 * so that neither the order of records nor the case of names makes a difference. Two records of SOA
 * are the same if they differ in their serial alone: every change of a zone raises it.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { Zone } from "../zone/zone.js";

const SOA = 6;
/** RRSIG, NSEC, NSEC3, NSEC3PARAM, ZONEMD: made from the other records by whatever signs the zone. */
const madeBySigner: ReadonlySet<number> = new Set([46, 47, 50, 51, 63]);
/** SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM at the end of the RDATA (RFC 1035 §3.3.13). */
const octetsFromSerial = 20;

/** Where one record after the other is written in canonical form. */
const out = new ByteWriter();

/** Whether records of a type follow from the others: a diff only counts them. */
export function isMadeBySigner(type: number): boolean {
  return madeBySigner.has(type);
}

/** Compares RRset `rrset` of a zone with `otherRrset`, of the same type, of another. */
export function isSameRrset(zone: Zone, rrset: number, other: Zone, otherRrset: number): boolean {
  if (zone.rrsetTtl[rrset] !== other.rrsetTtl[otherRrset]) return false;
  const first = zone.rrsetRecords[rrset]!;
  const end = zone.rrsetRecords[rrset + 1]!;
  const otherFirst = other.rrsetRecords[otherRrset]!;
  if (end - first !== other.rrsetRecords[otherRrset + 1]! - otherFirst) return false;
  if (haveSameBytes(zone, first, end, other, otherFirst)) return true;
  const type = zone.rrsetType[rrset]!;
  const keys = canonicalKeys(zone, first, end, type);
  const otherKeys = canonicalKeys(other, otherFirst, otherFirst + end - first, type);
  return keys.every((key, i) => key === otherKeys[i]);
}

/** Records that are in `rrset` and not in `otherRrset`, whatever their TTL; -1 has none. */
export function recordsOnlyIn(zone: Zone, rrset: number, other: Zone, otherRrset: number): number {
  const first = zone.rrsetRecords[rrset]!;
  const end = zone.rrsetRecords[rrset + 1]!;
  if (otherRrset === -1) return end - first;
  const type = zone.rrsetType[rrset]!;
  const otherFirst = other.rrsetRecords[otherRrset]!;
  const otherEnd = other.rrsetRecords[otherRrset + 1]!;
  const there = new Set(canonicalKeys(other, otherFirst, otherEnd, type));
  return canonicalKeys(zone, first, end, type).filter((key) => !there.has(key)).length;
}

/** Canonical RDATA of one record, as text of its octets. */
export function canonicalKey(rdata: Uint8Array, start: number, end: number, type: number): string {
  out.length = 0;
  recordTypeOf(type).canonical(rdata, start, end, out);
  if (type === SOA) out.bytes.fill(0, out.length - octetsFromSerial, out.length - 16);
  return Buffer.from(out.bytes.buffer, out.bytes.byteOffset, out.length).toString("latin1");
}

function canonicalKeys(zone: Zone, first: number, end: number, type: number): string[] {
  const keys: string[] = [];
  for (let record = first; record < end; record++) {
    const start = zone.rdataStart[record]!;
    keys.push(canonicalKey(zone.rdata, start, zone.rdataStart[record + 1]!, type));
  }
  return keys.sort();
}

/** Whether the RDATA of records `first` to `end` are those from `otherFirst` on, octet by octet. */
function haveSameBytes(
  zone: Zone,
  first: number,
  end: number,
  other: Zone,
  otherFirst: number,
): boolean {
  const { rdata, rdataStart } = zone;
  const start = rdataStart[first]!;
  const shift = other.rdataStart[otherFirst]! - start;
  for (let record = first; record < end; record++) {
    const otherEnd = other.rdataStart[otherFirst + record - first + 1]!;
    if (rdataStart[record + 1]! + shift !== otherEnd) return false;
  }
  const stop = rdataStart[end]!;
  for (let at = start; at < stop; at++) {
    if (rdata[at] !== other.rdata[at + shift]) return false;
  }
  return true;
}
