import { isWildcard } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const wildcardDname: Rule = {
  id: "wildcard-dname",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 4592 §4.4",
  summary: "A DNAME stands at a wildcard.",
  why: "It is not defined what names below it lead to: answers depend on the nameserver, and on what a resolver has cached.",
  hint: "use a CNAME at the wildcard, or a DNAME at each name",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.DNAME)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      if (!isWildcard(zone, owner)) continue;
      const message = `${zone.ownerText(owner)} is a wildcard and should have no DNAME`;
      found.at(zone.firstRecord(rrset), "owner", message);
    }
    return found.diagnostics;
  },
};
