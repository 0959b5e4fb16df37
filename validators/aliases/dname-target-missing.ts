import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const dnameTargetMissing: Rule = {
  id: "dname-target-missing",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 6672 §2.2",
  summary: "A DNAME points at a name that does not exist in the zone that should have it.",
  why: "There is nothing below a name that does not exist, so every name below the DNAME ends in NXDOMAIN.",
  hint: "add names below the target, correct it, or remove the DNAME",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of zone.rrsetsOf(rrtype.DNAME)) {
      if (found.isFull) break;
      const record = zone.firstRecord(rrset);
      if (finder.find(zone.zone.rdata, zone.rdataStart(record)) !== standing.absent) continue;
      const name = zone.ownerText(zone.ownerOf(rrset));
      const target = zone.nameText(record);
      found.at(record, 0, `names below ${name} are redirected to ${target}, which does not exist`);
    }
    return found.diagnostics;
  },
};
