import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { isAll } from "./spf-record.js";
import { stringAt } from "./text-records.js";

export const spfAfterAll: Rule = {
  id: "spf-after-all",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 7208 §5.1",
  summary: "An SPF record has mechanisms behind all, or all together with redirect.",
  why: "Nothing behind all is ever looked at, and all makes redirect void: those senders are refused.",
  hint: "move all to the end, or remove what is never reached",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { zone, record, spf } of spfPoliciesOf(context.zone)) {
      const all = spf.terms.findIndex(isAll);
      if (all === -1) continue;
      const unseen = spf.terms.find(
        ({ kind, name }, i) => name === "redirect" || (i > all && kind === "mechanism"),
      );
      if (unseen === undefined) continue;
      const by = spf.terms[all]!.text;
      found.at(
        record,
        stringAt(zone, record, unseen.offset),
        `\`${unseen.text}\` is never looked at, because of \`${by}\``,
      );
    }
    return found.diagnostics;
  },
};
