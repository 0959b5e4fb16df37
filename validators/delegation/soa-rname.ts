import { nameToText } from "../../src/dns/name-text.js";
import { isInternalZone } from "../addresses/internal-zone.js";
import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { targetStanding, targetStandingOf } from "../targets.js";
import { isNone } from "./ns-count.js";
import { soaOf, soaToken } from "./soa-fields.js";

export const soaRname: Rule = {
  id: "soa-rname",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §8, RFC 1912 §2.2",
  summary: "The mailbox in the SOA record is none that mail can be sent to.",
  why: "Whoever sees that something is wrong with the zone writes to this address. Here the mail would bounce, or go to the wrong host.",
  hint: "write hostmaster.example.com. for hostmaster@example.com, and \\. for a dot before the @",
  judges: "zones",
  check(context) {
    const { zone, finder } = context;
    const soa = soaOf(zone);
    if (soa === undefined) return [];
    const found = context.collect();
    const { rdata } = zone.zone;
    const start = zone.rdataStart(soa.record) + soa.rnameOffset;
    const fault = formFaultOf(rdata, start);
    if (fault !== undefined) found.at(soa.record, soaToken.rname, fault);
    else if (!isInternalZone(context)) {
      const lost = deliveryFaultOf(rdata, start, finder);
      const hint = "name a mailbox at a domain that takes mail, or give the domain an MX record";
      if (lost !== undefined) found.at(soa.record, soaToken.rname, lost, hint);
    }
    return found.diagnostics;
  },
};

/** Whether the name can stand for a mailbox. */
function formFaultOf(name: Uint8Array, start: number): string | undefined {
  // These say that there is no mailbox: the root, and what a catalog zone has.
  if (isNone(name, start)) return undefined;
  const text = nameToText(name, start);
  for (let at = start; name[at] !== 0; at += name[at]! + 1) {
    if (name.subarray(at + 1, at + 1 + name[at]!).includes(0x40))
      return `the mailbox ${text} has an @: its first dot stands for that`;
  }
  if (name[start + name[start]! + 1] === 0) return `the mailbox ${text} has no domain`;
  return undefined;
}

/** Whether the mailbox is at a domain that takes mail. */
function deliveryFaultOf(name: Uint8Array, start: number, finder: NameFinder): string | undefined {
  if (isNone(name, start)) return undefined;
  const text = nameToText(name, start);
  const domain = start + name[start]! + 1;
  const standing = targetStandingOf(finder, name, domain);
  const mailbox = `the mailbox ${text} stands for an address at ${nameToText(name, domain)}`;
  if (standing === targetStanding.absent) return `${mailbox}, which does not exist`;
  const { zone, owner } = finder;
  if (zone === undefined || owner === -1) return undefined;
  const mx = zone.rrset(owner, rrtype.MX);
  const isData = standing === targetStanding.addressed || standing === targetStanding.unaddressed;
  if (!isData) return undefined;
  if (mx === -1)
    return standing === targetStanding.addressed ? undefined : `${mailbox}, which takes no mail`;
  const first = zone.rdataStart(zone.firstRecord(mx));
  const isNull = zone.recordCount(mx) === 1 && zone.zone.rdata[first + 2] === 0;
  return isNull ? `${mailbox}, which takes no mail (its MX is the root)` : undefined;
}
