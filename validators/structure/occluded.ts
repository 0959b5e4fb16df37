import { typeName } from "../../src/dns/rr/type-code.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { cutAbove } from "./hidden-by.js";

/** Addresses may be glue; signatures and denials are judged where the zone's DNSSEC is. */
const mayBeBelow: ReadonlySet<number> = new Set([
  ...[rrtype.A, rrtype.AAAA, rrtype.RRSIG, rrtype.NSEC, rrtype.NSEC3],
]);

export const occluded: Rule = {
  id: "occluded",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.1",
  summary: "Records stand below a zone cut, and are no glue.",
  why: "Resolvers are referred to the delegated zone and ask there; what stands here is never answered.",
  hint: "move the records into the delegated zone, or remove the delegation",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (zone.rrsetsOf(rrtype.NS).length < 2) return found.diagnostics;
    for (let owner = 1; owner < zone.zone.ownerCount && !found.isFull; owner++) {
      if (zone.authorityOf(owner) !== authority.belowCut) continue;
      const rrset = firstHidden(zone, owner);
      if (rrset === -1) continue;
      const type = typeName(zone.zone.rrsetType[rrset]!);
      const message = `${type} at ${zone.ownerText(owner)} is hidden by the delegation of ${cutAbove(zone, owner)}`;
      found.at(zone.firstRecord(rrset), "owner", message);
    }
    return found.diagnostics;
  },
};

function firstHidden({ zone }: ZoneIndex, owner: number): number {
  const { ownerRrsets, rrsetType } = zone;
  for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
    if (!mayBeBelow.has(rrsetType[rrset]!)) return rrset;
  }
  return -1;
}
