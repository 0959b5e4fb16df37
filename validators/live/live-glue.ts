import { nameFromText } from "../../src/dns/name-text.js";
import { recordTypeOf } from "../../src/dns/rr/registry.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { listed, nsRecord, without } from "./live-zone.js";

export const liveGlue: Rule = {
  id: "live-glue",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9471 §2.1",
  summary: "The parent's glue differs from the addresses that the zone gives its nameservers.",
  why: "Resolvers that come from the parent ask the old address: if nobody answers there, the zone is gone for them.",
  hint: "have the registrar change the host record",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, around } = context;
    const at = nsRecord(zone);
    if (around.live === undefined || at === -1) return found.diagnostics;
    const told = new Set<string>();
    for (const { glue, fault } of around.live.parent.answers) {
      if (fault !== null) continue;
      for (const name of new Set(glue.map((host) => host.name))) {
        const own = addressesHere(context, name);
        if (own === undefined || told.has(name)) continue;
        const parents = glue.filter((host) => host.name === name).map(({ address }) => address);
        const wrong = without(parents, own);
        const missing = without(own, parents);
        if (wrong.length === 0 && missing.length === 0) continue;
        told.add(name);
        const of = around.live.parent.zone ?? "the parent";
        const record = recordFor(context, name) ?? at;
        const parts = [
          ...(wrong.length > 0 ? [`is ${listed(wrong)}, which it does not have here`] : []),
          ...(missing.length > 0 ? [`lacks ${listed(missing)}`] : []),
        ];
        found.at(record, 0, `the glue for ${name} at ${of} ${parts.join(" and ")}`);
      }
    }
    return found.diagnostics;
  },
};

/** Addresses that the zones here give a name; undefined if none of them holds it. */
function addressesHere(context: RuleContext, name: string): string[] | undefined {
  const wire = nameFromText(name);
  if (wire === undefined) return undefined;
  const { finder } = context;
  if (finder.find(wire, 0) === standing.elsewhere || finder.zone === undefined) return undefined;
  const { zone, owner } = finder;
  const addresses: string[] = [];
  for (const type of [rrtype.A, rrtype.AAAA]) {
    const rrset = zone.rrset(owner, type);
    if (rrset === -1) continue;
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const { rdata } = zone.zone;
      addresses.push(
        recordTypeOf(type).print(rdata, zone.rdataStart(record), zone.rdataEnd(record)),
      );
    }
  }
  return addresses;
}

/** The NS record at the apex that names the server. */
function recordFor({ zone }: RuleContext, name: string): number | undefined {
  const rrset = zone.rrset(0, rrtype.NS);
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    if (zone.nameText(record).toLowerCase() === name) return record;
  }
  return undefined;
}
