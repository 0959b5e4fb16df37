/** What a listing says of changes: there, not there, or neither, since somebody else was at it. */
import { type Change, isRrsetChange, type RrsetChange } from "../contract/change.js";
import type { Snapshot } from "../contract/provider.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import { keyOf, type ListedRrset } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";

export interface Classified {
  /** As the change leaves it. */
  readonly applied: readonly Change[];
  /** As it was before, and told as it is listed now: ready to be sent. */
  readonly waiting: readonly Change[];
  /** Neither. */
  readonly foreign: readonly Change[];
}

export function classify(
  changes: readonly Change[],
  live: Snapshot,
  comparison: Comparison,
): Classified {
  const applied: Change[] = [];
  const waiting: Change[] = [];
  const foreign: Change[] = [];
  const byKey = new Map(live.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  for (const change of changes) {
    const found = isRrsetChange(change)
      ? ofRrset(change, byKey.get(keyOf(change.before ?? change.after)), comparison)
      : ofOther(change, live);
    if (found === "applied") applied.push(change);
    else if (found === "foreign") foreign.push(change);
    else waiting.push(found);
  }
  return { applied, waiting, foreign };
}

type Found = "applied" | "foreign" | Change;

function ofRrset(change: RrsetChange, now: ListedRrset | undefined, comparison: Comparison): Found {
  const { before, after } = change;
  if (now === undefined) {
    if (after === null) return "applied";
    return before === null ? change : "foreign";
  }
  if (after !== null && sameRrset(now, after, comparison)) return "applied";
  if (before === null || !sameRrset(now, before, comparison)) return "foreign";
  // Ids and spelling may be others than those planned with.
  return { ...change, before: now };
}

function ofOther(change: Exclude<Change, RrsetChange>, live: Snapshot): Found {
  if (change.kind === "setting") {
    const now = live.settings[change.name] ?? null;
    if (sameJson(now, change.after)) return "applied";
    return sameJson(now, change.before) ? change : "foreign";
  }
  const now = live.resources.find(({ name }) => name === change.name) ?? null;
  const { before, after } = change;
  if (now === null) {
    if (after === null) return "applied";
    return before === null ? change : "foreign";
  }
  if (after !== null && sameJson(now.spec, after.spec)) return "applied";
  if (before === null || !sameJson(now.spec, before.spec)) return "foreign";
  return { ...change, before: now };
}
