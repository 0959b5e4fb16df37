/** How much stands below the cuts and DNAMEs that changed. */
import { nameFromText } from "../dns/name-text.js";
import type { Zone } from "../zone/zone.js";
import type { Change } from "./change.js";
import type { OwnerComparison } from "./touched-owners.js";

/** The changes with `owners` filled in; an owner that both versions have counts once. */
export function countOwners(
  before: Zone,
  after: Zone,
  { afterOf }: OwnerComparison,
  changes: readonly Change[],
): Change[] {
  const places = new Map<string, number>();
  for (const change of changes) {
    if (change.kind !== "delegation" && change.kind !== "redirection") continue;
    if (!places.has(change.name)) places.set(change.name, places.size);
  }
  if (places.size === 0) return [...changes];
  const inBefore = placesIn(before, places);
  const inAfter = placesIn(after, places);
  const counts = new Uint32Array(places.size);
  const countAbove = (zone: Zone, owner: number) => {
    const { names, nameStart, apex } = zone;
    const end = nameStart[owner + 1]!;
    for (let at = nameStart[owner]!; end - at > apex.length; ) {
      at += names[at]! + 1;
      const place = placeOf(after, inAfter, names, at, end);
      const known = place !== -1 ? place : placeOf(before, inBefore, names, at, end);
      if (known !== -1) counts[known]!++;
    }
  };
  for (let owner = 1; owner < after.ownerCount; owner++) countAbove(after, owner);
  for (let owner = 1; owner < before.ownerCount; owner++) {
    if (afterOf[owner] === -1) countAbove(before, owner);
  }
  return changes.map((change) => {
    if (change.kind !== "delegation" && change.kind !== "redirection") return change;
    const below = counts[places.get(change.name)!]!;
    return { ...change, owners: below + (change.kind === "delegation" ? 1 : 0) };
  });
}

/** Owner → place of its change, or -1. */
function placesIn(zone: Zone, places: ReadonlyMap<string, number>): Int32Array {
  const found = new Int32Array(zone.ownerCount).fill(-1);
  for (const [text, place] of places) {
    const name = nameFromText(text)!;
    const owner = zone.findOwner(name, 0, name.length);
    if (owner !== -1) found[owner] = place;
  }
  return found;
}

function placeOf(
  zone: Zone,
  places: Int32Array,
  name: Uint8Array,
  start: number,
  end: number,
): number {
  const owner = zone.findOwner(name, start, end);
  return owner === -1 ? -1 : places[owner]!;
}
