import type { Rule } from "../rule.js";
import { dmarcVersion } from "./dmarc-record.js";
import { taggedTextsOf } from "./tagged-texts.js";
import { textRecordsOf } from "./text-records.js";

export const dmarcSeveral: Rule = {
  id: "dmarc-several",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9989 §4.10",
  summary: "A name has more than one DMARC record.",
  why: "Receivers then discard them all, and the domain is as good as without DMARC.",
  hint: "keep one record",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of textRecordsOf(zone).dmarc) {
      const name = zone.ownerText(zone.ownerOf(rrset));
      for (const { record } of taggedTextsOf(zone, rrset, dmarcVersion).counted.slice(1)) {
        found.at(record, 0, `${name} has a DMARC record already`);
      }
    }
    return found.diagnostics;
  },
};
