/** Where a name leads when the aliases in the repository are followed. */
import { type NameFinder, type Standing, standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";

/** Longer chains are told of by another rule, and followed by few resolvers. */
const stepsMax = 8;

/** The standing of the end of the chain that starts at `name[at…]`; the finder stays on it. */
export function followName(finder: NameFinder, name: Uint8Array, at: number): Standing {
  let result = finder.find(name, at);
  for (let step = 0; step < stepsMax; step++) {
    const { zone, owner } = finder;
    if (zone === undefined || owner === -1) break;
    if (result !== standing.data && result !== standing.wildcard) break;
    const alias = zone.rrset(owner, rrtype.CNAME);
    if (alias === -1) break;
    result = finder.find(zone.zone.rdata, zone.rdataStart(zone.firstRecord(alias)));
  }
  return result;
}
