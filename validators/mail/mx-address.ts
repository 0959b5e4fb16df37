import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isAddressLiteral, targetStanding, targetStandingOf } from "../targets.js";

export const mxAddress: Rule = {
  id: "mx-address",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 5321 §5.1",
  summary: "An MX record names a host that has no address in the zones here.",
  why: "Mail for the domain waits in the sender's queue, and is returned after days.",
  hint: "add an A or AAAA record for the host, or correct its name",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of zone.rrsetsOf(rrtype.MX)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const at = zone.rdataStart(record) + 2;
        const standing = targetStandingOf(finder, zone.zone.rdata, at);
        if (standing === targetStanding.absent) {
          if (isAddressLiteral(zone.zone.rdata, at)) continue; // mx-literal tells that.
          found.at(record, 1, `the mail server ${zone.nameText(record, 2)} does not exist`);
        } else if (standing === targetStanding.unaddressed) {
          found.at(record, 1, `the mail server ${zone.nameText(record, 2)} has no address`);
        }
      }
    }
    return found.diagnostics;
  },
};
