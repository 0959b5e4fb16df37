import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { addressText } from "./address-records.js";
import { isInternalZone } from "./internal-zone.js";
import { serversIn } from "./private-address.js";
import { specialRangeOf } from "./special-ranges.js";

export const nsPrivateAddress: Rule = {
  id: "ns-private-address",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1918 §5, RFC 6890 §2.2",
  summary: "A nameserver has an address that nobody outside can reach.",
  why: "Resolvers ask a machine of their own network, or nobody, wait, and try the next server. With the last public one the zone is gone.",
  hint: "give the nameserver a public address, or set check.privateAddresses if this zone is internal",
  judges: "records",
  check(context) {
    const { zone } = context;
    // With all of them private it is a zone of one network: private-address tells that once.
    if (isInternalZone(context)) return [];
    const found = context.collect();
    for (const owner of serversIn(context)) {
      for (const type of [rrtype.A, rrtype.AAAA]) {
        const rrset = zone.rrset(owner, type);
        if (rrset === -1) continue;
        for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
          const start = zone.rdataStart(record);
          const range = specialRangeOf(zone.zone.rdata, start, zone.rdataEnd(record) - start);
          if (range === undefined || range.isDocumentation || found.isFull) continue;
          const name = zone.ownerText(owner);
          const address = addressText(zone, record);
          found.at(record, 0, `the nameserver ${name} has ${address}, ${range.what}`);
        }
      }
    }
    return found.diagnostics;
  },
};
