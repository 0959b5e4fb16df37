import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { hasAddresses } from "./binding-target.js";
import { bindingsIn, serviceBindingsOf } from "./service-binding.js";

export const httpsFallback: Rule = {
  id: "https-fallback",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9460 §3",
  summary: "A name has an HTTPS record and no address of its own.",
  why: "Programs that do not ask for HTTPS records (scripts, monitoring, older browsers) find no address and cannot connect.",
  hint: "add A and AAAA records beside the HTTPS record",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    let targets: Set<string> | undefined;
    for (const rrset of zone.rrsetsOf(rrtype.HTTPS)) {
      const owner = zone.ownerOf(rrset);
      if (zone.authorityOf(owner) !== 0 || hasAddresses(zone, owner)) continue;
      const name = zone.ownerText(owner);
      // Below an underscore are other ports; in AliasMode "." says that nothing is there.
      if (name.startsWith("_") || saysNoService(zone, rrset)) continue;
      targets ??= targetsIn(zone);
      if (targets.has(name)) continue;
      found.at(
        zone.firstRecord(rrset),
        "owner",
        `${name} has no address for those who do not read HTTPS records`,
      );
    }
    return found.diagnostics;
  },
};

function saysNoService(zone: ZoneIndex, rrset: number): boolean {
  for (const binding of bindingsIn(zone, rrtype.HTTPS, rrset)) {
    if (!binding.isAlias || !binding.isRootTarget) return false;
  }
  return true;
}

/** Names that other such records lead to: nobody starts there. */
function targetsIn(zone: ZoneIndex): Set<string> {
  const targets = new Set<string>();
  for (const binding of serviceBindingsOf(zone)) {
    if (binding.isAlias) targets.add(binding.targetText.toLowerCase());
  }
  return targets;
}
