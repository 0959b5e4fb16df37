import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** The first tag of a policy or a key, and nothing behind it. */
const firstTag = /^(?:v\s*=\s*(?:DMARC1|DKIM1|STSv1|TLSRPTv1|BIMI1)|k\s*=\s*(?:rsa|ed25519))\s*$/i;
/** What takes reports for another domain says nothing but its version (RFC 9990 §4). */
const acceptsReports = /\._report\._dmarc\./i;
/** As RDATA: more than any of these needs, so that most texts are never read. */
const octetsMax = 20;

export const textCut: Rule = {
  id: "text-cut",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1035 §5.1",
  summary: "A TXT record ends behind the first tag of its policy or key.",
  why: "Outside quotes a semicolon starts a comment of the zone file, so the policy that was written behind it is not served.",
  hint: "put the whole text into quotes",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.TXT)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        if (zone.rdataEnd(record) - zone.rdataStart(record) > octetsMax) continue;
        const text = zone.textOf(record);
        if (!firstTag.test(text) || found.isFull) continue;
        const name = zone.ownerText(zone.ownerOf(rrset));
        if (acceptsReports.test(name)) continue;
        found.at(record, 0, `all that is served at ${name} is \`${text.trim()}\``);
      }
    }
    return found.diagnostics;
  },
};
