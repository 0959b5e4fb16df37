import type { Rule } from "../rule.js";
import { daysLeft } from "./expiry.js";

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
    const { annotations, now } = context.around;
    for (const annotation of annotations) {
      if (annotation.verb !== "expires") continue;
      const days = daysLeft(annotation, now);
      if (days === undefined || days < 0 || days > warnDays) continue;
      const { file, line, column } = annotation;
      const when = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
      found.atPlace(file, line, column, `this has to go ${when}`);
    }
    return found.diagnostics;
  },
};
