/** What somebody changed, in words: what is there now, in place of what was applied. */
import { extraDifferences, valuesOnlyIn } from "../plan/why.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import type { Rrset } from "../rrset/rrset.js";

/** `192.0.2.77 in place of 192.0.2.10, TTL 60 in place of 300`; empty if nothing differs. */
export function driftText(live: Rrset, applied: Rrset, comparison: Comparison): string {
  const came = valuesOnlyIn(live, applied, comparison);
  const gone = valuesOnlyIn(applied, live, comparison);
  const parts: string[] = [];
  if (came.count > 0 && gone.count > 0) parts.push(`${came.text} in place of ${gone.text}`);
  else if (came.count > 0) parts.push(`${came.text} added`);
  else if (gone.count > 0) parts.push(`${gone.text} taken away`);
  if (live.ttlSeconds !== applied.ttlSeconds) {
    parts.push(`TTL ${live.ttlSeconds} in place of ${applied.ttlSeconds}`);
  }
  for (const [key, was, is] of extraDifferences(applied.extra, live.extra)) {
    parts.push(`${key} ${is} in place of ${was}`);
  }
  return parts.join(", ");
}
