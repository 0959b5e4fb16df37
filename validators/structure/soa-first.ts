import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const soaFirst: Rule = {
  id: "soa-first",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 1035 §5.2",
  summary: "The SOA is not the first record of the zone file.",
  why: "People and small tools look for it at the top, and some nameservers take the owner of the first record for the zone's name.",
  hint: "move the SOA to the top of the file",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { recordLine, recordFile, recordCount } = zone.zone;
    const soa = zone.rrset(0, rrtype.SOA);
    if (soa === -1) return found.diagnostics;
    const record = zone.firstRecord(soa);
    const file = recordFile[record]!;
    const line = recordLine[record]!;
    for (let other = 0; other < recordCount; other++) {
      if (recordLine[other]! >= line || recordFile[other] !== file) continue;
      found.at(record, "type", `other records stand before the SOA of ${zone.apexText}`);
      break;
    }
    return found.diagnostics;
  },
};
