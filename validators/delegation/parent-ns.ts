import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { type Child, childrenOf } from "./children.js";
import { isNone } from "./ns-count.js";

export const parentNs: Rule = {
  id: "parent-ns",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.2",
  summary: "The NS records of a delegation and those of the delegated zone differ.",
  why: "Some resolvers use the one list and some the other. A server on only one of them gets half of the queries, or those for a zone that it no longer has.",
  hint: "write the same NS records on both sides of the zone cut",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const child of childrenOf(context)) compare(context.zone, child, found);
    lookAbove(context, found);
    return found.diagnostics;
  },
};

/** Told on the side of the parent, once. */
function compare(zone: ZoneIndex, child: Child, found: Findings): void {
  const theirs = child.zone.rrset(0, rrtype.NS);
  if (theirs === -1) return;
  const above = serverNames(zone, child.rrset);
  const below = serverNames(child.zone, theirs);
  const { apexText } = child.zone;
  for (const [name, record] of above) {
    if (!below.has(name)) found.at(record, 0, `the zone ${apexText} does not list ${name}`);
  }
  for (const name of below.keys()) {
    if (above.has(name)) continue;
    const message = `the zone ${apexText} also lists ${name}, which is missing here`;
    found.at(zone.firstRecord(child.rrset), "owner", message);
  }
}

function serverNames(zone: ZoneIndex, rrset: number): Map<string, number> {
  const names = new Map<string, number>();
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    names.set(zone.nameText(record).toLowerCase(), record);
  }
  return names;
}

/** A parent that does not delegate has no record to point at: told on the side of the child. */
function lookAbove({ zone, around }: RuleContext, found: Findings): void {
  const { apex } = zone.zone;
  const servers = zone.rrset(0, rrtype.NS);
  if (apex[0] === 0 || servers === -1) return;
  // A zone for servers alone, such as a catalog, is not meant to be found.
  if (isNone(zone.zone.rdata, zone.rdataStart(zone.firstRecord(servers)))) return;
  const parent = around.zones.enclosing(apex, apex[0]! + 1, apex.length);
  if (parent === undefined) return;
  for (let at = 0; apex.length - at > parent.zone.apex.length; at += apex[at]! + 1) {
    const owner = parent.zone.findOwner(apex, at, apex.length);
    if (owner !== -1 && parent.has(owner, rrtype.NS)) return;
  }
  found.atZone(
    `the zone ${parent.apexText} here does not delegate ${zone.apexText}: resolvers are not led to it`,
    `add NS records for ${zone.apexText} to ${parent.apexText}`,
  );
}
