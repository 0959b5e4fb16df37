import { lowerNameFromText } from "../../src/dns/name-text.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

const leading = [
  ...[rrtype.A, rrtype.AAAA, rrtype.CNAME],
  ...[rrtype.SVCB, rrtype.HTTPS, rrtype.ALIAS],
] as const;

export const failoverName: Rule = {
  id: "failover-name",
  severity: "warning",
  sets: ["strict"],
  reference: "check.failoverNames",
  summary: "A name that is to fail over leads nowhere.",
  why: "The budget watches over a name that does not exist, and nobody over the one that was meant.",
  hint: "correct the name in check.failoverNames, or add its records",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder, options } = context;
    for (const text of options.failoverNames) {
      const name = lowerNameFromText(text);
      if (name === undefined) continue;
      const result = finder.find(name, 0);
      if (finder.zone !== zone || result === standing.delegated || result === standing.dname) {
        continue;
      }
      const { owner } = finder;
      if (owner !== -1 && leading.some((type) => zone.has(owner, type))) continue;
      found.atZone(`${text} is to fail over, and has no address or alias`);
    }
    return found.diagnostics;
  },
};
