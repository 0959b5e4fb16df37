import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { type CaaProperty, caaProperties } from "./caa.js";
import { governedBy } from "./governing.js";
import { issuerOf } from "./issue-value.js";

export const caaIssuers: Rule = {
  id: "caa-issuers",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8659 §3",
  summary: "CAA forbids a certificate authority that this site uses.",
  why: "Renewal fails weeks after the change that caused it, and the site goes down when its certificate runs out.",
  hint: "add a CAA issue record for the authority, or take it off check.issuers",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    if (options.issuers.length === 0) return found.diagnostics;
    for (const rrset of zone.rrsetsOf(rrtype.CAA)) {
      const properties = caaProperties(zone, rrset);
      const issue = properties.filter(({ tag }) => tag === "issue");
      const issuewild = properties.filter(({ tag }) => tag === "issuewild");
      // RFC 8659 §4.3: issuewild, where there is any, is all that counts for wildcards; one that
      // allows nobody was meant so.
      const forWildcards = issuewild.filter(({ value }) => issuerOf(value) !== "");
      for (const [deciding, wildcard] of [
        [issue, false],
        [issuewild.length > 0 ? forWildcards : issue, true],
      ] as const) {
        const missing = forbidden(deciding, options.issuers);
        if (missing.length === 0) continue;
        const owner = governedBy(context, rrset, wildcard);
        if (owner === -1) continue;
        found.at(
          zone.firstRecord(rrset),
          "owner",
          `${missing.join(" and ")} may not issue certificates for ${zone.ownerText(owner)}`,
        );
      }
    }
    return found.diagnostics;
  },
};

/** The issuers that the properties shut out; no property shuts out nobody. */
function forbidden(properties: readonly CaaProperty[], issuers: readonly string[]): string[] {
  if (properties.length === 0) return [];
  const allowed = new Set(properties.map(({ value }) => issuerOf(value)));
  return issuers.filter((issuer) => !allowed.has(issuer.toLowerCase()));
}
