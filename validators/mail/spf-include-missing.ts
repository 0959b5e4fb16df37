import type { Rule } from "../rule.js";
import { domainOf, shownDomain } from "./domain-name.js";
import { findSpf, spfPoliciesOf } from "./spf-policies.js";
import { targetOf } from "./spf-target.js";
import { stringAt } from "./text-records.js";

export const spfIncludeMissing: Rule = {
  id: "spf-include-missing",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §5.2, §6.1",
  summary: "An SPF record includes, or redirects to, a name without an SPF record of its own.",
  why: "That is a permanent error for the including record too: all of it is lost, not one sender.",
  hint: "remove the term, or give that name an SPF record",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const { zone, record, owner, spf } of spfPoliciesOf(context.zone)) {
      const domain = () => domainOf(zone, owner);
      for (const term of spf.asking) {
        if (term.name !== "include" && term.name !== "redirect") continue;
        const target = targetOf(term, domain);
        const { kind } = findSpf(context, target);
        if (kind !== "none" && kind !== "several") continue;
        found.at(
          record,
          stringAt(zone, record, term.offset),
          `\`${term.text}\`: ${shownDomain(target ?? "")} has ${kind === "none" ? "no" : "several"} SPF records`,
          kind === "none" ? undefined : "merge the SPF records of that name into one",
        );
      }
    }
    return found.diagnostics;
  },
};
