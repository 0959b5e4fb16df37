import { typeName } from "../../src/dns/rr/type-code.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** What a parent has of a delegation (RFC 4035 §2.6), glue, and what other rules speak of. */
const belongs: ReadonlySet<number> = new Set([
  ...[rrtype.NS, rrtype.DS, rrtype.NSEC, rrtype.NSEC3, rrtype.RRSIG],
  ...[rrtype.A, rrtype.AAAA],
  ...[rrtype.CNAME, rrtype.DNAME],
]);

export const dataAtCut: Rule = {
  id: "data-at-cut",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.1",
  summary: "A delegated name has records beside its NS and DS.",
  why: "They belong into the delegated zone: resolvers ask there, and what stands here is never answered.",
  hint: "move the records into the delegated zone, or remove the delegation",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { ownerRrsets, rrsetType } = zone.zone;
    for (const delegation of zone.rrsetsOf(rrtype.NS)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(delegation);
      if (ownerRrsets[owner + 1]! - ownerRrsets[owner]! === 1) continue;
      if (zone.authorityOf(owner) !== authority.cut) continue;
      for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
        const type = rrsetType[rrset]!;
        if (belongs.has(type)) continue;
        const message = `${zone.ownerText(owner)} is delegated, so its ${typeName(type)} data here is never answered`;
        found.at(zone.firstRecord(rrset), "type", message);
      }
    }
    return found.diagnostics;
  },
};
