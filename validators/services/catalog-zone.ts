import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { shown } from "../shown.js";
import type { ZoneIndex } from "../zone-index.js";

const version = "2";

export const catalogZone: Rule = {
  id: "catalog-zone",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9432 §4.1, §4.2.1, §5.1",
  summary: "A catalog zone is broken, so that no secondary takes it.",
  why: "Secondaries must not process a broken catalog: zones that you add stay unserved, and nobody tells you.",
  hint: 'keep one TXT record "2" at version, and below zones one PTR record for each zone',
  judges: "zone",
  check(context) {
    const found = context.collect();
    if (!isCatalog(context.zone)) return found.diagnostics;
    checkVersion(context, found);
    checkMembers(context, found);
    return found.diagnostics;
  },
};

/** Its only nameserver is `invalid.`, or something looks like a list of members. */
function isCatalog(zone: ZoneIndex): boolean {
  const ns = zone.rrset(0, rrtype.NS);
  if (ns !== -1 && zone.nameText(zone.firstRecord(ns)).toLowerCase() === "invalid.") return true;
  return versionRrset(zone) !== -1 && membersOf(zone).next().done !== true;
}

function versionRrset(zone: ZoneIndex): number {
  const apex = zone.zone.apex;
  const name = Buffer.concat([Buffer.from("\x07version"), apex]);
  if (name.length > 255) return -1;
  return zone.rrset(zone.zone.findOwner(name, 0, name.length), rrtype.TXT);
}

function checkVersion({ zone }: RuleContext, found: Findings): void {
  const rrset = versionRrset(zone);
  if (rrset === -1) {
    found.atZone(`the catalog has no version.${zone.apexText}`);
    return;
  }
  const record = zone.firstRecord(rrset);
  const text = zone.textOf(record);
  if (zone.recordCount(rrset) > 1) {
    found.at(record + 1, "rdata", "the catalog has more than one version");
  } else if (text !== version) {
    found.at(record, "rdata", `the version is "${shown(text)}", and secondaries know "2" only`);
  }
}

function checkMembers({ zone }: RuleContext, found: Findings): void {
  const seen = new Map<string, number>();
  for (const rrset of membersOf(zone)) {
    const record = zone.firstRecord(rrset);
    if (zone.recordCount(rrset) > 1) {
      const owner = zone.ownerText(zone.ownerOf(rrset));
      found.at(record + 1, 0, `${owner} stands for more than one zone`);
    }
    const member = zone.nameText(record).toLowerCase();
    const first = seen.get(member);
    if (first === undefined) seen.set(member, rrset);
    else {
      const other = zone.ownerText(zone.ownerOf(first));
      found.at(record, 0, `${member} is listed a second time, first at ${other}`);
    }
  }
}

/** PTR records at `<unique>.zones.<apex>`. */
function* membersOf(zone: ZoneIndex): Generator<number> {
  const { names, nameStart, apex } = zone.zone;
  for (const rrset of zone.rrsetsOf(rrtype.PTR)) {
    const owner = zone.ownerOf(rrset);
    const at = nameStart[owner]!;
    const zonesAt = at + 1 + names[at]!;
    if (nameStart[owner + 1]! - zonesAt !== apex.length + 6) continue;
    if (names[zonesAt] === 5 && isZonesLabel(names, zonesAt + 1)) yield rrset;
  }
}

function isZonesLabel(names: Uint8Array, at: number): boolean {
  return Buffer.from(names.buffer, names.byteOffset + at, 5).toString("latin1") === "zones";
}
