/**
 * Owners that hide what is below them, zone cuts and DNAMEs, found in the columns of both versions:
 * those at which a referral or a redirection can differ. What each really says is asked afterwards.
 *
 *   - its own records differ
 *   - a cut or DNAME above it came or went
 *   - addresses of its nameservers differ that only referrals tell: they stand at or below a cut
 */
import { rrsetOf } from "../zone/record-view.js";
import type { Zone } from "../zone/zone.js";
import type { OwnerComparison, TouchedOwner } from "./touched-owners.js";

const NS = 2;
const DNAME = 39;

const hides = { nothing: 0, cut: 1, dname: 2 } as const;

/** One version, with its part of the comparison. */
interface Side {
  readonly zone: Zone;
  /** Owners with different records, or below a cut or DNAME that came or went: 1. */
  readonly disturbed: Uint8Array;
}

export function hidingOwners(
  before: Zone,
  after: Zone,
  comparison: OwnerComparison,
): TouchedOwner[] {
  const { touched, afterOf, beforeOf } = comparison;
  const sides = {
    before: { zone: before, disturbed: marked(before, touched, "before") },
    after: { zone: after, disturbed: marked(after, touched, "after") },
  };
  const found = new Set<number>();
  // Owners of both versions get one number: that of the new version, or behind all those.
  const addBefore = (owner: number) => {
    const now = afterOf[owner]!;
    found.add(now === -1 ? after.ownerCount + owner : now);
  };
  const addAfter = (owner: number) => found.add(owner);

  const cameOrWent: TouchedOwner[] = [];
  let isGlueTouched = false;
  for (const owner of touched) {
    const was = hiding(before, owner.before);
    const is = hiding(after, owner.after);
    if (was !== is) cameOrWent.push(owner);
    if (was === hides.cut || is === hides.cut) isGlueTouched = true;
    if (is !== hides.nothing) addAfter(owner.after);
    else if (was !== hides.nothing) addBefore(owner.before);
    for (const cut of cutsAbove(before, owner.before)) {
      addBefore(cut);
      isGlueTouched = true;
    }
    for (const cut of cutsAbove(after, owner.after)) {
      addAfter(cut);
      isGlueTouched = true;
    }
  }
  if (cameOrWent.length > 0) {
    disturbBelow(sides.before, marked(before, cameOrWent, "before"), addBefore);
    disturbBelow(sides.after, marked(after, cameOrWent, "after"), addAfter);
  }
  if (isGlueTouched || cameOrWent.length > 0) {
    findByGlue(sides.before, addBefore);
    findByGlue(sides.after, addAfter);
  }
  return [...found].map((number) =>
    number < after.ownerCount
      ? { before: beforeOf[number]!, after: number }
      : { before: number - after.ownerCount, after: -1 },
  );
}

/** What an owner hides, as far as it alone says; wildcards hide nothing (RFC 4592 §4). */
function hiding(zone: Zone, owner: number): number {
  if (owner === -1 || isWildcard(zone, owner)) return hides.nothing;
  if (owner !== 0 && rrsetOf(zone, owner, NS) !== -1) return hides.cut;
  return rrsetOf(zone, owner, DNAME) === -1 ? hides.nothing : hides.dname;
}

function isWildcard({ names, nameStart }: Zone, owner: number): boolean {
  const at = nameStart[owner]!;
  return names[at] === 1 && names[at + 1] === 0x2a;
}

function* cutsAbove(zone: Zone, owner: number): Generator<number> {
  if (owner === -1) return;
  for (const above of ancestors(zone, owner)) {
    if (hiding(zone, above) === hides.cut) yield above;
  }
}

/** Owners above an owner, from its parent up to the apex. */
function* ancestors(zone: Zone, owner: number): Generator<number> {
  const { names, nameStart, apex } = zone;
  const end = nameStart[owner + 1]!;
  for (let at = nameStart[owner]!; end - at > apex.length; ) {
    at += names[at]! + 1;
    const above = zone.findOwner(names, at, end);
    if (above !== -1) yield above;
  }
}

/** The owners of `zone` with a mark at those listed, as far as this version has them. */
function marked(zone: Zone, owners: readonly TouchedOwner[], side: "before" | "after"): Uint8Array {
  const marks = new Uint8Array(zone.ownerCount);
  for (const owner of owners) if (owner[side] !== -1) marks[owner[side]] = 1;
  return marks;
}

/**
 * Finds what is below the marked owners. A name that both versions have is found in the one that
 * has the mark; one that only one has was touched anyway.
 */
function disturbBelow(side: Side, marks: Uint8Array, add: (owner: number) => void): void {
  const { zone, disturbed } = side;
  for (let owner = 1; owner < zone.ownerCount; owner++) {
    for (const above of ancestors(zone, owner)) {
      if (marks[above] === 0) continue;
      disturbed[owner] = 1;
      if (hiding(zone, owner) !== hides.nothing) add(owner);
      break;
    }
  }
}

/** Adds the cuts that have a disturbed owner among their nameservers. */
function findByGlue({ zone, disturbed }: Side, add: (owner: number) => void): void {
  for (let owner = 1; owner < zone.ownerCount; owner++) {
    const rrset = rrsetOf(zone, owner, NS);
    if (rrset === -1) continue;
    for (let record = zone.rrsetRecords[rrset]!; record < zone.rrsetRecords[rrset + 1]!; record++) {
      const target = zone.findOwner(
        zone.rdata,
        zone.rdataStart[record]!,
        zone.rdataStart[record + 1]!,
      );
      if (target !== -1 && disturbed[target] === 1) add(owner);
    }
  }
}
