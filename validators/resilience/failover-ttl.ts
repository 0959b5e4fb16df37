import { lowerNameFromText } from "../../src/dns/name-text.js";
import { typeName } from "../../src/dns/rr/registry.js";
import type { SteeredRrset } from "../../src/steering/config.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { failoverTime } from "../steering/failover-time.js";
import { steeredHosts } from "../steering/steered-hosts.js";

const hostTypes = [rrtype.A, rrtype.AAAA];
/** What sends clients of a name somewhere. */
const steerable = [...hostTypes, rrtype.CNAME, rrtype.SVCB, rrtype.HTTPS, rrtype.ALIAS];

export const failoverTtl: Rule = {
  id: "failover-ttl",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §3.6; check.failover",
  summary:
    "A record that may have to be changed in an outage has a TTL above the fail-over budget.",
  why: "Resolvers go on sending clients to the dead address until the TTL is over, whatever the nameserver says by then. At a steered name the time until its probes know comes on top.",
  hint: "lower the TTL, days before you rely on it: the old one has to run out first",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const budget = options.failoverSeconds;
    if (budget === null) return found.diagnostics;
    const { byName } = steeredHosts(context);
    for (const rrset of failoverRrsets(context)) {
      const steered = byName.get(nameAndType(context, rrset));
      if (steered !== undefined) {
        lookAtSteered(context, steered, budget, found);
        continue;
      }
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

function nameAndType({ zone }: RuleContext, rrset: number): string {
  return `${zone.ownerText(zone.ownerOf(rrset))} ${typeName(zone.zone.rrsetType[rrset]!)}`;
}

/** A steered name needs nobody to change it: its probes and its own TTL say how long it takes. */
function lookAtSteered(
  { steering }: RuleContext,
  [place, rrset]: readonly [number, SteeredRrset],
  budget: number,
  found: Findings,
): void {
  if (steering === undefined) return;
  const { owner, type } = rrset;
  const time = failoverTime(rrset, steering.config);
  const { line, column } = steering.place({ rrset: place });
  if (time === undefined) {
    const message = `${owner} ${type} has a target that is not probed, and has to fail over within ${budget} seconds`;
    found.atPlace(steering.file, line, column, message, "give each target a monitor");
    return;
  }
  const { detectionSeconds, ttlSeconds } = time;
  const sum = detectionSeconds + ttlSeconds;
  if (sum <= budget) return;
  const message = `${owner} ${type} fails over in up to ${sum} seconds (${detectionSeconds} until its probes know, ${ttlSeconds} in caches), and has to within ${budget}`;
  const hint = "probe more often, with a shorter time-out, or lower ttl.max";
  found.atPlace(steering.file, line, column, message, hint);
}

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
    for (const type of steerable) {
      const rrset = zone.rrset(owner, type);
      if (rrset !== -1) yield rrset;
    }
  }
}
