import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { hasChosenTtl } from "./cached-types.js";

export const ttlZero: Rule = {
  id: "ttl-zero",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §3.2.1",
  summary: "A TTL is zero.",
  why: "Nobody may cache the record: each use of it is a query, every client waits for the answer, and the smallest outage of the nameservers is felt at once.",
  hint: "give it a TTL of at least some seconds",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { rrsetTtl, rrsetType, rrsetCount } = zone.zone;
    for (let rrset = 0; rrset < rrsetCount && !found.isFull; rrset++) {
      if (rrsetTtl[rrset] !== 0 || rrsetType[rrset] === rrtype.SOA) continue;
      if (!hasChosenTtl(rrsetType[rrset]!)) continue;
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(zone.firstRecord(rrset), "ttl", `TTL 0 at ${name}: nobody may cache this`);
    }
    return found.diagnostics;
  },
};
