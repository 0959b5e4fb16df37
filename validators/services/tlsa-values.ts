import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { type Tlsa, tlsaRecordsOf, tlsaToken } from "./tlsa.js";

/** Octets of each matching type's data: SHA-256 and SHA-512. */
const digestOctets: { readonly [matching: number]: number } = { 1: 32, 2: 64 };
/** For private use in all three fields. */
const privateUse = 255;
/** First octet of a DER sequence, as certificates and keys are. */
const derSequence = 0x30;

export const tlsaValues: Rule = {
  id: "tlsa-values",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 6698 §2.1, RFC 8162 §2",
  summary: "A TLSA or SMIMEA record cannot match any certificate.",
  why: "A record that cannot be used is passed over; if none is left, mail servers that insist on DANE deliver nothing.",
  hint: "make the record anew from the certificate, such as TLSA 3 1 1 and the SHA-256 of its public key",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const type of [rrtype.TLSA, rrtype.SMIMEA]) {
      for (const tlsa of tlsaRecordsOf(context.zone, type)) {
        const fault = faultOf(tlsa);
        if (fault !== undefined) found.at(tlsa.record, fault[0], fault[1]);
      }
    }
    return found.diagnostics;
  },
};

function faultOf({ usage, selector, matching, data }: Tlsa): [number, string] | undefined {
  if (usage > 3 && usage !== privateUse) return [tlsaToken.usage, `${usage} is no usage (0 to 3)`];
  if (selector > 1 && selector !== privateUse) {
    return [tlsaToken.selector, `${selector} is no selector (0 or 1)`];
  }
  if (matching > 2 && matching !== privateUse) {
    return [tlsaToken.matching, `${matching} is no matching type (0 to 2)`];
  }
  const due = digestOctets[matching];
  if (due !== undefined && data.length !== due) {
    const name = matching === 1 ? "SHA-256" : "SHA-512";
    return [tlsaToken.data, `a ${name} digest has ${due} octets, and this ${data.length}`];
  }
  if (matching === 0 && data[0] !== derSequence) {
    return [
      tlsaToken.data,
      "matching type 0 asks for a whole certificate or key, and this is none",
    ];
  }
  return undefined;
}
