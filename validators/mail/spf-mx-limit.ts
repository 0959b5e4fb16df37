import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { aliasEndOf } from "./alias-end.js";
import { domainOf, shownDomain, wireNameOf } from "./domain-name.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { targetOf } from "./spf-target.js";
import { stringAt } from "./text-records.js";

const exchangersMax = 10;

export const spfMxLimit: Rule = {
  id: "spf-mx-limit",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §4.6.4",
  summary: "An SPF record says mx of a name with more than 10 MX records.",
  why: "Receivers look up the addresses of 10 mail servers at most; more is a permanent error.",
  hint: "write the networks of the mail servers as ip4: and ip6:",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const { zone, record, owner, spf } of spfPoliciesOf(context.zone)) {
      const domain = () => domainOf(zone, owner);
      for (const term of spf.asking) {
        if (term.name !== "mx") continue;
        const target = targetOf(term, domain);
        const count = target === undefined ? 0 : exchangersOf(context.finder, target);
        if (count <= exchangersMax) continue;
        found.at(
          record,
          stringAt(zone, record, term.offset),
          `\`${term.text}\`: ${shownDomain(target ?? "")} has ${count} MX records; receivers look at ${exchangersMax}`,
        );
      }
    }
    return found.diagnostics;
  },
};

function exchangersOf(finder: NameFinder, name: string): number {
  const wire = wireNameOf(name);
  const end = wire === undefined ? undefined : aliasEndOf(finder, wire);
  if (end === undefined) return 0;
  const rrset = end.zone.rrset(end.owner, rrtype.MX);
  return rrset === -1 ? 0 : end.zone.recordCount(rrset);
}
