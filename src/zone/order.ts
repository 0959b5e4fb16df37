/** Canonical order of a zone: owners (RFC 4034 §6.1), records of an RRset (RFC 4034 §6.3). */
import { ByteWriter } from "../base/byte-writer.js";
import { compareNames } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { Zone } from "./zone.js";

/** Owner indices in canonical order; the apex comes first. */
export function canonicalOwners(zone: Zone): Uint32Array {
  const { names, nameStart } = zone;
  const order = Uint32Array.from({ length: zone.ownerCount }, (_, owner) => owner);
  return order.sort((a, b) => compareNames(names, nameStart[a]!, names, nameStart[b]!));
}

/** Record indices of an RRset in canonical order: canonical RDATA as octet strings, left to right. */
export function canonicalRecords(zone: Zone, rrset: number): number[] {
  const first = zone.rrsetRecords[rrset]!;
  const end = zone.rrsetRecords[rrset + 1]!;
  if (end - first === 1) return [first];
  const type = recordTypeOf(zone.rrsetType[rrset]!);
  const out = new ByteWriter();
  const keyed: { record: number; key: Uint8Array }[] = [];
  for (let record = first; record < end; record++) {
    out.length = 0;
    type.canonical(zone.rdata, zone.rdataStart[record]!, zone.rdataStart[record + 1]!, out);
    keyed.push({ record, key: out.toBytes() });
  }
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return keyed.map(({ record }) => record);
}
