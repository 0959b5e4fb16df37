import { nameToText } from "../../src/dns/name-text.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { isAddressLiteral, isReverse, labelIs } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";
import { ownerTraits, trait, traitsOf } from "./owner-traits.js";
import { eachTarget, targetFields } from "./target-fields.js";

/** Types whose owners are hosts, or the mail domain in an address. */
const hostTypes = [
  [rrtype.A, "A"],
  [rrtype.AAAA, "AAAA"],
  [rrtype.MX, "MX"],
] as const;

const { NS, MX, SRV, SVCB, HTTPS, SOA, PTR } = targetFields;
const hosts = [NS, MX, SRV, SVCB, HTTPS, SOA];

export const hostName: Rule = {
  id: "host-name",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 952, RFC 1123 §2.1",
  summary: "The name of a host has characters that host names must not have.",
  why: "Browsers, mail servers and libraries refuse names with other characters than letters, digits and hyphens: the host works for some programs and not for others, and gets no certificate.",
  hint: "rename the host with letters, digits and hyphens only",
  judges: "records",
  check(context) {
    const found = context.collect();
    checkOwners(context, found);
    checkTargets(context, found);
    return found.diagnostics;
  },
};

function checkOwners(context: RuleContext, found: Findings): void {
  const { zone } = context;
  const traits = ownerTraits(context);
  for (let owner = 0; owner < traits.length && !found.isFull; owner++) {
    // Names with a label that starts with an underscore are meant not to be hosts (RFC 8552).
    if ((traits[owner]! & (trait.odd | trait.underscored)) !== trait.odd) continue;
    const [type, mnemonic] = hostTypes.find(([code]) => zone.has(owner, code)) ?? [];
    if (type === undefined) continue;
    const record = zone.firstRecord(zone.rrset(owner, type));
    const name = zone.ownerText(owner);
    found.at(record, "owner", `${name} is no host name, and has ${mnemonic} records`);
  }
}

function checkTargets({ zone }: RuleContext, found: Findings): void {
  const { apex, rdata } = zone.zone;
  const fields = isReverse(apex, 0) ? [...hosts, PTR] : hosts;
  eachTarget(zone, fields, (record, at, end, token) => {
    if (!isOdd(rdata, at, end - 1) || isAddressLiteral(rdata, at) || found.isFull) return;
    if (!isHostTarget(zone, record)) return;
    found.at(record, token, `${nameToText(rdata, at)} is no host name`);
  });
}

/** Whether what the record names must be a host, other than most of its type. */
function isHostTarget(zone: ZoneIndex, record: number): boolean {
  const rrset = zone.rrsetOfRecord(record);
  const type = zone.zone.rrsetType[rrset];
  // In AliasMode the target is an owner of SVCB records, which may have underscores (RFC 9460 §2.4.2).
  if (type === rrtype.SVCB || type === rrtype.HTTPS) return zone.u16(record, 0) !== 0;
  return type !== rrtype.PTR || !isServiceOwner(zone, zone.ownerOf(rrset));
}

/** PTR records at such names list domains to look for services in (RFC 6763 §11). */
function isServiceOwner({ zone }: ZoneIndex, owner: number): boolean {
  const { names, nameStart } = zone;
  const second = nameStart[owner]! + names[nameStart[owner]!]! + 1;
  if (!labelIs(names, second, "_dns-sd")) return false;
  return labelIs(names, second + names[second]! + 1, "_udp");
}

function isOdd(name: Uint8Array, at: number, end: number): boolean {
  if ((traitsOf(name, at, end) & trait.odd) !== 0) return true;
  // An asterisk is a wildcard in an owner only.
  return name[at] === 1 && name[at + 1] === 0x2a;
}
