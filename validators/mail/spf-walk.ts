/**
 * What evaluating an SPF policy costs at most, that is for mail that nothing but its `all` matches:
 * the policies that it includes are walked through as far as they are in the zones here.
 */
import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import { aliasEndOf } from "./alias-end.js";
import { domainOf, wireNameOf } from "./domain-name.js";
import { findSpf, type SpfPolicy } from "./spf-policies.js";
import type { SpfTerm } from "./spf-record.js";
import { targetOf } from "./spf-target.js";

export interface SpfCost {
  /** Terms that cause look-ups (RFC 7208 §4.6.4). */
  readonly lookups: number;
  /** More than `lookups`: something that is not here is included, or counting was given up. */
  readonly isLeast: boolean;
  /** What each of the policy's own terms takes, in their order. */
  readonly terms: readonly { readonly text: string; readonly lookups: number }[];
  /** Names looked up that have nothing, by the zones here. */
  readonly voids: readonly string[];
}

/** Counting ends here: three times what is allowed is wrong enough. */
const lookupsCounted = 30;

export function costOf(context: RuleContext, policy: SpfPolicy): SpfCost {
  const walk: Walk = { context, lookups: 0, isLeast: false, terms: [], voids: [], path: [] };
  step(walk, policy, () => domainOf(policy.zone, policy.owner));
  return walk;
}

interface Walk {
  readonly context: RuleContext;
  lookups: number;
  isLeast: boolean;
  readonly terms: { text: string; lookups: number }[];
  readonly voids: string[];
  /** Policies that are being walked through. */
  readonly path: SpfPolicy[];
}

function step(walk: Walk, policy: SpfPolicy, domain: () => string | undefined): void {
  const { zone, record } = policy;
  // spf-loop tells that.
  if (walk.path.some((above) => above.record === record && above.zone === zone)) return;
  walk.path.push(policy);
  for (const term of policy.spf.asking) {
    if (walk.lookups === lookupsCounted) {
      walk.isLeast = true;
      break;
    }
    const before = walk.lookups++;
    look(walk, term, domain);
    if (walk.path.length === 1) {
      walk.terms.push({ text: term.text, lookups: walk.lookups - before });
    }
  }
  walk.path.pop();
}

function look(walk: Walk, term: SpfTerm, domain: () => string | undefined): void {
  const { context } = walk;
  const { name } = term;
  const target = targetOf(term, domain);
  if (name === "include" || name === "redirect") {
    const found = findSpf(context, target);
    if (found.kind === "policy") step(walk, found.policy, () => target);
    else if (found.kind === "outside") walk.isLeast = true;
  } else if (target !== undefined && isVoid(context.finder, name, target)) {
    walk.voids.push(`${name}:${target}`);
  }
}

/** Whether a look-up surely finds nothing, for clients with IPv4 and IPv6 addresses alike. */
function isVoid(finder: NameFinder, mechanism: string, target: string): boolean {
  const wire = mechanism === "ptr" ? undefined : wireNameOf(target);
  const end = wire === undefined ? undefined : aliasEndOf(finder, wire);
  if (end === undefined) return false;
  const { zone, owner } = end;
  if (mechanism === "mx") return !zone.has(owner, rrtype.MX);
  return !zone.has(owner, rrtype.A) && (mechanism === "exists" || !zone.has(owner, rrtype.AAAA));
}
