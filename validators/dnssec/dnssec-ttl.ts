import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { coveredText, isSigned, signaturesOf } from "./signed-zone.js";

export const dnssecTtl: Rule = {
  id: "dnssec-ttl",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 4034 §3.1.4, RFC 9077 §3",
  summary: "Signed records have another TTL than was signed, or denials outlive negative answers.",
  why: "Resolvers cut a TTL down to the signed one, so an edit of it does not work; and they go on denying a new name for as long as the NSEC record lives.",
  hint: "sign the zone again after changing a TTL",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone)) return [];
    const { rrsetTtl } = zone.zone;
    for (const { rrset, originalTtlSeconds, record, owner, typeCovered } of signaturesOf(zone)) {
      if (rrset === -1 || rrsetTtl[rrset] === originalTtlSeconds) continue;
      const what = coveredText(zone, owner, typeCovered);
      const ttls = `${rrsetTtl[rrset]} seconds; signed were ${originalTtlSeconds}`;
      found.at(record, 3, `${what} has a TTL of ${ttls}`);
    }
    const due = negativeTtlOf(zone);
    if (due === undefined) return found.diagnostics;
    const denials = [...zone.rrsetsOf(rrtype.NSEC), ...zone.rrsetsOf(rrtype.NSEC3)];
    const odd = denials.filter((rrset) => rrsetTtl[rrset] !== due);
    if (odd.length > 0) {
      const ttl = rrsetTtl[odd[0]!];
      const more = odd.length === 1 ? "" : `; ${odd.length - 1} more likewise`;
      const what = coveredText(zone, zone.ownerOf(odd[0]!), zone.zone.rrsetType[odd[0]!]!);
      found.at(
        zone.firstRecord(odd[0]!),
        "ttl",
        `${what} has a TTL of ${ttl} seconds, negative answers one of ${due}${more}`,
        `give it the lower one of the SOA record's TTL and its last field: ${due}`,
      );
    }
    return found.diagnostics;
  },
};

/** RFC 9077 §3: the lesser of the SOA record's TTL and its MINIMUM field. */
function negativeTtlOf(zone: ZoneIndex): number | undefined {
  const rrset = zone.rrset(0, rrtype.SOA);
  if (rrset === -1) return undefined;
  const record = zone.firstRecord(rrset);
  const minimum = zone.u32(record, zone.rdataEnd(record) - zone.rdataStart(record) - 4);
  return Math.min(minimum, zone.zone.rrsetTtl[rrset]!);
}
