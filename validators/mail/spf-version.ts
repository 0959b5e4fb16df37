import type { Rule } from "../rule.js";
import { textRecordsOf } from "./text-records.js";

export const spfVersion: Rule = {
  id: "spf-version",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 7208 §4.5",
  summary: "A TXT record looks like an SPF record, and no receiver takes it for one.",
  why: "A record counts only if it starts with v=spf1 and a blank; with anything else the domain has no policy.",
  hint: 'let the text start with "v=spf1 "',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const record of textRecordsOf(zone).spfLike) {
      const start = zone
        .textOf(record)
        .slice(0, 16)
        .replace(/[^\x20-\x7e]/g, "?");
      found.at(record, 0, `this looks like SPF, but starts with \`${start}\``);
    }
    return found.diagnostics;
  },
};
