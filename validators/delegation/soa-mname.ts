import type { Rule } from "../rule.js";
import { targetFaultOf } from "../targets.js";
import { soaOf, soaToken } from "./soa-fields.js";

export const soaMname: Rule = {
  id: "soa-mname",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §3.3.13, RFC 2181 §7.3",
  summary: "The primary server that the SOA record names cannot be reached by that name.",
  why: "Dynamic updates and some secondaries go to the server that stands there, and find nothing.",
  hint: "write the name of the server that holds the zone first; it needs an address of its own",
  judges: "zones",
  check(context) {
    const { zone, finder } = context;
    const soa = soaOf(zone);
    if (soa === undefined) return [];
    const found = context.collect();
    const fault = targetFaultOf(finder, zone.zone.rdata, zone.rdataStart(soa.record));
    if (fault !== undefined) {
      const name = zone.nameText(soa.record);
      found.at(soa.record, soaToken.mname, `the primary server ${name} ${fault}`);
    }
    return found.diagnostics;
  },
};
