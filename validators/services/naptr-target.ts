import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { targetStanding, targetStandingOf } from "../targets.js";
import { type Naptr, naptrsOf, naptrToken } from "./naptr.js";

/** What each last step looks up at the replacement; without a flag, another NAPTR. */
const sought: { readonly [flag: string]: number } = { S: rrtype.SRV, "": rrtype.NAPTR };

export const naptrTarget: Rule = {
  id: "naptr-target",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 3403 §4.1, RFC 3404 §4.3",
  summary: "The replacement of a NAPTR record has not got what its flag promises.",
  why: "The client looks there for the servers, finds none, and the call or the message does not go through.",
  hint: "name the place of the SRV record (S), the host (A), or the next NAPTR record (no flag)",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const naptr of naptrsOf(context.zone)) {
      if (naptr.replacement === ".") continue;
      const fault = faultOf(context, naptr);
      if (fault === undefined) continue;
      const message = `the replacement ${naptr.replacement} ${fault}`;
      found.at(naptr.record, naptrToken.replacement, message);
    }
    return found.diagnostics;
  },
};

function faultOf({ zone, finder }: RuleContext, naptr: Naptr): string | undefined {
  const result = targetStandingOf(finder, zone.zone.rdata, naptr.replacementAt);
  if (result === targetStanding.absent) return "does not exist";
  if (result !== targetStanding.addressed && result !== targetStanding.unaddressed)
    return undefined;
  if (naptr.flags === "A") {
    return result === targetStanding.unaddressed ? "has no address" : undefined;
  }
  const type = sought[naptr.flags];
  if (type === undefined || finder.zone?.has(finder.owner, type) === true) return undefined;
  return `has no ${type === rrtype.SRV ? "SRV" : "NAPTR"} record`;
}
