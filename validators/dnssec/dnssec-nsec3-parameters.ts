import { readNsec3Parameters } from "../../src/dnssec/nsec3.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

export const dnssecNsec3Parameters: Rule = {
  id: "dnssec-nsec3-parameters",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9276 §3.1",
  summary: "NSEC3 hashes names more than once.",
  why: "Iterations make each denial dearer for servers and resolvers and guessing hardly harder; resolvers treat the zone as unsigned, or answer SERVFAIL, from some number on.",
  hint: "sign the zone with 0 iterations",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const record = describing(zone);
    if (record === -1) return [];
    const { iterations } = readNsec3Parameters(zone.zone.rdata, zone.rdataStart(record));
    if (iterations > 0) {
      const times = iterations === 1 ? "1 iteration" : `${iterations} iterations`;
      found.at(record, 2, `the NSEC3 records of ${zone.apexText} are made with ${times}`);
    }
    return found.diagnostics;
  },
};

/** The record that says how names are hashed: NSEC3PARAM or, without it, any NSEC3; -1 if none. */
export function describing(zone: ZoneIndex): number {
  const rrset = zone.rrset(0, rrtype.NSEC3PARAM);
  if (rrset !== -1) return zone.firstRecord(rrset);
  const [first] = zone.rrsetsOf(rrtype.NSEC3);
  return first === undefined ? -1 : zone.firstRecord(first);
}
