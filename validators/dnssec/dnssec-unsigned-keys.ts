import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isSigned } from "./signed-zone.js";

export const dnssecUnsignedKeys: Rule = {
  id: "dnssec-unsigned-keys",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 4035 §2.2",
  summary: "A zone has DNSKEY records and no signatures.",
  why: "As the input of a signer that is right; served as it is, and with a DS record at the parent, the whole zone is bogus.",
  hint: "sign it before it is served, or remove the keys",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const rrset = zone.rrset(0, rrtype.DNSKEY);
    if (rrset !== -1 && !isSigned(zone)) {
      const what = `${zone.apexText} publishes keys and has no signatures`;
      found.at(zone.firstRecord(rrset), "type", what);
    }
    return found.diagnostics;
  },
};
