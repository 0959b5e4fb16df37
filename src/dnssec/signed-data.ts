/** What a signature is made over (RFC 4034 §3.1.8.1). */
import { ByteWriter } from "../base/byte-writer.js";
import { labelCount } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { canonicalRecords } from "../zone/order.js";
import type { Zone } from "../zone/zone.js";
import { Rrsig } from "./rrsig.js";

const rrsigType = 46;

/**
 * The octets that the RRSIG in `signatureRecord` signs if it is of `rrset`: its own RDATA up to the
 * signature, then each record of the RRset in canonical form and order. Undefined if it speaks of
 * more labels than the owner has, so that it can be of no record here.
 */
export function signedData(
  zone: Zone,
  owner: number,
  rrset: number,
  signatureRecord: number,
): Uint8Array | undefined {
  const start = zone.rdataStart[signatureRecord]!;
  const end = zone.rdataStart[signatureRecord + 1]!;
  const rrsig = new Rrsig(zone.rdata, start, end);
  const out = new ByteWriter(512);
  recordTypeOf(rrsigType).canonical(zone.rdata, start, end, out);
  out.length -= rrsig.signature.length;
  const head = headOf(zone, owner, rrset, rrsig);
  if (head === undefined) return undefined;
  const type = recordTypeOf(zone.rrsetType[rrset]!);
  for (const record of canonicalRecords(zone, rrset)) {
    out.copy(head);
    const lengthAt = out.length;
    out.u16(0);
    type.canonical(zone.rdata, zone.rdataStart[record]!, zone.rdataStart[record + 1]!, out);
    const length = out.length - lengthAt - 2;
    out.bytes[lengthAt] = length >>> 8;
    out.bytes[lengthAt + 1] = length;
  }
  return out.toBytes();
}

/** Owner, type, class and original TTL, which all records of the RRset begin with. */
function headOf(zone: Zone, owner: number, rrset: number, rrsig: Rrsig): Uint8Array | undefined {
  const { names, nameStart } = zone;
  const nameStop = nameStart[owner + 1]!;
  const out = new ByteWriter(300);
  let at = nameStart[owner]!;
  let surplus = labelCount(names, at) - rrsig.labels;
  if (surplus < 0) return undefined;
  if (surplus > 0) {
    // RFC 4035 §5.3.2: made from a wildcard, so the wildcard was signed.
    for (; surplus > 0; surplus--) at += names[at]! + 1;
    out.u8(1);
    out.u8(0x2a);
  }
  out.copy(names, at, nameStop);
  out.u16(zone.rrsetType[rrset]!);
  out.u16(zone.class);
  out.u32(rrsig.originalTtlSeconds);
  return out.toBytes();
}
