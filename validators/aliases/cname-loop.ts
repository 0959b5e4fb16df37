import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** Steps after which a chain that has not ended goes round in a circle, for all practical ends. */
const stepsMax = 64;

export const cnameLoop: Rule = {
  id: "cname-loop",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §3.6.2",
  summary: "A chain of CNAME records leads back into itself.",
  why: "No address is ever reached: resolvers give up with SERVFAIL, and whoever asks sees an outage.",
  hint: "point one of the aliases at a name that has the data",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of zone.rrsetsOf(rrtype.CNAME)) {
      const record = zone.firstRecord(rrset);
      let at = zone;
      let target = record;
      for (let step = 1; step <= stepsMax; step++) {
        const result = finder.find(at.zone.rdata, at.rdataStart(target));
        if (finder.zone === undefined || (result !== standing.data && result !== standing.wildcard))
          break;
        const next = finder.zone.rrset(finder.owner, rrtype.CNAME);
        if (next === -1) break;
        if (next === rrset && finder.zone === zone) {
          found.at(
            record,
            0,
            `the alias ${zone.ownerText(zone.ownerOf(rrset))} leads back to itself`,
          );
          break;
        }
        at = finder.zone;
        target = at.firstRecord(next);
      }
    }
    return found.diagnostics;
  },
};
