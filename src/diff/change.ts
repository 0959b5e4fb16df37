/**
 * What a diff says: which answers of a zone are not what they were. Names are in presentation form,
 * absolute and lower case; values are RDATA in presentation form, in canonical order.
 *
 * Every question about a zone belongs to one of these groups, and all questions of a group have
 * answers from the same place, so one change speaks for a whole group:
 *
 *   a name that exists                      NameChange, `names: "one"`
 *   all that do not exist below a name      NameChange, `names: "others"`; asked, too, is the
 *   that does                               wildcard there, if there is one
 *   at and below a zone cut                 DelegationChange
 *   below a DNAME                           RedirectionChange
 *   whatever is answered with "no"          NegativeTtlChange
 */
import type { SteeringChange } from "./steering-changes.js";

export type Change = NameChange | DelegationChange | RedirectionChange | NegativeTtlChange;

export interface RrsetValue {
  readonly ttlSeconds: number;
  readonly values: readonly string[];
}

/** An RRset before and after; null where none is the answer. */
export interface RrsetChange {
  readonly type: string;
  readonly before: RrsetValue | null;
  readonly after: RrsetValue | null;
}

/**
 * How a zone takes questions for a name: NXDOMAIN, its own records, an alias, or another place.
 * If this changes, so do the answers for every type; at a delegation DS goes its own way, which the
 * delegation's change tells.
 */
export type NameState = "absent" | "present" | "alias" | "delegated" | "redirected";

export interface NameSide {
  readonly state: NameState;
  /** The wildcard that the answers are made from, null if they are not. */
  readonly wildcard: string | null;
}

export interface NameChange {
  readonly kind: "name";
  readonly names: "one" | "others";
  /** The name; of "others" that which they are below. */
  readonly name: string;
  readonly before: NameSide;
  readonly after: NameSide;
  /** By type. An alias is its CNAME, whatever type is asked for. */
  readonly rrsets: readonly RrsetChange[];
  /** Aliases here that lead to the name, and so to other answers. */
  readonly aliases: number;
}

export interface Delegation {
  readonly ns: RrsetValue;
  /** Addresses of its nameservers that only a referral tells. */
  readonly glue: readonly Glue[];
}

export interface Glue extends RrsetValue {
  readonly name: string;
  readonly type: string;
}

export interface DelegationChange {
  readonly kind: "delegation";
  readonly name: string;
  /** Null: it was, or is, no delegation; `state` says what instead. */
  readonly before: Delegation | null;
  readonly after: Delegation | null;
  readonly state: { readonly before: NameState; readonly after: NameState };
  /** The DS records at the name, which are asked of the zone above the cut. */
  readonly ds: { readonly before: RrsetValue | null; readonly after: RrsetValue | null };
  /** Owners at and below it. */
  readonly owners: number;
}

/** A DNAME: all names below `name`, not itself. */
export interface RedirectionChange {
  readonly kind: "redirection";
  readonly name: string;
  readonly before: RrsetValue | null;
  readonly after: RrsetValue | null;
  /** Owners below it. */
  readonly owners: number;
}

export interface NegativeTtlChange {
  readonly kind: "negative-ttl";
  readonly before: number;
  readonly after: number;
}

export interface ZoneDiff {
  /** Presentation form. */
  readonly apex: string;
  /** The lists are empty if the zone is new or gone: then everything changes. */
  readonly kind: "changed" | "added" | "removed";
  readonly serial: { readonly before: number | null; readonly after: number | null };
  /** By name in canonical order. A SOA that differs in nothing but its serial is no change. */
  readonly changes: readonly Change[];
  readonly records: RecordCounts;
  /** Of the steering files beside both; absent if neither has one, or they are alike. */
  readonly steering?: readonly SteeringChange[];
  /** False if there was more to compare than the caller wanted: `changes` are some of all. */
  readonly isComplete: boolean;
}

export interface RecordCounts {
  readonly before: number;
  readonly after: number;
  /** Only in the old version; a record with another value is one deleted and one added. */
  readonly deleted: number;
  /** Only in the new version. */
  readonly added: number;
  /** In both, with another TTL. */
  readonly ttlChanged: number;
  /** RRsets of RRSIG, NSEC and the like that differ; none of them is counted above. */
  readonly signerRrsets: number;
}

/** Whether anybody who asks would notice, or a secondary: a serial alone is enough for that. */
export function isDifferent(diff: ZoneDiff): boolean {
  return (
    diff.kind !== "changed" ||
    diff.changes.length > 0 ||
    diff.steering !== undefined ||
    diff.serial.before !== diff.serial.after
  );
}

/** Whether nothing but TTLs differ in a change. */
export function isTtlOnly(change: Change): boolean {
  switch (change.kind) {
    case "negative-ttl":
      return true;
    case "name":
      return (
        change.before.state === change.after.state &&
        change.rrsets.length > 0 &&
        change.rrsets.every(({ before, after }) => haveSameValues(before, after))
      );
    case "redirection":
      return haveSameValues(change.before, change.after);
    case "delegation": {
      const { before, after, ds } = change;
      if (before === null || after === null) return false;
      return (
        haveSameValues(before.ns, after.ns) &&
        haveSameDs(ds.before, ds.after) &&
        before.glue.length === after.glue.length &&
        before.glue.every((one, i) => isSameGlue(one, after.glue[i]!))
      );
    }
  }
}

function haveSameDs(one: RrsetValue | null, other: RrsetValue | null): boolean {
  return one === null && other === null ? true : haveSameValues(one, other);
}

function isSameGlue(one: Glue, other: Glue): boolean {
  return one.name === other.name && one.type === other.type && haveSameValues(one, other);
}

function haveSameValues(one: RrsetValue | null, other: RrsetValue | null): boolean {
  if (one === null || other === null || one.values.length !== other.values.length) return false;
  return one.values.every((value, i) => value === other.values[i]);
}
