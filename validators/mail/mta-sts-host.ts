import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { aliasEndOf } from "./alias-end.js";
import { domainOf, shownDomain, wireNameOf } from "./domain-name.js";
import { textRecordsOf } from "./text-records.js";

export const mtaStsHost: Rule = {
  id: "mta-sts-host",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8461 §3.3",
  summary: "A domain with an MTA-STS record has no host mta-sts to fetch the policy from.",
  why: "Senders find the record, cannot get the policy, and go on without it: the protection is only on paper.",
  hint: "add an address or an alias at mta-sts, where a web server has the policy",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of textRecordsOf(zone).mtaSts) {
      const domain = domainOf(zone, zone.ownerOf(rrset))?.slice("_mta-sts.".length);
      const host = `mta-sts.${domain}`;
      const wire = domain === undefined ? undefined : wireNameOf(host);
      const end = wire === undefined ? undefined : aliasEndOf(finder, wire);
      if (end === undefined) continue;
      if (end.zone.has(end.owner, rrtype.A) || end.zone.has(end.owner, rrtype.AAAA)) continue;
      found.at(zone.firstRecord(rrset), "owner", `${shownDomain(host)} has no address`);
    }
    return found.diagnostics;
  },
};
