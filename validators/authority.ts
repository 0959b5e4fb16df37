/**
 * Which owners a zone answers from. At a zone cut it refers elsewhere, below one it only has glue,
 * and what is below a DNAME is never seen (RFC 1034 §4.2.1, RFC 6672 §2.3).
 */
import { namesEqual } from "../src/dns/name.js";
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
  if (any) noteStandings(index, hides, standing);
  return standing;
}

/** What stands at an asterisk is made into answers, and hides nothing (RFC 4592 §4). */
export function isWildcard({ zone }: ZoneIndex, owner: number): boolean {
  const at = zone.nameStart[owner]!;
  return zone.names[at] === 1 && zone.names[at + 1] === 0x2a;
}

/** Most owners have the apex for a parent, or the parent of an owner shortly before. */
function noteStandings(index: ZoneIndex, hides: Uint8Array, standing: Uint8Array): void {
  const { names, nameStart, ownerCount, apex } = index.zone;
  const belowApex = standingBelow(index, nameStart[0]!, nameStart[1]!, hides);
  let lastStart = 0;
  let lastLength = 0;
  let belowLast: number = authority.answered;
  for (let owner = 1; owner < ownerCount; owner++) {
    const parent = nameStart[owner]! + names[nameStart[owner]!]! + 1;
    const length = nameStart[owner + 1]! - parent;
    let above = belowApex;
    if (length !== apex.length) {
      if (length !== lastLength || !namesEqual(names, parent, names, lastStart, length)) {
        belowLast = standingBelow(index, parent, parent + length, hides);
        lastStart = parent;
        lastLength = length;
      }
      above = belowLast;
    }
    const own = hides[owner] === authority.cut ? authority.cut : authority.answered;
    standing[owner] = above === authority.answered ? own : above;
  }
}

/**
 * How names right below `names[start, end)` stand. The hiding ancestor nearest to the apex decides:
 * nothing is seen past it.
 */
function standingBelow(index: ZoneIndex, start: number, end: number, hides: Uint8Array): number {
  const { names, apex } = index.zone;
  let result: number = authority.answered;
  for (let at = start; end - at > apex.length; at += names[at]! + 1) {
    const ancestor = index.zone.findOwner(names, at, end);
    if (ancestor !== -1 && hides[ancestor] !== 0) result = belowOf(hides[ancestor]!);
  }
  return hides[0] === 0 ? result : belowOf(hides[0]!);
}

const belowOf = (hiding: number): number =>
  hiding === authority.cut ? authority.belowCut : authority.belowDname;
