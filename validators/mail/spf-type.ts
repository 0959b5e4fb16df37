import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const spfType: Rule = {
  id: "spf-type",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 7208 §3.1",
  summary: "An SPF policy is in a record of type SPF, which nobody reads.",
  why: "The type was given up in 2014; receivers only ask for TXT, so the policy has no effect.",
  hint: "change the type to TXT",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.SPF)) {
      const owner = zone.ownerOf(rrset);
      const hasText = zone.has(owner, rrtype.TXT);
      found.at(
        zone.firstRecord(rrset),
        "type",
        `the SPF record of ${zone.ownerText(owner)} is of type SPF, which is obsolete`,
        hasText ? "remove it; receivers read the TXT record" : undefined,
      );
    }
    return found.diagnostics;
  },
};
