import type { Rule } from "../rule.js";
import { expiriesOf } from "./expiry.js";

export const expiredRecord: Rule = {
  id: "expired-record",
  severity: "warning",
  sets: ["best-practice"],
  reference: "docs/zone-files.md",
  summary: "A record is still there after the day on which it should have gone.",
  why: "Records that were only to be there for a while are forgotten, and go on pointing at machines and services that are not yours any more.",
  hint: "delete the record, or write a later date",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const [{ file, line, column, words }, days] of expiriesOf(context)) {
      if (days >= 0) continue;
      found.atPlace(file, line, column, `this was to be gone after ${words[0]}`);
    }
    return found.diagnostics;
  },
};
