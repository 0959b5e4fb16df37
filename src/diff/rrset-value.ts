/** RRsets of the naive resolver as a diff shows and compares them. */
import { recordTypeOf } from "../dns/rr/registry.js";
import { typeName } from "../dns/rr/type-code.js";
import type { NaiveRrset } from "../naive/naive-zone.js";
import type { RrsetChange, RrsetValue } from "./change.js";
import { canonicalKey } from "./same-rrset.js";

/** Undefined if both are the same, or both absent. */
export function rrsetChange(
  type: number,
  before: NaiveRrset | undefined,
  after: NaiveRrset | undefined,
): RrsetChange | undefined {
  if (isSame(before, after)) return undefined;
  return { type: typeName(type), before: rrsetValue(before), after: rrsetValue(after) };
}

export function isSame(one: NaiveRrset | undefined, other: NaiveRrset | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.ttl !== other.ttl || one.rdata.length !== other.rdata.length) return false;
  const there = keysOf(other);
  return keysOf(one).every((key, i) => key === there[i]);
}

function keysOf({ rdata, type }: NaiveRrset): string[] {
  return rdata.map((hex) => keyOf(hex, type)).sort();
}

function keyOf(hex: string, type: number): string {
  const bytes = Buffer.from(hex, "hex");
  return canonicalKey(bytes, 0, bytes.length, type);
}

export function rrsetValue(rrset: NaiveRrset): RrsetValue;
export function rrsetValue(rrset: NaiveRrset | undefined): RrsetValue | null;
export function rrsetValue(rrset: NaiveRrset | undefined): RrsetValue | null {
  if (rrset === undefined) return null;
  const { type, ttl, rdata } = rrset;
  const keyed = rdata.map((hex) => ({ key: keyOf(hex, type), bytes: Buffer.from(hex, "hex") }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  const values = keyed.map(({ bytes }) => recordTypeOf(type).print(bytes, 0, bytes.length));
  return { ttlSeconds: ttl, values };
}
