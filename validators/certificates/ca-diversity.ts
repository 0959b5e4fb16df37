import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { caaProperties } from "./caa.js";
import { issuerOf } from "./issue-value.js";

export const caDiversity: Rule = {
  id: "ca-diversity",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 8659 §4.2",
  summary:
    "CAA allows fewer certificate authorities than this site wants to be able to choose from.",
  why: "When the only authority allowed is down or loses trust, changing to another first waits for the TTL of these records.",
  hint: "allow a second authority now (check.issuersMin says how many are wanted)",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    for (const rrset of zone.rrsetsOf(rrtype.CAA)) {
      const issuers = new Set<string>();
      for (const { tag, value } of caaProperties(zone, rrset)) {
        if (tag === "issue") issuers.add(issuerOf(value));
      }
      issuers.delete("");
      if (issuers.size === 0 || issuers.size >= options.issuersMin) continue;
      const owner = zone.ownerText(zone.ownerOf(rrset));
      found.at(
        zone.firstRecord(rrset),
        "owner",
        `only ${[...issuers].slice(0, 4).join(", ")} may issue certificates for ${owner}`,
      );
    }
    return found.diagnostics;
  },
};
