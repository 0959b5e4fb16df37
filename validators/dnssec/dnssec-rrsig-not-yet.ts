import type { Rule } from "../rule.js";
import { firstOf, timeText } from "./signature-time.js";
import { coveredText } from "./signed-zone.js";

export const dnssecRrsigNotYet: Rule = {
  id: "dnssec-rrsig-not-yet",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4034 §3.1.5",
  summary: "Signatures are not valid yet.",
  why: "Until their inception time validating resolvers take the records for forged and answer SERVFAIL.",
  hint: "set the signer's clock, or sign with an inception time an hour ago",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { now } = context.around;
    const last = firstOf(zone, now, ({ inception }) => (inception > 0 ? -inception : null));
    if (last !== undefined) {
      const { signature, count } = last;
      const what = coveredText(zone, signature.owner, signature.typeCovered);
      const when = timeText(signature.inception, now);
      const more = count === 1 ? "" : `, and ${count - 1} more are not valid yet`;
      found.at(signature.record, 5, `the signature of ${what} is valid from ${when} on${more}`);
    }
    return found.diagnostics;
  },
};
