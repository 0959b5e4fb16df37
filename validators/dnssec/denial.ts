/** What NSEC and NSEC3 records must say: which names they speak of, and of which types. */
import { typeName } from "../../src/dns/rr/registry.js";
import { typesOfBitmap } from "../../src/dnssec/type-bitmap.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

/** Types that only prove or deny others: an owner with nothing else is no name of the zone. */
const provingTypes: ReadonlySet<number> = new Set([rrtype.RRSIG, rrtype.NSEC, rrtype.NSEC3]);

/** Types that a parent answers for at a zone cut (RFC 4035 §2.3). */
const cutTypes: ReadonlySet<number> = new Set([rrtype.NS, rrtype.DS, rrtype.NSEC, rrtype.RRSIG]);

/** Whether the owner has data of its own, which the zone answers or refers from. */
export function isNamed(zone: ZoneIndex, owner: number): boolean {
  const standing = zone.authorityOf(owner);
  if (standing !== authority.answered && standing !== authority.cut) return false;
  const { ownerRrsets, rrsetType } = zone.zone;
  for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
    if (!provingTypes.has(rrsetType[rrset]!)) return true;
  }
  return false;
}

/** Whether the owner is a delegation to a zone that is not signed. */
export function isInsecureCut(zone: ZoneIndex, owner: number): boolean {
  return zone.authorityOf(owner) === authority.cut && !zone.has(owner, rrtype.DS);
}

/** Types that the NSEC record of an owner must list (RFC 4035 §2.3), in their order. */
export function nsecTypes(zone: ZoneIndex, owner: number): number[] {
  const types = dataTypes(zone, owner);
  types.push(rrtype.RRSIG, rrtype.NSEC);
  return types.sort((a, b) => a - b);
}

/** The same for NSEC3 (RFC 5155 §7.1): NSEC3 itself is at another name. */
export function nsec3Types(zone: ZoneIndex, owner: number): number[] {
  const types = dataTypes(zone, owner);
  if (!isInsecureCut(zone, owner)) types.push(rrtype.RRSIG);
  return types.sort((a, b) => a - b);
}

function dataTypes(zone: ZoneIndex, owner: number): number[] {
  const isCut = zone.authorityOf(owner) === authority.cut;
  const { ownerRrsets, rrsetType } = zone.zone;
  const types: number[] = [];
  for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
    const type = rrsetType[rrset]!;
    if (!provingTypes.has(type) && (!isCut || cutTypes.has(type))) types.push(type);
  }
  return types;
}

/**
 * What a bitmap `rdata[start, end)` says too much and too little, in words; undefined if it lists
 * just the types that are due.
 */
export function bitmapFault(
  rdata: Uint8Array,
  start: number,
  end: number,
  due: readonly number[],
): string | undefined {
  const listed = typesOfBitmap(rdata, start, end);
  if (listed.length === due.length && listed.every((type, i) => type === due[i])) return undefined;
  const dueSet = new Set(due);
  const listedSet = new Set(listed);
  const surplus = listed.filter((type) => !dueSet.has(type));
  const lacking = due.filter((type) => !listedSet.has(type));
  return [
    ...(lacking.length > 0 ? [`does not list ${namesOf(lacking)}`] : []),
    ...(surplus.length > 0 ? [`lists ${namesOf(surplus)}, which is not there`] : []),
  ].join(" and ");
}

/** As many as a message can bear. */
const typesShownMax = 8;

function namesOf(types: readonly number[]): string {
  const names = types.slice(0, typesShownMax).map(typeName).join(", ");
  return types.length > typesShownMax ? `${names} …` : names;
}
