import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isAddressLiteral } from "../targets.js";

export const mxLiteral: Rule = {
  id: "mx-literal",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1035 §3.3.9",
  summary: "An MX record names an address where a host name belongs.",
  why: "Senders look for a host called 192.0.2.25, which does not exist, and no mail arrives.",
  hint: "give the mail server a name with an A or AAAA record, and write that",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.MX)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        if (!isAddressLiteral(zone.zone.rdata, zone.rdataStart(record) + 2)) continue;
        found.at(record, 1, `${zone.nameText(record, 2)} is an address; MX takes a host name`);
      }
    }
    return found.diagnostics;
  },
};
