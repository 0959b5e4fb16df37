import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const mxNull: Rule = {
  id: "mx-null",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7505 §3",
  summary:
    'A null MX, which says "no mail here", stands beside other MX records, or has a preference.',
  why: "A domain cannot take mail and refuse it: some senders deliver, others give up at once.",
  hint: "keep MX 0 . alone, or remove it",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.MX)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        if (zone.u8(record, 2) !== 0) continue;
        const name = zone.ownerText(zone.ownerOf(rrset));
        if (zone.recordCount(rrset) > 1) {
          found.at(record, 1, `the null MX of ${name} is not its only MX record`);
        } else if (zone.u16(record, 0) !== 0) {
          const message = `the null MX of ${name} has preference ${zone.u16(record, 0)}`;
          found.at(record, 0, message, "write 0");
        }
      }
    }
    return found.diagnostics;
  },
};
