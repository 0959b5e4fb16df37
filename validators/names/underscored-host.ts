import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { labelIs } from "../targets.js";
import { ownersWith, trait } from "./owner-traits.js";

/** Domain controllers (Active Directory) and hosts of SPF checks have addresses at such names. */
const known = ["_msdcs", "_spf", "_spf_rate", "_spf_verify"];

export const underscoredHost: Rule = {
  id: "underscored-host",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 8552 §1.1",
  summary: "A name with a label that starts with an underscore has an address.",
  why: "Such names hold data about a service and are never hosts; most programs refuse to connect to one.",
  hint: "put the address at a name without underscores",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { names, nameStart, apex } = zone.zone;
    for (const owner of ownersWith(context, trait.underscored)) {
      if (found.isFull) break;
      const type = [rrtype.A, rrtype.AAAA, rrtype.MX].find((code) => zone.has(owner, code));
      const end = nameStart[owner + 1]! - (owner === 0 ? 1 : apex.length);
      if (type === undefined || isKnown(names, nameStart[owner]!, end)) continue;
      const record = zone.firstRecord(zone.rrset(owner, type));
      const name = zone.ownerText(owner);
      found.at(
        record,
        "owner",
        `${name} is for data about a service, and has the records of a host`,
      );
    }
    return found.diagnostics;
  },
};

function isKnown(names: Uint8Array, at: number, end: number): boolean {
  for (; at < end; at += names[at]! + 1) {
    if (known.some((text) => labelIs(names, at, text))) return true;
  }
  return false;
}
