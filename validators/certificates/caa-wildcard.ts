import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { caaProperties } from "./caa.js";
import { namesGoverned } from "./governing.js";
import { issuerOf } from "./issue-value.js";

export const caaWildcard: Rule = {
  id: "caa-wildcard",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 8659 §4.3",
  summary: "The zone has a wildcard, and CAA does not say who may issue wildcard certificates.",
  why: "Whoever may issue for one name may then issue for all of them at once, which a stolen account turns into a certificate for every host.",
  hint: 'add CAA 0 issuewild with the authority that may, or with ";" if none may',
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const rrsets = zone.rrsetsOf(rrtype.CAA);
    if (rrsets.length === 0) return found.diagnostics;
    const governed = namesGoverned(context, true);
    for (const rrset of rrsets) {
      const properties = caaProperties(zone, rrset);
      if (properties.some(({ tag }) => tag === "issuewild")) continue;
      if (!properties.some(({ tag, value }) => tag === "issue" && issuerOf(value) !== "")) continue;
      const owner = governed.get(rrset);
      if (owner === undefined) continue;
      found.at(
        zone.firstRecord(rrset),
        "owner",
        `no issuewild here says who may issue certificates for ${zone.ownerText(owner)}`,
      );
    }
    return found.diagnostics;
  },
};
