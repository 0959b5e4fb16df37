import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { stringAt } from "./text-records.js";

export const spfPtr: Rule = {
  id: "spf-ptr",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 7208 §5.5",
  summary: "An SPF record uses ptr, which must no longer be published.",
  why: "It is slow, burdens the servers of the reverse zones, and some receivers skip it: mail that only it allows is then refused.",
  hint: "name the hosts with a:, or the networks with ip4: and ip6:",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { zone, record, spf } of spfPoliciesOf(context.zone)) {
      const term = spf.asking.find(({ name }) => name === "ptr");
      if (term === undefined) continue;
      found.at(record, stringAt(zone, record, term.offset), `\`${term.text}\` is deprecated`);
    }
    return found.diagnostics;
  },
};
