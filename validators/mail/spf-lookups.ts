import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { costOf } from "./spf-walk.js";

const lookupsMax = 10;

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
      const { lookups, isLeast } = costOf(context.finder, policy);
      if (lookups <= lookupsMax) continue;
      const count = isLeast ? `at least ${lookups}` : lookups;
      const name = policy.zone.ownerText(policy.owner);
      found.at(
        policy.record,
        0,
        `the SPF record of ${name} takes ${count} look-ups; receivers stop at ${lookupsMax}`,
      );
    }
    return found.diagnostics;
  },
};
