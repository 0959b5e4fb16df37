import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { aliasEndOf } from "./alias-end.js";

export const rpText: Rule = {
  id: "rp-text",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1183 §2.2",
  summary: "An RP record refers to a TXT record that does not exist.",
  why: "Whoever looks for the responsible person in an outage finds nothing.",
  hint: 'add the TXT record, or write "." for none',
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    const { rdata } = zone.zone;
    for (const rrset of zone.rrsetsOf(rrtype.RP)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const start = zone.rdataStart(record);
        let at = start;
        while (rdata[at] !== 0) at += rdata[at]! + 1;
        at++;
        if (rdata[at] === 0) continue;
        const end = aliasEndOf(finder, rdata, at);
        if (end === undefined || end.zone.has(end.owner, rrtype.TXT)) continue;
        found.at(record, 1, `${zone.nameText(record, at - start)} has no TXT record`);
      }
    }
    return found.diagnostics;
  },
};
