import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { domainOf } from "./domain-name.js";
import { findSpf, type SpfPolicy, spfPoliciesOf } from "./spf-policies.js";
import type { SpfTerm } from "./spf-record.js";
import { targetOf } from "./spf-target.js";
import { stringAt } from "./text-records.js";

/** Policies looked at for one record: a receiver gives up after 10, and spf-lookups tells it. */
const policiesMax = 20;

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
      const seen = new Set<string>();
      for (const term of spf.asking) {
        const walk = { context, path: [placeOf(policy)], seen };
        const end = circleBehind(walk, term, () => domainOf(zone, owner));
        if (end === undefined) continue;
        const how =
          end === placeOf(policy)
            ? `leads back to the SPF record of ${zone.ownerText(owner)}`
            : "leads into SPF records that include each other in a circle";
        found.at(record, stringAt(zone, record, term.offset), `\`${term.text}\` ${how}`);
      }
    }
    return found.diagnostics;
  },
};

interface Walk {
  readonly context: RuleContext;
  /** Policies between the record and the term that is looked at. */
  readonly path: string[];
  readonly seen: Set<string>;
}

/** The policy on the path that a term leads back to, if any. */
function circleBehind(
  walk: Walk,
  term: SpfTerm,
  domain: () => string | undefined,
): string | undefined {
  if (term.name !== "include" && term.name !== "redirect") return undefined;
  const target = targetOf(term, domain);
  const found = findSpf(walk.context, target);
  if (found.kind !== "policy") return undefined;
  const place = placeOf(found.policy);
  if (walk.path.includes(place)) return place;
  if (walk.seen.has(place) || walk.seen.size === policiesMax) return undefined;
  walk.seen.add(place);
  walk.path.push(place);
  for (const next of found.policy.spf.asking) {
    const end = circleBehind(walk, next, () => target);
    if (end !== undefined) return end;
  }
  walk.path.pop();
  return undefined;
}

function placeOf({ zone, record }: SpfPolicy): string {
  return `${zone.apexText} ${record}`;
}
