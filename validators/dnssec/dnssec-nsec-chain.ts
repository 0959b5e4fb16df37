import { compareNames, namesEqual } from "../../src/dns/name.js";
import { nameToText } from "../../src/dns/name-text.js";
import { canonicalOwners } from "../../src/zone/order.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { isNamed } from "./denial.js";
import { isSigned } from "./signed-zone.js";

export const dnssecNsecChain: Rule = {
  id: "dnssec-nsec-chain",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §2.3",
  summary: "The NSEC records of a signed zone do not lead from name to name and back to the apex.",
  why: "Where the chain is broken, resolvers cannot prove that a name does not exist, or prove it of one that does: SERVFAIL for some, NXDOMAIN for others.",
  hint: "sign the zone again, so that the chain is made anew",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone)) return [];
    const hasNsec = zone.rrsetsOf(rrtype.NSEC).length > 0;
    if (!hasNsec) {
      if (zone.rrsetsOf(rrtype.NSEC3).length === 0) {
        found.atZone(`${zone.apexText} is signed and has neither NSEC nor NSEC3 records`);
      }
      return found.diagnostics;
    }
    checkLinks(zone, found);
    return found.diagnostics;
  },
};

/** Walks the names in canonical order; each NSEC record must name the next owner of one. */
function checkLinks(zone: ZoneIndex, found: Findings): void {
  const links: number[] = [];
  for (const owner of canonicalOwners(zone.zone)) {
    if (zone.has(owner, rrtype.NSEC)) {
      links.push(owner);
      checkOwner(zone, owner, found);
    } else if (isNamed(zone, owner)) {
      found.atOwner(owner, `${zone.ownerText(owner)} has no NSEC record`);
    }
  }
  links.forEach((owner, i) => {
    checkNext(zone, owner, links[i + 1] ?? links[0]!, found);
  });
}

function checkOwner(zone: ZoneIndex, owner: number, found: Findings): void {
  const rrset = zone.rrset(owner, rrtype.NSEC);
  const record = zone.firstRecord(rrset);
  const name = zone.ownerText(owner);
  if (zone.recordCount(rrset) > 1) {
    found.at(record + 1, "owner", `${name} has more than one NSEC record`);
  }
  // Below a DNAME some signers have NSEC records, and some have none.
  const standing = zone.authorityOf(owner);
  if (isNamed(zone, owner) || standing === authority.belowDname) return;
  const isHidden = standing !== authority.answered;
  const why = isHidden ? "which is not this zone's to answer for" : "where there is nothing else";
  found.at(record, "owner", `there is an NSEC record at ${name}, ${why}`);
}

function checkNext(zone: ZoneIndex, owner: number, next: number, found: Findings): void {
  const record = zone.firstRecord(zone.rrset(owner, rrtype.NSEC));
  const { rdata, names, nameStart } = zone.zone;
  const at = zone.rdataStart(record);
  const start = nameStart[next]!;
  const length = nameStart[next + 1]! - start;
  if (namesEqual(rdata, at, names, start, length)) return;
  const said = `the NSEC record of ${zone.ownerText(owner)} names ${nameToText(rdata, at)} as next`;
  const skips = compareNames(names, start, rdata, at) < 0 && next !== 0;
  found.at(
    record,
    0,
    `${said}${skips ? " and skips" : "; it should name"} ${zone.ownerText(next)}`,
  );
}
