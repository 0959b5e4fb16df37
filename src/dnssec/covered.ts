import type { Zone } from "../zone/zone.js";

/**
 * RRset of `type` at `owner`, or -1, for those who ask once a signature: the types of an owner
 * ascend, so 65,536 of them with a signature each are no feast for an attacker.
 */
export function coveredRrset(zone: Zone, owner: number, type: number): number {
  let low = zone.ownerRrsets[owner]!;
  let high = zone.ownerRrsets[owner + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = zone.rrsetType[middle]!;
    if (found === type) return middle;
    if (found < type) low = middle + 1;
    else high = middle;
  }
  return -1;
}
