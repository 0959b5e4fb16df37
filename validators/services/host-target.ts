import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { targetFaultOf } from "../targets.js";

/** The rarer types that name a host: a number of 16 bits, then the name. */
const types = [
  { type: rrtype.AFSDB, what: "server" },
  { type: rrtype.RT, what: "gateway" },
  { type: rrtype.KX, what: "key exchanger" },
] as const;
const targetOffset = 2;
const targetToken = 1;

export const hostTarget: Rule = {
  id: "host-target",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1183 §1, §3.3, RFC 2230 §3.1",
  summary: "An AFSDB, RT or KX record names a host that has no address of its own.",
  why: "Whoever is sent there cannot connect.",
  hint: "name a host that has A or AAAA records itself",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    const { rdata } = zone.zone;
    for (const { type, what } of types) {
      for (const rrset of zone.rrsetsOf(type)) {
        for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
          const at = zone.rdataStart(record) + targetOffset;
          const fault = targetFaultOf(finder, rdata, at);
          if (fault === undefined) continue;
          const name = zone.nameText(record, targetOffset);
          found.at(record, targetToken, `the ${what} ${name} ${fault}`);
        }
      }
    }
    return found.diagnostics;
  },
};
