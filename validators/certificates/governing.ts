/**
 * Which CAA records hold for a name: its own, or those of the nearest ancestor that has any (RFC
 * 8659 §3). Where an alias leads, its target's records are asked first.
 */
import { isWildcard } from "../authority.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";

/** In place of an RRset: the zone itself has none for the name. */
export const noCaa = -1;

/** The CAA RRset of the zone that holds for certificates of an owner's name, or `noCaa`. */
function caaGoverning(zone: ZoneIndex, owner: number): number {
  const { names, nameStart, apex } = zone.zone;
  const end = nameStart[owner + 1]!;
  let at = nameStart[owner]!;
  // A certificate for *.X is looked up at X.
  if (isWildcard(zone, owner)) at += 2;
  for (; end - at >= apex.length; at += names[at]! + 1) {
    const rrset = zone.rrset(zone.zone.findOwner(names, at, end), rrtype.CAA);
    if (rrset !== -1) return rrset;
  }
  return noCaa;
}

/** The CAA RRset above the apex, in another zone here, that holds for names without their own. */
export function caaAbove({ zone, finder }: RuleContext): CaaAbove | undefined {
  const { apex } = zone.zone;
  for (let at = 0; apex[at] !== 0; ) {
    at += apex[at]! + 1;
    if (finder.find(apex, at) !== standing.data || finder.zone === undefined) continue;
    const rrset = finder.zone.rrset(finder.owner, rrtype.CAA);
    if (rrset !== -1) return { zone: finder.zone, rrset };
  }
  return undefined;
}

export interface CaaAbove {
  readonly zone: ZoneIndex;
  readonly rrset: number;
}

/**
 * For each CAA RRset that governs names with addresses, and for `noCaa`, the first such name: names
 * with an asterisk, or those without.
 */
export function namesGoverned(context: RuleContext, wildcards: boolean): Map<number, number> {
  const { zone } = context;
  const governed = new Map<number, number>();
  for (const type of [rrtype.A, rrtype.AAAA, rrtype.CNAME]) {
    for (const addresses of zone.rrsetsOf(type)) {
      const owner = zone.ownerOf(addresses);
      if (isWildcard(zone, owner) !== wildcards || zone.authorityOf(owner) !== 0) continue;
      if (hasUnderscore(zone, owner)) continue;
      const rrset = caaGoverning(zone, owner);
      if (governed.has(rrset)) continue;
      if (type !== rrtype.CNAME || isOurs(context, addresses)) governed.set(rrset, owner);
    }
  }
  return governed;
}

/** The alias ends at a name here that has no CAA of its own, so the climb goes on at the alias. */
function isOurs({ zone, finder }: RuleContext, cname: number): boolean {
  const result = finder.find(zone.zone.rdata, zone.rdataStart(zone.firstRecord(cname)));
  return (
    (result === standing.data || result === standing.wildcard) &&
    finder.zone?.has(finder.owner, rrtype.CAA) === false &&
    !finder.zone.has(finder.owner, rrtype.CNAME)
  );
}

/** Names such as `_acme-challenge` are no hosts, and get no certificates. */
function hasUnderscore(zone: ZoneIndex, owner: number): boolean {
  const { names, nameStart } = zone.zone;
  return names[nameStart[owner]! + 1] === 0x5f;
}
