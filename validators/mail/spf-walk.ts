/**
 * What evaluating an SPF policy costs at most, that is for mail that nothing but its `all` matches:
 * the policies that it includes are walked through as far as they are in the zones here.
 */
import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import { aliasEndOf } from "./alias-end.js";
import { domainOf, targetOf, wireNameOf } from "./spf-domain.js";
import { findSpf, type SpfPolicy } from "./spf-policies.js";
import type { SpfTerm } from "./spf-record.js";

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

export function costOf(finder: NameFinder, policy: SpfPolicy): SpfCost {
  const walk: Walk = {
    finder,
    lookups: 0,
    isLeast: false,
    terms: [],
    voids: [],
    path: new Set<string>(),
  };
  step(walk, policy, domainOf(policy.zone, policy.owner));
  return walk;
}

interface Walk {
  readonly finder: NameFinder;
  lookups: number;
  isLeast: boolean;
  readonly terms: { text: string; lookups: number }[];
  readonly voids: string[];
  /** Policies that are being walked through. */
  readonly path: Set<string>;
}

function step(walk: Walk, policy: SpfPolicy, domain: string | undefined): void {
  const place = `${policy.zone.apexText} ${policy.record}`;
  if (walk.path.has(place)) return; // spf-loop tells that.
  walk.path.add(place);
  for (const term of policy.spf.asking) {
    if (walk.lookups === lookupsCounted) {
      walk.isLeast = true;
      break;
    }
    const before = walk.lookups++;
    look(walk, term, targetOf(term, domain));
    if (walk.path.size === 1) {
      walk.terms.push({ text: term.text, lookups: walk.lookups - before });
    }
  }
  walk.path.delete(place);
}

function look(walk: Walk, term: SpfTerm, target: string | undefined): void {
  const { name } = term;
  const wire = target === undefined ? undefined : wireNameOf(target);
  if (name === "include" || name === "redirect") {
    const found = wire === undefined ? undefined : findSpf(walk.finder, wire);
    if (found?.kind === "policy") step(walk, found.policy, target);
    else if (found?.kind !== "none" && found?.kind !== "several") walk.isLeast = true;
  } else if (wire !== undefined && isVoid(walk.finder, name, wire)) {
    walk.voids.push(`${name}:${target}`);
  }
}

/** Whether a look-up surely finds nothing, for clients with IPv4 and IPv6 addresses alike. */
function isVoid(finder: NameFinder, mechanism: string, wire: Uint8Array): boolean {
  if (mechanism === "ptr") return false;
  const end = aliasEndOf(finder, wire);
  if (end === undefined) return false;
  const { zone, owner } = end;
  if (mechanism === "mx") return !zone.has(owner, rrtype.MX);
  return !zone.has(owner, rrtype.A) && (mechanism === "exists" || !zone.has(owner, rrtype.AAAA));
}
