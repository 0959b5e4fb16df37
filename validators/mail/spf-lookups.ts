import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { costOf, type SpfCost } from "./spf-walk.js";

const lookupsMax = 10;
/** Dearest terms named in a message. */
const termsShown = 3;

export const spfLookups: Rule = {
  id: "spf-lookups",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §4.6.4",
  summary: "Evaluating an SPF record takes more than 10 look-ups, with all that it includes.",
  why: "Receivers stop at the limit with a permanent error, so honest mail fails together with forged mail.",
  hint: "write networks as ip4: and ip6:, and drop senders that are no longer used",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const policy of spfPoliciesOf(context.zone)) {
      if (found.isFull) break;
      const cost = costOf(context, policy);
      if (cost.lookups <= lookupsMax) continue;
      const count = cost.isLeast ? `at least ${cost.lookups}` : cost.lookups;
      const name = policy.zone.ownerText(policy.owner);
      found.at(
        policy.record,
        0,
        `the SPF record of ${name} takes ${count} look-ups, and receivers stop at ${lookupsMax}; ` +
          `most for ${dearestOf(cost)}`,
      );
    }
    return found.diagnostics;
  },
};

function dearestOf({ terms }: SpfCost): string {
  const dearest = [...terms].sort((a, b) => b.lookups - a.lookups).slice(0, termsShown);
  return dearest.map(({ text, lookups }) => `\`${text}\` (${lookups})`).join(", ");
}
