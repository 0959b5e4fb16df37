import { isWildcard } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const wildcardNs: Rule = {
  id: "wildcard-ns",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4592 §4.2",
  summary: "NS records stand at a wildcard.",
  why: "A wildcard delegates nothing: nameservers disagree on what to answer, and some refuse the zone.",
  hint: "delegate each name by itself",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.NS)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      if (!isWildcard(zone, owner)) continue;
      const message = `${zone.ownerText(owner)} is a wildcard and cannot be delegated`;
      found.at(zone.firstRecord(rrset), "owner", message);
    }
    return found.diagnostics;
  },
};
