import type { NameFinder } from "../name-finder.js";
import type { Rule } from "../rule.js";
import { domainOf, targetOf, wireNameOf } from "./spf-domain.js";
import { findSpf, type SpfPolicy, spfPoliciesOf, stringAt } from "./spf-policies.js";
import type { SpfTerm } from "./spf-record.js";

/** Policies looked at for one term: a receiver gives up after 10. */
const policiesMax = 100;

export const spfLoop: Rule = {
  id: "spf-loop",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §4.6.4",
  summary: "An SPF record includes, or redirects to, itself, directly or through others.",
  why: "Receivers go round until the limit of 10 look-ups, and end with a permanent error.",
  hint: "remove the term that leads back",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const policy of spfPoliciesOf(context.zone)) {
      const { zone, record, owner, spf } = policy;
      for (const term of spf.asking) {
        if (!leadsTo(context.finder, policy, term)) continue;
        const name = zone.ownerText(owner);
        found.at(
          record,
          stringAt(zone, record, term.offset),
          `\`${term.text}\` leads back to the SPF record of ${name}`,
        );
      }
    }
    return found.diagnostics;
  },
};

/** Whether a term of `policy` leads, through whatever it includes, back to `policy`. */
function leadsTo(finder: NameFinder, policy: SpfPolicy, first: SpfTerm): boolean {
  const seen = new Set<string>();
  const queue: { term: SpfTerm; domain: string | undefined }[] = [
    { term: first, domain: domainOf(policy.zone, policy.owner) },
  ];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { term, domain } = next;
    if (term.name !== "include" && term.name !== "redirect") continue;
    const target = targetOf(term, domain);
    const wire = target === undefined ? undefined : wireNameOf(target);
    const found = wire === undefined ? undefined : findSpf(finder, wire);
    if (found?.kind !== "policy") continue;
    const { zone, record, spf } = found.policy;
    if (zone === policy.zone && record === policy.record) return true;
    const place = `${zone.apexText} ${record}`;
    if (seen.has(place) || seen.size === policiesMax) continue;
    seen.add(place);
    for (const term of spf.asking) queue.push({ term, domain: target });
  }
  return false;
}
