import type { Rule } from "../rule.js";
import { expiriesOf } from "./expiry.js";

const warnDays = 14;

export const expiringRecord: Rule = {
  id: "expiring-record",
  severity: "notice",
  sets: ["best-practice"],
  reference: "docs/zone-files.md",
  summary: "A record has to go within two weeks.",
  why: "Whoever still uses the name can be told before the record is gone.",
  hint: "find out who uses it, then delete the record or write a later date",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const [{ file, line, column }, days] of expiriesOf(context)) {
      if (days < 0 || days > warnDays) continue;
      const when = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
      found.atPlace(file, line, column, `this has to go ${when}`);
    }
    return found.diagnostics;
  },
};
