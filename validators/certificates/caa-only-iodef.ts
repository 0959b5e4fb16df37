import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { caaProperties } from "./caa.js";

/** Properties that say whom to tell. */
const contacts = new Set(["iodef", "contactemail", "contactphone"]);

export const caaOnlyIodef: Rule = {
  id: "caa-only-iodef",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 8659 §4.1",
  summary: "CAA records say where to report to, and restrict nobody.",
  why: "Without an issue property every certificate authority may issue, so the records give a false sense of safety.",
  hint: 'add CAA 0 issue with your authority\'s name, or CAA 0 issue ";" if nobody may issue',
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.CAA)) {
      if (caaProperties(zone, rrset).some(({ tag }) => !contacts.has(tag))) continue;
      const owner = zone.ownerText(zone.ownerOf(rrset));
      found.at(
        zone.firstRecord(rrset),
        "owner",
        `the CAA records of ${owner} let every authority issue: none of them says issue`,
      );
    }
    return found.diagnostics;
  },
};
