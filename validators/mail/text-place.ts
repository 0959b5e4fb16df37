import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** Policies, and the labels that receivers put in front of a domain when they ask for them. */
const places: readonly { readonly version: RegExp; readonly what: string; readonly at: string }[] =
  [
    { version: /^v\s*=\s*DMARC1\b/i, what: "a DMARC policy", at: "_dmarc" },
    { version: /^v\s*=\s*DKIM1\b/i, what: "a DKIM key", at: "<selector>._domainkey" },
    { version: /^v\s*=\s*STSv1\b/i, what: "an MTA-STS record", at: "_mta-sts" },
    { version: /^v\s*=\s*TLSRPTv1\b/i, what: "a record for TLS reports", at: "_smtp._tls" },
    { version: /^v\s*=\s*BIMI1\b/i, what: "a BIMI record", at: "default._bimi" },
  ];

export const textPlace: Rule = {
  id: "text-place",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 9989 §4.10, RFC 6376 §3.6.2.1, RFC 8461 §3.1, RFC 8460 §3",
  summary: "A policy for mail stands at the apex of the zone, where nobody looks for it.",
  why: "Receivers ask for each kind at a name of its own, such as _dmarc.example.com; at the apex it does nothing.",
  hint: "move the record to the name where it is looked for",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const rrset = zone.rrset(0, rrtype.TXT);
    if (rrset === -1) return found.diagnostics;
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const text = zone.textOf(record);
      const place = places.find(({ version }) => version.test(text));
      if (place === undefined) continue;
      const message = `${place.what} at ${zone.apexText} is not looked for`;
      found.at(record, "owner", message, `move it to ${place.at}.${zone.apexText}`);
    }
    return found.diagnostics;
  },
};
