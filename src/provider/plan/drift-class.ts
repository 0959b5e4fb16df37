/** What of an RRset differs at a provider although nobody here changed it. */
import type { RrsetChange } from "../contract/change.js";
import type { ActedClass } from "../contract/drift.js";
import { keyOf } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRdatas } from "../rrset/same-rrset.js";
import type { MemberFacts } from "./member-facts.js";

/**
 * Of what is there against what was applied; where nothing was, against what is wanted. `settings` is
 * what only the provider knows of.
 */
export function driftClassOf({ before, after }: RrsetChange, facts: MemberFacts): ActedClass {
  if (before === null) return "missing";
  const reference = facts.lastByKey.get(keyOf(before)) ?? after;
  if (reference === null) return "extra";
  if (!sameRdatas(before, reference, facts.comparison)) return "value";
  return sameJson(before.extra, reference.extra) ? "ttl" : "settings";
}
