/** Which zone cut hides an owner: the NS owner nearest to the apex that is above it. */
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

/** Presentation form of the cut that `owner` is below. */
export function cutAbove(index: ZoneIndex, owner: number): string {
  const { names, nameStart, apex } = index.zone;
  const end = nameStart[owner + 1]!;
  let cut = owner;
  for (let at = nameStart[owner]!; end - at > apex.length; at += names[at]! + 1) {
    const ancestor = index.zone.findOwner(names, at, end);
    if (index.has(ancestor, rrtype.NS)) cut = ancestor;
  }
  return index.ownerText(cut);
}
