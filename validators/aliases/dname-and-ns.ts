import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const dnameAndNs: Rule = {
  id: "dname-and-ns",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 6672 §2.3",
  summary: "A name below the apex has both a DNAME and NS records.",
  why: "The name is delegated, so its DNAME is never answered here; it belongs at the apex of the child zone.",
  hint: "move the DNAME into the delegated zone, or remove the NS records",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.DNAME)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      if (owner === 0 || !zone.has(owner, rrtype.NS)) continue;
      const message = `${zone.ownerText(owner)} is delegated and cannot have a DNAME here`;
      found.at(zone.firstRecord(rrset), "type", message);
    }
    return found.diagnostics;
  },
};
