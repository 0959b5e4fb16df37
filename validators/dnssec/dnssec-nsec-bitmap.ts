import { nameEnd } from "../../src/dns/name.js";
import { readNsec3 } from "../../src/dnssec/nsec3.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { bitmapFault, isNamed, nsec3Types, nsecTypes } from "./denial.js";
import { nsec3ChainsOf } from "./nsec3-names.js";
import { isSigned } from "./signed-zone.js";

export const dnssecNsecBitmap: Rule = {
  id: "dnssec-nsec-bitmap",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §2.3, RFC 5155 §7.1",
  summary: "An NSEC or NSEC3 record lists other types than its name has.",
  why: "It proves that records do not exist which do: resolvers that have it cached deny them to everyone (RFC 8198).",
  hint: "sign the zone again after each change",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone)) return [];
    checkNsec(zone, found);
    checkNsec3(zone, found);
    return found.diagnostics;
  },
};

function checkNsec(zone: ZoneIndex, found: Findings): void {
  const { rdata } = zone.zone;
  for (const rrset of zone.rrsetsOf(rrtype.NSEC)) {
    const owner = zone.ownerOf(rrset);
    if (!isNamed(zone, owner)) continue;
    const record = zone.firstRecord(rrset);
    const end = zone.rdataEnd(record);
    const start = nameEnd(rdata, zone.rdataStart(record), end);
    const fault = bitmapFault(rdata, start, end, nsecTypes(zone, owner));
    if (fault === undefined) continue;
    found.at(record, 1, `the NSEC record of ${zone.ownerText(owner)} ${fault}`);
  }
}

function checkNsec3(zone: ZoneIndex, found: Findings): void {
  const { rdata } = zone.zone;
  for (const { links, names } of nsec3ChainsOf(zone)) {
    for (const { record, key } of links) {
      const name = names.get(key);
      if (name === undefined || name.hidden) continue;
      const start = readNsec3(rdata, zone.rdataStart(record)).bitmapStart;
      const due = name.owner === -1 ? [] : nsec3Types(zone, name.owner);
      const fault = bitmapFault(rdata, start, zone.rdataEnd(record), due);
      if (fault !== undefined) found.at(record, 5, `the NSEC3 record of ${name.text()} ${fault}`);
    }
  }
}
