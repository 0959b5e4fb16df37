import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** Types that clients believe only if the answer is signed, and where that is written. */
const signedOnly = [
  { type: rrtype.TLSA, name: "TLSA" },
  { type: rrtype.SMIMEA, name: "SMIMEA" },
  { type: rrtype.OPENPGPKEY, name: "OPENPGPKEY" },
  { type: rrtype.SSHFP, name: "SSHFP" },
] as const;

export const daneUnsigned: Rule = {
  id: "dane-unsigned",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 6698 §4.1, RFC 4255 §2.4",
  summary: "The zone vouches for keys or certificates, and is not signed.",
  why: "Clients must not believe such records without DNSSEC, so they have no effect until somebody signs the zone.",
  hint: "sign the zone, here or on the server that serves it; or leave the records out",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (zone.has(0, rrtype.DNSKEY) || zone.rrsetsOf(rrtype.RRSIG).length > 0) {
      return found.diagnostics;
    }
    for (const { type, name } of signedOnly) {
      const [first] = zone.rrsetsOf(type);
      if (first === undefined) continue;
      found.at(
        zone.firstRecord(first),
        "type",
        `${zone.apexText} is not signed, so its ${name} records have no effect`,
      );
    }
    return found.diagnostics;
  },
};
