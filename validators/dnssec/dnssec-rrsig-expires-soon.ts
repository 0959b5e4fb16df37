import type { Rule } from "../rule.js";
import { daySeconds, firstOf, spanText, timeText } from "./signature-time.js";
import { coveredText } from "./signed-zone.js";

export const dnssecRrsigExpiresSoon: Rule = {
  id: "dnssec-rrsig-expires-soon",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 6781 §4.4.2",
  summary: "Signatures expire within `signatureDaysMin` days.",
  why: "Resolvers and secondaries keep records past the moment that new ones are there; a weekend in which nobody signs ends in SERVFAIL.",
  hint: "sign the zone again",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const { now } = context.around;
    const limit = options.signatureDaysMin * daySeconds;
    const first = firstOf(zone, now, ({ expiration }) =>
      expiration >= 0 && expiration < limit ? expiration : null,
    );
    if (first !== undefined) {
      const { signature, count, value } = first;
      const what = coveredText(zone, signature.owner, signature.typeCovered);
      const when = `in ${spanText(value)}, on ${timeText(signature.expiration, now)}`;
      const more = count === 1 ? "" : `; ${count - 1} more follow within ${spanText(limit)}`;
      found.at(signature.record, 4, `the signature of ${what} expires ${when}${more}`);
    }
    return found.diagnostics;
  },
};
