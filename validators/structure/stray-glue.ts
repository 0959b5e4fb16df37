import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { cutAbove } from "./hidden-by.js";

export const strayGlue: Rule = {
  id: "stray-glue",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.1",
  summary: "An address stands at or below a zone cut, and no NS record of the zone names it.",
  why: "Only addresses of nameservers are given out with a referral. Usually a name was delegated and the address that it had before is now dead.",
  hint: "move the address into the delegated zone, or remove it",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (zone.rrsetsOf(rrtype.NS).length < 2) return found.diagnostics;
    let named: Uint8Array | undefined;
    for (const type of [rrtype.A, rrtype.AAAA]) {
      for (const rrset of zone.rrsetsOf(type)) {
        if (found.isFull) break;
        const owner = zone.ownerOf(rrset);
        const standing = zone.authorityOf(owner);
        if (standing !== authority.cut && standing !== authority.belowCut) continue;
        named ??= namedByNs(zone);
        if (named[owner] === 1) continue;
        const message =
          standing === authority.cut
            ? `${zone.ownerText(owner)} is delegated, so its address here is never answered`
            : `${zone.ownerText(owner)} is hidden by the delegation of ${cutAbove(zone, owner)}, and no nameserver`;
        found.at(zone.firstRecord(rrset), "owner", message);
      }
    }
    return found.diagnostics;
  },
};

/** 1 for each owner that an NS record of the zone has as its target. */
function namedByNs(index: ZoneIndex): Uint8Array {
  const { zone } = index;
  const named = new Uint8Array(zone.ownerCount);
  for (const rrset of index.rrsetsOf(rrtype.NS)) {
    for (let record = index.firstRecord(rrset); record < index.endRecord(rrset); record++) {
      const owner = zone.findOwner(zone.rdata, index.rdataStart(record), index.rdataEnd(record));
      if (owner !== -1) named[owner] = 1;
    }
  }
  return named;
}
