import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { isAll } from "./spf-record.js";

export const spfNoAll: Rule = {
  id: "spf-no-all",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 7208 §4.7",
  summary: "An SPF record has neither all nor redirect.",
  why: "Mail from hosts that it does not list is then neutral, the same as with no policy at all.",
  hint: "end it with -all or ~all",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { zone, owner, record, spf } of spfPoliciesOf(context.zone)) {
      if (spf.faults.length > 0) continue;
      if (spf.terms.some((term) => isAll(term) || term.name === "redirect")) continue;
      found.at(
        record,
        0,
        `the SPF record of ${zone.ownerText(owner)} does not say who may not send`,
      );
    }
    return found.diagnostics;
  },
};
