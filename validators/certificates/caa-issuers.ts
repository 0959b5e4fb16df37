import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { type CaaProperty, caaProperties } from "./caa.js";
import { caaAbove, namesGoverned, noCaa } from "./governing.js";
import { issuerOf } from "./issue-value.js";

export const caaIssuers: Rule = {
  id: "caa-issuers",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8659 §3",
  summary: "CAA forbids a certificate authority that this site uses.",
  why: "Renewal fails weeks after the change that caused it, and the site goes down when its certificate runs out.",
  hint: "add a CAA issue record for the authority, or take it off check.issuers",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    if (options.issuers.length === 0) return found.diagnostics;
    for (const wildcards of [false, true]) {
      let governed: Map<number, number> | undefined;
      for (const rrset of zone.rrsetsOf(rrtype.CAA)) {
        const deciding = decidingProperties(caaProperties(zone, rrset), wildcards);
        const missing = forbidden(deciding, options.issuers);
        if (missing.length === 0) continue;
        governed ??= namesGoverned(context, wildcards);
        const owner = governed.get(rrset);
        if (owner === undefined) continue;
        found.at(
          zone.firstRecord(rrset),
          "owner",
          `${missing.join(" and ")} may not issue certificates for ${zone.ownerText(owner)}`,
        );
      }
    }
    judgeFromAbove(context, found);
    return found.diagnostics;
  },
};

/** Names that have no CAA in their own zone: a zone above it decides (RFC 8659 §3). */
function judgeFromAbove(context: RuleContext, found: Findings): void {
  const { zone, options } = context;
  const above = zone.has(0, rrtype.CAA) ? undefined : caaAbove(context);
  if (above === undefined) return;
  const properties = caaProperties(above.zone, above.rrset);
  for (const wildcards of [false, true]) {
    const missing = forbidden(decidingProperties(properties, wildcards), options.issuers);
    const owner = missing.length === 0 ? undefined : namesGoverned(context, wildcards).get(noCaa);
    if (owner === undefined) continue;
    const name = above.zone.ownerText(above.zone.ownerOf(above.rrset));
    const what = `${missing.join(" and ")} may not issue certificates for ${zone.ownerText(owner)}`;
    found.atOwner(owner, `${what}: the CAA records of ${name} hold, for lack of others`);
  }
}

/**
 * What decides about a certificate: for wildcards issuewild alone, where there is any (RFC 8659
 * §4.3). An issuewild that allows nobody is taken as meant so.
 */
function decidingProperties(properties: CaaProperty[], wildcards: boolean): CaaProperty[] {
  const issuewild = properties.filter(({ tag }) => tag === "issuewild");
  if (!wildcards || issuewild.length === 0) return properties.filter(({ tag }) => tag === "issue");
  return issuewild.filter(({ value }) => issuerOf(value) !== "");
}

/** The issuers that the properties shut out; no property shuts out nobody. */
function forbidden(properties: readonly CaaProperty[], issuers: readonly string[]): string[] {
  if (properties.length === 0) return [];
  const allowed = new Set(properties.map(({ value }) => issuerOf(value)));
  return issuers.filter((issuer) => !allowed.has(issuer.toLowerCase()));
}
