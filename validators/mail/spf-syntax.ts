import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { stringAt } from "./text-records.js";

export const spfSyntax: Rule = {
  id: "spf-syntax",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §4.6, §12",
  summary: "An SPF record has a term that receivers cannot read.",
  why: "One such term makes the whole record a permanent error: receivers ignore it, or refuse the mail.",
  hint: "correct the term",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { zone, record, spf } of spfPoliciesOf(context.zone)) {
      for (const { offset, message, hint } of spf.faults) {
        found.at(record, stringAt(zone, record, offset), message, hint);
      }
    }
    return found.diagnostics;
  },
};
