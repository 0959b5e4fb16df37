/**
 * The owners whose records differ between two versions of a zone. Two versions of a million records
 * mostly have the same owners in the same order, so the next owner of one is first looked for behind
 * the last one found in the other, and only then by its hash.
 */
import { rrsetOf } from "../zone/record-view.js";
import type { Zone } from "../zone/zone.js";
import type { RecordCounts } from "./change.js";
import { isMadeBySigner, isSameRrset, recordsOnlyIn } from "./same-rrset.js";

/** An owner that is in one version only has -1 as its index in the other. */
export interface TouchedOwner {
  readonly before: number;
  readonly after: number;
}

export interface OwnerComparison {
  /** Owners with other records, those aside that a signer makes. */
  readonly touched: readonly TouchedOwner[];
  /** For each owner of one version its index in the other, or -1. */
  readonly afterOf: Int32Array;
  readonly beforeOf: Int32Array;
  readonly records: RecordCounts;
}

type Counts = { -readonly [key in keyof RecordCounts]: RecordCounts[key] };

export function compareOwners(before: Zone, after: Zone): OwnerComparison {
  const afterOf = new Int32Array(before.ownerCount).fill(-1);
  const beforeOf = new Int32Array(after.ownerCount).fill(-1);
  const touched: TouchedOwner[] = [];
  const records: Counts = {
    before: before.recordCount,
    after: after.recordCount,
    deleted: 0,
    added: 0,
    ttlChanged: 0,
    signerRrsets: 0,
  };
  let expected = 0;
  for (let owner = 0; owner < after.ownerCount; owner++) {
    const old = findOwner(before, expected, after, owner);
    if (old !== -1) {
      afterOf[old] = owner;
      beforeOf[owner] = old;
      expected = old + 1;
    }
    if (old !== -1 && hasSameRrsets(before, old, after, owner)) continue;
    const pair = { before: old, after: owner };
    if (countRecords(before, after, pair, records)) touched.push(pair);
  }
  for (let owner = 0; owner < before.ownerCount; owner++) {
    if (afterOf[owner] !== -1) continue;
    const pair = { before: owner, after: -1 };
    if (countRecords(before, after, pair, records)) touched.push(pair);
  }
  return { touched, afterOf, beforeOf, records };
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

/** Adds what differs at an owner to the counts; false if only a signer's records do. */
function countRecords(before: Zone, after: Zone, owner: TouchedOwner, counts: Counts): boolean {
  let isTouched = false;
  for (const rrset of rrsetsAt(after, owner.after)) {
    const type = after.rrsetType[rrset]!;
    const old = rrsetOf(before, owner.before, type);
    if (old !== -1 && isSameRrset(before, old, after, rrset)) continue;
    if (isMadeBySigner(type)) {
      counts.signerRrsets++;
      continue;
    }
    isTouched = true;
    const added = recordsOnlyIn(after, rrset, before, old);
    counts.added += added;
    if (old === -1) continue;
    counts.deleted += recordsOnlyIn(before, old, after, rrset);
    if (before.rrsetTtl[old] === after.rrsetTtl[rrset]) continue;
    counts.ttlChanged += after.rrsetRecords[rrset + 1]! - after.rrsetRecords[rrset]! - added;
  }
  for (const rrset of rrsetsAt(before, owner.before)) {
    const type = before.rrsetType[rrset]!;
    if (rrsetOf(after, owner.after, type) !== -1) continue;
    if (isMadeBySigner(type)) counts.signerRrsets++;
    else {
      isTouched = true;
      counts.deleted += recordsOnlyIn(before, rrset, after, -1);
    }
  }
  return isTouched;
}

function* rrsetsAt(zone: Zone, owner: number): Generator<number> {
  if (owner === -1) return;
  for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) yield r;
}
