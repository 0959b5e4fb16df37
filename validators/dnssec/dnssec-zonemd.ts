import { simpleScheme, zoneDigest, zoneDigestHashes } from "../../src/dnssec/zone-digest.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { recordsOf } from "./signed-zone.js";

export const dnssecZonemd: Rule = {
  id: "dnssec-zonemd",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8976 §4",
  summary: "The digest in a ZONEMD record is not that of the zone.",
  why: "Secondaries and resolvers that verify the digest refuse the zone as a whole and go on with an old one until it expires.",
  hint: "make the digest anew after each change, as the last step before publishing",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.ZONEMD)) {
      const owner = zone.ownerOf(rrset);
      if (owner === 0) continue;
      const where = `${zone.ownerText(owner)}, which is not the apex of the zone`;
      found.at(zone.firstRecord(rrset), "owner", `there is a ZONEMD record at ${where}`);
    }
    const seen = new Set<number>();
    for (const record of recordsOf(zone, zone.rrset(0, rrtype.ZONEMD))) {
      const serial = zone.u32(record, 0);
      const scheme = zone.u8(record, 4);
      const algorithm = zone.u8(record, 5);
      const hash = scheme === simpleScheme ? zoneDigestHashes[algorithm] : undefined;
      const what = `the ZONEMD record of ${zone.apexText}`;
      const isAgain = seen.has(scheme * 256 + algorithm);
      seen.add(scheme * 256 + algorithm);
      if (isAgain) {
        found.at(record, 2, `${what} with hash algorithm ${algorithm} is there twice: none counts`);
      } else if (serial !== zone.zone.serial) {
        const serials = `serial ${serial}; the zone has ${zone.zone.serial}`;
        found.at(record, 0, `${what} is of ${serials}`);
      } else if (hash !== undefined && !isDigestOf(zone, hash, record)) {
        found.at(record, 3, `${what} has a digest that is not the zone's: either has been changed`);
      }
    }
    return found.diagnostics;
  },
};

/** Whether the digest of a ZONEMD record is the zone's, which reads the whole zone. */
function isDigestOf({ zone }: ZoneIndex, hash: string, record: number): boolean {
  const digest = zoneDigest(zone, hash);
  const at = zone.rdataStart[record]! + 6;
  return Buffer.compare(digest, zone.rdata.subarray(at, at + digest.length)) === 0;
}
