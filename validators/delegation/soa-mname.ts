import type { Rule } from "../rule.js";
import { isAddressLiteral, targetStanding, targetStandingOf } from "../targets.js";
import { soaOf, soaToken } from "./soa-fields.js";

const faults: { readonly [standing: number]: string | undefined } = {
  [targetStanding.unaddressed]: "has neither an A nor an AAAA record",
  [targetStanding.absent]: "does not exist",
  [targetStanding.alias]: "is an alias",
  [targetStanding.belowDname]: "is an alias, by a DNAME above it",
};

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
    const { rdata } = zone.zone;
    const start = zone.rdataStart(soa.record);
    const fault = isAddressLiteral(rdata, start)
      ? "is an address read as a name"
      : faults[targetStandingOf(finder, rdata, start)];
    if (fault !== undefined) {
      const name = zone.nameText(soa.record);
      found.at(soa.record, soaToken.mname, `the primary server ${name} ${fault}`);
    }
    return found.diagnostics;
  },
};
