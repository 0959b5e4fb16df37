import { lowerNameFromText } from "../../src/dns/name-text.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";

const hostTypes = [rrtype.A, rrtype.AAAA];
/** What sends clients of a name somewhere. */
const steered = [...hostTypes, rrtype.CNAME, rrtype.SVCB, rrtype.HTTPS, rrtype.ALIAS];

export const failoverTtl: Rule = {
  id: "failover-ttl",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §3.6; check.failover",
  summary:
    "A record that may have to be changed in an outage has a TTL above the fail-over budget.",
  why: "Resolvers go on sending clients to the dead address until the TTL is over, whatever the nameserver says by then.",
  hint: "lower the TTL, days before you rely on it: the old one has to run out first",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const budget = options.failoverSeconds;
    if (budget === null) return found.diagnostics;
    for (const rrset of failoverRrsets(context)) {
      const ttl = zone.zone.rrsetTtl[rrset]!;
      if (ttl <= budget) continue;
      const owner = zone.ownerText(zone.ownerOf(rrset));
      found.at(
        zone.firstRecord(rrset),
        "ttl",
        `${owner} is cached for ${ttl} seconds, and has to fail over within ${budget}`,
      );
    }
    return found.diagnostics;
  },
};

function* failoverRrsets({ zone, options }: RuleContext): Generator<number> {
  if (options.failoverNames.length === 0) {
    for (const type of hostTypes) {
      for (const rrset of zone.rrsetsOf(type)) if (zone.recordCount(rrset) > 1) yield rrset;
    }
    return;
  }
  for (const text of options.failoverNames) {
    const name = lowerNameFromText(text);
    const owner = name === undefined ? -1 : zone.zone.findOwner(name, 0, name.length);
    for (const type of steered) {
      const rrset = zone.rrset(owner, type);
      if (rrset !== -1) yield rrset;
    }
  }
}
