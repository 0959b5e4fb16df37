import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { targetFaultOf } from "../targets.js";

const targetOffset = 6;
const targetToken = 3;

export const srvTarget: Rule = {
  id: "srv-target",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 2782",
  summary: "The target of an SRV record has no address of its own.",
  why: "Clients that are sent there cannot connect, or refuse to follow the alias.",
  hint: "name a host that has A or AAAA records itself",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    const { rdata } = zone.zone;
    for (const rrset of zone.rrsetsOf(rrtype.SRV)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const at = zone.rdataStart(record) + targetOffset;
        const fault = targetFaultOf(finder, rdata, at);
        if (fault === undefined) continue;
        found.at(record, targetToken, `the target ${zone.nameText(record, targetOffset)} ${fault}`);
      }
    }
    return found.diagnostics;
  },
};
