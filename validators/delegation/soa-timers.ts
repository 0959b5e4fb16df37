import type { Rule } from "../rule.js";
import { soaOf, soaToken } from "./soa-fields.js";

export const soaTimers: Rule = {
  id: "soa-timers",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.2",
  summary: "The timers of the SOA record contradict each other.",
  why: "Secondaries keep the zone by these. With a wrong one they stop serving it in the first short outage of the primary, or never try again in time.",
  hint: "choose retry below refresh, and expire far above both: 4h, 1h and 4w do for most zones",
  judges: "records",
  check(context) {
    const soa = soaOf(context.zone);
    if (soa === undefined) return [];
    const found = context.collect();
    const { record, refresh, retry, expire } = soa;
    if (retry >= refresh) {
      found.at(
        record,
        soaToken.retry,
        `retry (${retry} s) is not shorter than refresh (${refresh} s): a failed refresh is not tried again sooner`,
      );
    }
    if (expire <= refresh + retry) {
      found.at(
        record,
        soaToken.expire,
        `expire (${expire} s) is not longer than refresh and retry together (${refresh + retry} s): one failed refresh and secondaries drop the zone`,
      );
    }
    return found.diagnostics;
  },
};
