import { typeName } from "../../src/dns/rr/registry.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const dnssecCdsAlone: Rule = {
  id: "dnssec-cds-alone",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 7344 §4",
  summary: "A zone has CDS records and no CDNSKEY records, or the reverse.",
  why: "Some parents read only the one, some only the other; such a parent never follows a roll-over.",
  hint: "let the signer publish both",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const cds = zone.rrset(0, rrtype.CDS);
    const cdnskey = zone.rrset(0, rrtype.CDNSKEY);
    if ((cds === -1) === (cdnskey === -1)) return [];
    const [there, absent] =
      cds === -1 ? [rrtype.CDNSKEY, rrtype.CDS] : [rrtype.CDS, rrtype.CDNSKEY];
    const what = `${zone.apexText} has ${typeName(there)} and no ${typeName(absent)} records`;
    found.at(zone.firstRecord(cds === -1 ? cdnskey : cds), "type", what);
    return found.diagnostics;
  },
};
