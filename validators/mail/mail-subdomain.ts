import { limits } from "../../src/base/limits.js";
import { isInternalZone } from "../addresses/internal-zone.js";
import { authority, isWildcard } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { acceptsMail } from "./mail-domain.js";
import { isSpfRecord } from "./text-records.js";

export const mailSubdomain: Rule = {
  id: "mail-subdomain",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 7208 §4.4",
  summary: "A name below the apex takes mail, and has no SPF record of its own.",
  why: "SPF is not inherited: what the domain says holds for its own name only, and mail as user@sub.example.com can be forged.",
  hint: "give it an SPF record: v=spf1 mx -all, or v=spf1 -all if it never sends",
  judges: "zone",
  check(context) {
    if (isInternalZone(context)) return [];
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.MX)) {
      const owner = zone.ownerOf(rrset);
      if (owner === 0 || zone.authorityOf(owner) !== authority.answered) continue;
      if (isWildcard(zone, owner) || !acceptsMail(zone, rrset) || hasSpf(zone, owner)) continue;
      const name = zone.ownerText(owner);
      found.at(zone.firstRecord(rrset), "owner", `${name} takes mail and has no SPF record`);
      if (found.count > limits.diagnosticsPerZoneMax) break;
    }
    return found.diagnostics;
  },
};

function hasSpf(zone: ZoneIndex, owner: number): boolean {
  const rrset = zone.rrset(owner, rrtype.TXT);
  if (rrset === -1) return false;
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    if (isSpfRecord(zone, record)) return true;
  }
  return false;
}
