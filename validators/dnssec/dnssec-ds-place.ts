import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const dnssecDsPlace: Rule = {
  id: "dnssec-ds-place",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §2.4",
  summary: "A DS record stands at the apex, or where nothing is delegated.",
  why: "A DS record speaks of a zone to its parent's askers; anywhere else nobody looks for it, and the chain of trust that somebody wanted is not there.",
  hint: "put it beside the NS records of the delegation, in the parent zone",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.DS)) {
      const owner = zone.ownerOf(rrset);
      const name = zone.ownerText(owner);
      const record = zone.firstRecord(rrset);
      if (owner === 0) {
        found.at(record, "owner", `the DS record of ${name} belongs in the parent zone`);
      } else if (!zone.has(owner, rrtype.NS) && zone.authorityOf(owner) !== authority.belowCut) {
        // What is below a cut is told by the rule about hidden records.
        found.at(record, "owner", `${name} has a DS record and is not delegated: no NS record`);
      }
    }
    return found.diagnostics;
  },
};
