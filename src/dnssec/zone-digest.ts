/** The digest of a whole zone (RFC 8976), scheme SIMPLE: every record, in canonical order. */
import { createHash } from "node:crypto";
import { ByteWriter } from "../base/byte-writer.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { canonicalOwners, canonicalRecords } from "../zone/order.js";

import type { Zone } from "../zone/zone.js";
import { coveredRrset } from "./covered.js";

const RRSIG = 46;
const ZONEMD = 63;

export const simpleScheme = 1;

/** Hash algorithms of ZONEMD (RFC 8976 §5.3) as `node:crypto` calls them. */
export const zoneDigestHashes: { readonly [number: number]: string | undefined } = {
  1: "sha384",
  2: "sha512",
};

/** Octets that are handed to the hash at once. */
const portionBytes = 64 * 1024;

/** RFC 8976 §3.3.1; `hash` is one of `zoneDigestHashes`. */
export function zoneDigest(zone: Zone, hash: string): Uint8Array {
  const digest = createHash(hash);
  const out = new ByteWriter(2 * portionBytes);
  for (const owner of canonicalOwners(zone)) {
    for (let rrset = zone.ownerRrsets[owner]!; rrset < zone.ownerRrsets[owner + 1]!; rrset++) {
      // The digest cannot be of itself; nor of its signature, which is made after it.
      if (owner === 0 && zone.rrsetType[rrset] === ZONEMD) continue;
      for (const record of canonicalRecords(zone, rrset)) {
        appendRecord(zone, owner, rrset, record, out);
        if (out.length < portionBytes) continue;
        digest.update(out.bytes.subarray(0, out.length));
        out.length = 0;
      }
    }
  }
  return digest.update(out.bytes.subarray(0, out.length)).digest();
}

function appendRecord(
  zone: Zone,
  owner: number,
  rrset: number,
  record: number,
  out: ByteWriter,
): void {
  const type = zone.rrsetType[rrset]!;
  const start = zone.rdataStart[record]!;
  let ttl = zone.rrsetTtl[rrset]!;
  if (type === RRSIG) {
    const covered = (zone.rdata[start]! << 8) | zone.rdata[start + 1]!;
    if (owner === 0 && covered === ZONEMD) return;
    // RFC 4034 §3: a signature has the TTL of what it covers.
    const rrsetCovered = coveredRrset(zone, owner, covered);
    if (rrsetCovered !== -1) ttl = zone.rrsetTtl[rrsetCovered]!;
  }
  out.copy(zone.names, zone.nameStart[owner], zone.nameStart[owner + 1]);
  out.u16(type);
  out.u16(zone.class);
  out.u32(ttl);
  const lengthAt = out.length;
  out.u16(0);
  recordTypeOf(type).canonical(zone.rdata, start, zone.rdataStart[record + 1]!, out);
  const length = out.length - lengthAt - 2;
  out.bytes[lengthAt] = length >>> 8;
  out.bytes[lengthAt + 1] = length;
}
