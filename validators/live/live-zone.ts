/** What the live rules compare the zone's own words with. */
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

/** Targets of the apex NS RRset, lower case, sorted. */
export function apexNameservers(zone: ZoneIndex): string[] {
  return namesOf(zone, zone.rrset(0, rrtype.NS));
}

function namesOf(zone: ZoneIndex, rrset: number): string[] {
  if (rrset === -1) return [];
  const names: string[] = [];
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    names.push(zone.nameText(record).toLowerCase());
  }
  return names.sort();
}

/** First record of the apex NS RRset, or -1: where faults of the delegation are told. */
export function nsRecord(zone: ZoneIndex): number {
  const rrset = zone.rrset(0, rrtype.NS);
  return rrset === -1 ? -1 : zone.firstRecord(rrset);
}

/** `a, b and c`, and how many more after the first few. */
export function listed(items: readonly string[]): string {
  const shown = items.slice(0, 5);
  const more = items.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.pop() ?? "nothing";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** What `left` has and `right` lacks. */
export function without(left: readonly string[], right: readonly string[]): string[] {
  const others = new Set(right);
  return left.filter((item) => !others.has(item));
}
