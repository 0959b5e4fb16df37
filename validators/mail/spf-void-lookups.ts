import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { costOf } from "./spf-walk.js";

const voidsMax = 2;
/** More names in one message help nobody. */
const namesShown = 4;

export const spfVoidLookups: Rule = {
  id: "spf-void-lookups",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 7208 §4.6.4",
  summary: "An SPF record asks for more than two names that have nothing.",
  why: "Most receivers stop at the third empty answer with a permanent error, as the RFC advises.",
  hint: "remove the terms whose names are gone",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const policy of spfPoliciesOf(context.zone)) {
      if (found.isFull) break;
      const { voids } = costOf(context, policy);
      if (voids.length <= voidsMax) continue;
      const shown = voids.slice(0, namesShown).join(", ");
      const more = voids.length > namesShown ? ` and ${voids.length - namesShown} more` : "";
      found.at(policy.record, 0, `${voids.length} look-ups find nothing: ${shown}${more}`);
    }
    return found.diagnostics;
  },
};
