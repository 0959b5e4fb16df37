/**
 * The owners whose records differ between two versions of a zone. Two versions of a million records
 * mostly have the same owners in the same order, so the next owner of one is first looked for behind
 * the last one found in the other, and only then by its hash.
 */
import { rrsetOf } from "../zone/record-view.js";
import type { Zone } from "../zone/zone.js";
import { isSameRrset, recordsOnlyIn } from "./same-rrset.js";

/** An owner that is in one version only has -1 as its index in the other. */
export interface TouchedOwner {
  readonly before: number;
  readonly after: number;
}

export interface OwnerComparison {
  readonly touched: readonly TouchedOwner[];
  /** For each owner of one version its index in the other, or -1. */
  readonly afterOf: Int32Array;
  readonly beforeOf: Int32Array;
  readonly recordsDeleted: number;
  readonly recordsAdded: number;
}

export function compareOwners(before: Zone, after: Zone): OwnerComparison {
  const afterOf = new Int32Array(before.ownerCount).fill(-1);
  const beforeOf = new Int32Array(after.ownerCount).fill(-1);
  const touched: TouchedOwner[] = [];
  let recordsDeleted = 0;
  let recordsAdded = 0;
  let expected = 0;
  for (let owner = 0; owner < after.ownerCount; owner++) {
    const old = findOwner(before, expected, after, owner);
    if (old !== -1) {
      afterOf[old] = owner;
      beforeOf[owner] = old;
      expected = old + 1;
    }
    if (old !== -1 && hasSameRrsets(before, old, after, owner)) continue;
    touched.push({ before: old, after: owner });
    recordsAdded += recordsOfOwnerOnlyIn(after, owner, before, old);
    if (old !== -1) recordsDeleted += recordsOfOwnerOnlyIn(before, old, after, owner);
  }
  for (let owner = 0; owner < before.ownerCount; owner++) {
    if (afterOf[owner] !== -1) continue;
    touched.push({ before: owner, after: -1 });
    recordsDeleted += recordsOfOwnerOnlyIn(before, owner, after, -1);
  }
  return { touched, afterOf, beforeOf, recordsDeleted, recordsAdded };
}

/** The owner of `zone` that has the name of `otherOwner`, or -1; `expected` is looked at first. */
function findOwner(zone: Zone, expected: number, other: Zone, otherOwner: number): number {
  const { names, nameStart } = other;
  const start = nameStart[otherOwner]!;
  const end = nameStart[otherOwner + 1]!;
  if (expected < zone.ownerCount) {
    const from = zone.nameStart[expected]!;
    if (zone.nameStart[expected + 1]! - from === end - start) {
      let at = start;
      while (at < end && names[at] === zone.names[from + at - start]) at++;
      if (at === end) return expected;
    }
  }
  return zone.findOwner(names, start, end);
}

function hasSameRrsets(zone: Zone, owner: number, other: Zone, otherOwner: number): boolean {
  const first = zone.ownerRrsets[owner]!;
  const end = zone.ownerRrsets[owner + 1]!;
  const otherFirst = other.ownerRrsets[otherOwner]!;
  if (end - first !== other.ownerRrsets[otherOwner + 1]! - otherFirst) return false;
  for (let r = first; r < end; r++) {
    const otherRrset = otherFirst + r - first;
    if (zone.rrsetType[r] !== other.rrsetType[otherRrset]) return false;
    if (!isSameRrset(zone, r, other, otherRrset)) return false;
  }
  return true;
}

function recordsOfOwnerOnlyIn(zone: Zone, owner: number, other: Zone, otherOwner: number): number {
  let count = 0;
  for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) {
    const type = zone.rrsetType[r]!;
    count += recordsOnlyIn(zone, r, other, rrsetOf(other, otherOwner, type));
  }
  return count;
}
