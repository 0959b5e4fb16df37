/**
 * Which owners a zone answers from. At a zone cut it refers elsewhere, below one it only has glue,
 * and what is below a DNAME is never seen (RFC 1034 §4.2.1, RFC 6672 §2.3).
 */
import { rrtype } from "./rrtype.js";
import type { ZoneIndex } from "./zone-index.js";

export const authority = { answered: 0, cut: 1, belowCut: 2, belowDname: 3 } as const;

/** One of `authority` for each owner. */
export function authorityOf(index: ZoneIndex): Uint8Array {
  const { zone } = index;
  const standing = new Uint8Array(zone.ownerCount);
  const hides = new Uint8Array(zone.ownerCount);
  let any = false;
  for (const rrset of index.rrsetsOf(rrtype.NS)) {
    const owner = index.ownerOf(rrset);
    if (owner === 0 || isWildcard(index, owner)) continue;
    hides[owner] = authority.cut;
    any = true;
  }
  for (const rrset of index.rrsetsOf(rrtype.DNAME)) {
    const owner = index.ownerOf(rrset);
    if (hides[owner] !== authority.cut && !isWildcard(index, owner))
      hides[owner] = authority.belowDname;
    any = true;
  }
  if (!any) return standing;
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    standing[owner] = standingOf(index, owner, hides);
  }
  return standing;
}

/** What stands at an asterisk is made into answers, and hides nothing (RFC 4592 §4). */
export function isWildcard({ zone }: ZoneIndex, owner: number): boolean {
  const at = zone.nameStart[owner]!;
  return zone.names[at] === 1 && zone.names[at + 1] === 0x2a;
}

/** The hiding ancestor nearest to the apex decides: nothing is seen past it. */
function standingOf(index: ZoneIndex, owner: number, hides: Uint8Array): number {
  const { names, nameStart, apex } = index.zone;
  const end = nameStart[owner + 1]!;
  let at = nameStart[owner]!;
  let result: number = hides[owner] === authority.cut ? authority.cut : authority.answered;
  while (end - at > apex.length) {
    at += names[at]! + 1;
    const ancestor = index.zone.findOwner(names, at, end);
    if (ancestor === -1 || hides[ancestor] === 0) continue;
    result = hides[ancestor] === authority.cut ? authority.belowCut : authority.belowDname;
  }
  return result;
}
