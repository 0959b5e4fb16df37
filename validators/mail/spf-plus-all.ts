import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { isAll, type SpfTerm } from "./spf-record.js";
import { stringAt } from "./text-records.js";

export const spfPlusAll: Rule = {
  id: "spf-plus-all",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §5.1",
  summary: "An SPF record allows the whole Internet to send mail for the domain.",
  why: "Forged mail passes SPF, and by DMARC's rules it is then as good as genuine.",
  hint: "write -all, or ~all while you find out who sends",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { zone, record, spf } of spfPoliciesOf(context.zone)) {
      const term = spf.terms.find(allowsEveryone);
      if (term === undefined || (isAll(term) && spf.terms.find(isAll) !== term)) continue;
      found.at(
        record,
        stringAt(zone, record, term.offset),
        `\`${term.text}\` lets everyone send mail for ${zone.ownerText(zone.ownerOf(zone.rrsetOfRecord(record)))}`,
      );
    }
    return found.diagnostics;
  },
};

function allowsEveryone(term: SpfTerm): boolean {
  if (term.qualifier !== "+") return false;
  if (isAll(term)) return true;
  return (term.name === "ip4" && term.bits4 === 0) || (term.name === "ip6" && term.bits6 === 0);
}
