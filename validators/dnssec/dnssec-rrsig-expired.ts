import type { Rule } from "../rule.js";
import { firstOf, timeText } from "./signature-time.js";
import { coveredText } from "./signed-zone.js";

export const dnssecRrsigExpired: Rule = {
  id: "dnssec-rrsig-expired",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4034 §3.1.5",
  summary: "Signatures have expired.",
  why: "Validating resolvers take the records for forged and answer SERVFAIL, all at the same minute.",
  hint: "sign the zone again, and let a timer do so from now on",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { now } = context.around;
    const first = firstOf(zone, now, (until) => (until.expiration < 0 ? until.expiration : null));
    if (first !== undefined) {
      const { signature, count } = first;
      const what = coveredText(zone, signature.owner, signature.typeCovered);
      const when = timeText(signature.expiration, now);
      const more = count === 1 ? "" : `, and ${count - 1} more have expired`;
      found.at(signature.record, 4, `the signature of ${what} expired on ${when}${more}`);
    }
    return found.diagnostics;
  },
};
