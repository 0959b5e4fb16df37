import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const httpsOwner: Rule = {
  id: "https-owner",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 9460 §9.1",
  summary: "An HTTPS record is at a name that browsers do not ask for.",
  why: "For port 443 they ask at the host's own name, for another port at _port._https below it; a record elsewhere is never seen.",
  hint: "put the record at the name in the URL, or at _8443._https.<name> for port 8443",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.HTTPS)) {
      const name = zone.ownerText(zone.ownerOf(rrset)).toLowerCase();
      if (!name.startsWith("_")) continue;
      const port = /^_(\d+)\._https\./.exec(name)?.[1];
      if (port !== undefined && port !== "443" && port !== "80" && Number(port) <= 0xffff) continue;
      // Aliases may lead to names of any form; only those of the RFC's form are told.
      if (port === undefined && !/^_(https?|tcp|udp)\.|\._(https?|tcp|udp)\./.test(name)) continue;
      found.at(zone.firstRecord(rrset), "owner", `no browser asks for HTTPS records of ${name}`);
    }
    return found.diagnostics;
  },
};
