/**
 * Where a name's data is, aliases followed: what a look-up of TXT, A or MX ends at. Undefined if it
 * leads out of the zones that are here, so that only the network knows.
 */
import { type NameFinder, standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

export interface AliasEnd {
  readonly zone: ZoneIndex;
  /** The owner of the data; -1 if there is none: NXDOMAIN, or an empty non-terminal. */
  readonly owner: number;
}

const stepsMax = 16;

/** Follows the well-formed wire name at `name[at…]`. */
export function aliasEndOf(
  finder: NameFinder,
  name: Uint8Array,
  at: number = 0,
): AliasEnd | undefined {
  for (let step = 0; step < stepsMax; step++) {
    const result = finder.find(name, at);
    const { zone, owner } = finder;
    if (zone === undefined || result === standing.delegated || result === standing.dname) {
      return undefined;
    }
    if (result === standing.absent || result === standing.emptyNonTerminal) {
      return { zone, owner: -1 };
    }
    const alias = zone.rrset(owner, rrtype.CNAME);
    if (alias === -1) return { zone, owner };
    name = zone.zone.rdata;
    at = zone.rdataStart(zone.firstRecord(alias));
  }
  return undefined;
}
