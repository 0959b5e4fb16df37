import { isDelegationOf } from "../../src/dnssec/delegation-digest.js";
import { readDnskey } from "../../src/dnssec/dnskey.js";
import { rdataOf } from "../../src/zone/record-view.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { childrenOf } from "./children.js";

export const parentDs: Rule = {
  id: "parent-ds",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §5.2",
  summary: "No DS record of a delegation is of a key in the delegated zone.",
  why: "Every resolver that validates takes the zone for forged and answers SERVFAIL: for all its users it is gone.",
  hint: "replace the DS records by those of the zone's present keys, or remove them until it is signed",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const child of childrenOf(context)) {
      const ds = zone.rrset(child.cut, rrtype.DS);
      if (ds === -1) continue;
      const keys = child.zone.rrset(0, rrtype.DNSKEY);
      const { apexText } = child.zone;
      if (keys === -1) {
        // Unsigned files may be signed on their way out; next to a signed one they are not.
        if (!zone.has(0, rrtype.DNSKEY)) continue;
        found.at(
          zone.firstRecord(ds),
          "owner",
          `${apexText} has a DS record here and is not signed`,
        );
      } else if (!isAnyDelegated(zone, ds, child.zone, keys)) {
        found.at(zone.firstRecord(ds), 0, `no DS record here is of a DNSKEY of ${apexText}`);
      }
    }
    return found.diagnostics;
  },
};

function isAnyDelegated(zone: ZoneIndex, ds: number, child: ZoneIndex, keys: number): boolean {
  for (let key = child.firstRecord(keys); key < child.endRecord(keys); key++) {
    const dnskey = readDnskey(rdataOf(child.zone, key));
    for (let record = zone.firstRecord(ds); record < zone.endRecord(ds); record++) {
      if (isDelegationOf(rdataOf(zone.zone, record), child.zone.apex, dnskey)) return true;
    }
  }
  return false;
}
