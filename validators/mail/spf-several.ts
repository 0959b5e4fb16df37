import type { Rule } from "../rule.js";
import { textRecordsOf } from "./text-records.js";

export const spfSeveral: Rule = {
  id: "spf-several",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §3.2, §4.5",
  summary: "A name has more than one SPF record.",
  why: "Receivers do not choose between them: the result is a permanent error, as if there were no policy.",
  hint: "merge the records into one that holds the terms of all",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    let rrsetBefore = -1;
    for (const record of textRecordsOf(zone).spf) {
      const rrset = zone.rrsetOfRecord(record);
      if (rrset === rrsetBefore) {
        const name = zone.ownerText(zone.ownerOf(rrset));
        found.at(record, 0, `${name} has an SPF record already`);
      }
      rrsetBefore = rrset;
    }
    return found.diagnostics;
  },
};
