import { typeName } from "../../src/dns/rr/type-code.js";
import { rdataText } from "../../src/zone/record-view.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { firstFew, otherVersions } from "./versions.js";

const types = [rrtype.NS, rrtype.MX, rrtype.DNSKEY, rrtype.CDS, rrtype.CDNSKEY] as const;

export const apexChange: Rule = {
  id: "apex-change",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1034 §4.2.2",
  summary: "The records at the apex that a whole zone depends on are changed.",
  why: "Nameservers and keys must agree with the parent zone, and mail follows the MX at once: a slip here takes the whole zone with it.",
  hint: "look twice; nameservers and DS records at the parent have to change with it",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const told = new Set<string>();
    for (const { index, called } of otherVersions(context)) {
      const tell = (type: number, what: string, before: string[], now: string[]) => {
        const lost = before.filter((value) => !now.includes(value));
        const gained = now.filter((value) => !before.includes(value));
        if (lost.length + gained.length === 0 || told.has(what)) return;
        told.add(what);
        const changes = [
          ...(lost.length === 0 ? [] : [`without ${firstFew(lost.map(short))}`]),
          ...(gained.length === 0 ? [] : [`with ${firstFew(gained.map(short))}`]),
        ].join(", ");
        const message = `the ${what} of ${zone.apexText} is not that of ${called}: ${changes}`;
        const rrset = zone.rrset(0, type);
        if (rrset === -1) found.atZone(message);
        else found.at(zone.firstRecord(rrset), "owner", message);
      };
      for (const type of types) {
        tell(type, `${typeName(type)} set`, valuesOf(index, type), valuesOf(zone, type));
      }
      tell(rrtype.SOA, "SOA MNAME", [primaryOf(index)], [primaryOf(zone)]);
    }
    return found.diagnostics;
  },
};

/** RDATA of a type at the apex, case folded where it is a name; TTLs are left aside. */
function valuesOf(index: ZoneIndex, type: number): string[] {
  const rrset = index.rrset(0, type);
  if (rrset === -1) return [];
  const values: string[] = [];
  for (let record = index.firstRecord(rrset); record < index.endRecord(rrset); record++) {
    const text = rdataText(index.zone, rrset, record);
    values.push(type === rrtype.NS || type === rrtype.MX ? text.toLowerCase() : text);
  }
  return values;
}

function primaryOf(index: ZoneIndex): string {
  return index.nameText(index.firstRecord(index.rrset(0, rrtype.SOA))).toLowerCase();
}

/** Nobody reads a key to its end. */
function short(value: string): string {
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}
