/**
 * Which zone file of one version is which of the other: those at the same place in their folders,
 * then those of the same apex, wherever they were moved.
 */
import { relative } from "node:path";
import type { ListedZone } from "../check/listed-zone.js";
import type { DiffVersion, FileVersion } from "./diff-versions.js";

export interface ZonePair {
  readonly before: ListedZone | null;
  readonly after: ListedZone | null;
}

/** In the order of the new version, what is gone from it behind. */
export function pairZones(before: DiffVersion, after: DiffVersion): ZonePair[] {
  // A server is asked for the zones that the other version has.
  if (before.kind === "served") {
    return after.kind === "served"
      ? []
      : after.listed.map((zone) => ({ before: zone, after: zone }));
  }
  if (after.kind === "served") return before.listed.map((zone) => ({ before: zone, after: zone }));
  return pairFiles(before, after);
}

function pairFiles(before: FileVersion, after: FileVersion): ZonePair[] {
  if (before.isFile && after.isFile) {
    const [old, now] = [before.listed[0]!, after.listed[0]!];
    // A file that does not tell by its name which zone it is is taken for one of the other's.
    const apex = now.apex ?? old.apex;
    return [{ before: { ...old, apex: old.apex ?? apex }, after: { ...now, apex } }];
  }
  const old = new Map(before.listed.map((zone) => [placeOf(zone, before), zone]));
  const pairs: ZonePair[] = [];
  const unmatched: ListedZone[] = [];
  for (const zone of after.listed) {
    const place = placeOf(zone, after);
    const match = old.get(place);
    if (match === undefined) unmatched.push(zone);
    else pairs.push({ before: match, after: zone });
    old.delete(place);
  }
  const byApex = new Map<string | null, ListedZone[]>();
  for (const zone of old.values()) {
    byApex.set(zone.apex, [...(byApex.get(zone.apex) ?? []), zone]);
  }
  for (const zone of unmatched) {
    const match = byApex.get(zone.apex)?.shift() ?? null;
    if (match !== null || !before.isFile) pairs.push({ before: match, after: zone });
  }
  if (!after.isFile) {
    for (const left of byApex.values()) {
      for (const zone of left) pairs.push({ before: zone, after: null });
    }
  }
  return pairs;
}

/** The apex, too: two views of a zone may be in two folders. */
function placeOf({ path }: ListedZone, { base }: FileVersion): string {
  return relative(base, path);
}
