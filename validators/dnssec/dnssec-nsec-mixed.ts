import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isSigned } from "./signed-zone.js";

export const dnssecNsecMixed: Rule = {
  id: "dnssec-nsec-mixed",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 5155 §7.1, §10.4",
  summary: "A zone has NSEC and NSEC3 records at once.",
  why: "Servers take one of the two chains, not all the same one, and with NSEC beside it NSEC3 hides no names.",
  hint: "sign the zone again with one of them; remove the other's records",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const [nsec] = zone.rrsetsOf(rrtype.NSEC);
    const [nsec3] = zone.rrsetsOf(rrtype.NSEC3);
    if (!isSigned(zone) || nsec === undefined || nsec3 === undefined) return [];
    const name = zone.apexText;
    found.at(zone.firstRecord(nsec3), "type", `${name} has NSEC3 records and NSEC records`);
    return found.diagnostics;
  },
};
