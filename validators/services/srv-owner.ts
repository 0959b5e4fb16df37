import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const srvOwner: Rule = {
  id: "srv-owner",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 2782",
  summary: "An SRV record is not at a name of the form _service._proto.",
  why: "Clients put the service and the protocol before the name, each with an underscore, and never ask at another one.",
  hint: "write the owner as _service._proto.name, such as _imaps._tcp",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.SRV)) {
      const name = zone.ownerText(zone.ownerOf(rrset));
      // A service instance of RFC 6763 has a label of its own before them; a wildcard is any service.
      if (/(^|\.)(_[^.]+|\*)\._[^.]+\./.test(name)) continue;
      found.at(zone.firstRecord(rrset), "owner", `no client asks for SRV records of ${name}`);
    }
    return found.diagnostics;
  },
};
