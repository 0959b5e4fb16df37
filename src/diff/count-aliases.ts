/** How many aliases lead to a name whose answers changed: they change with it. */
import { limits } from "../base/limits.js";
import { nameToText } from "../dns/name-text.js";
import { rrsetOf } from "../zone/record-view.js";
import type { Zone } from "../zone/zone.js";
import type { Change } from "./change.js";

const CNAME = 5;

/** The changes with `aliases` filled in, as the zone's CNAME records now lead. */
export function countAliases(zone: Zone, changes: readonly Change[]): Change[] {
  const counts = new Map<string, number>();
  for (const change of changes) {
    if (change.kind === "name" && change.names === "one") counts.set(change.name, 0);
  }
  if (counts.size === 0) return [...changes];
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    let rrset = rrsetOf(zone, owner, CNAME);
    // A chain counts at each changed name that it passes, once.
    for (let step = 0; rrset !== -1 && step < limits.chainStepsMax; step++) {
      const record = zone.rrsetRecords[rrset]!;
      const start = zone.rdataStart[record]!;
      const name = nameToText(zone.rdata, start).toLowerCase();
      const count = counts.get(name);
      if (count !== undefined) counts.set(name, count + 1);
      const target = zone.findOwner(zone.rdata, start, zone.rdataStart[record + 1]!);
      rrset = target === owner || target === -1 ? -1 : rrsetOf(zone, target, CNAME);
    }
  }
  return changes.map((change) =>
    change.kind === "name" && change.names === "one"
      ? { ...change, aliases: counts.get(change.name)! }
      : change,
  );
}
