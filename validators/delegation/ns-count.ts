import { isInternalZone } from "../addresses/internal-zone.js";
import type { Rule } from "../rule.js";
import { labelIs } from "../targets.js";
import { nameserversOf } from "./nameservers.js";
import { isPolicyZone } from "./policy-zone.js";

export const nsCount: Rule = {
  id: "ns-count",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1034 §4.1, RFC 2182 §5",
  summary: "A zone has fewer than two nameservers.",
  why: "When the only server, its network or its power fails, every name in the zone is gone at once, and mail bounces.",
  hint: "add a second nameserver in another network, or better with another provider",
  judges: "records",
  check(context) {
    if (isInternalZone(context)) return [];
    const found = context.collect();
    const { zone } = context;
    const { rdata } = zone.zone;
    for (const rrset of nameserversOf(context).sets) {
      if (found.isFull) break;
      if (zone.recordCount(rrset) > 1) continue;
      const record = zone.firstRecord(rrset);
      if (isNone(rdata, zone.rdataStart(record))) continue;
      if (zone.ownerOf(rrset) === 0 && isPolicyZone(zone)) continue;
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(record, "owner", `${name} has one nameserver only: ${zone.nameText(record)}`);
    }
    return found.diagnostics;
  },
};

/**
 * `.` and `invalid.` say that there is meant to be none, as in a catalog zone (RFC 9432 §4);
 * `localhost.` does in many response policy zones.
 */
export function isNone(name: Uint8Array, at: number): boolean {
  if (name[at] === 0) return true;
  if (name[at + 1 + name[at]!] !== 0) return false;
  return labelIs(name, at, "invalid") || labelIs(name, at, "localhost");
}
