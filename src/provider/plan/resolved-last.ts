/** What was applied last, once a listing has told what became of a run that was killed. */
import { isRrsetChange } from "../contract/change.js";
import type { LastApplied } from "../contract/memory.js";
import type { ProviderZone, Snapshot } from "../contract/provider.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import { sameRrset } from "../rrset/same-rrset.js";

/** Null if it was applied to another zone of that name. */
export function lastOf(zone: ProviderZone | null, last: LastApplied | null): LastApplied | null {
  if (zone === null || last?.zoneId === undefined) return last;
  return last.zoneId === zone.id ? last : null;
}

/** Null if nothing was, after all. */
export function resolvedLast(
  last: LastApplied | null,
  live: Snapshot,
  comparison: Comparison,
): LastApplied | null {
  if (last?.uncertain === undefined) return last;
  const { uncertain, ...known } = last;
  const liveByKey = new Map(live.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  const rrsets = new Map<string, Rrset>(known.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  let arrived = 0;
  for (const change of uncertain) {
    if (!isRrsetChange(change)) continue;
    const key = keyOf(change.after ?? change.before);
    const now = liveByKey.get(key);
    if (change.after === null) {
      if (now !== undefined) continue;
      rrsets.delete(key);
    } else {
      if (now === undefined || !sameRrset(now, change.after, comparison)) continue;
      rrsets.set(key, change.after);
    }
    arrived++;
  }
  const isNothing = known.appliedAtMs === 0 && known.rrsets.length === 0 && arrived === 0;
  return isNothing ? null : { ...known, rrsets: [...rrsets.values()] };
}
