import { typeName } from "../../src/dns/rr/registry.js";
import { algorithmText, signingAlgorithms } from "../../src/dnssec/algorithms.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** Where the algorithm stands in the RDATA of a type: octet, and token of the text. */
const places = [
  { type: rrtype.DNSKEY, offset: 3, token: 2 },
  { type: rrtype.CDNSKEY, offset: 3, token: 2 },
  { type: rrtype.KEY, offset: 3, token: 2 },
  { type: rrtype.DS, offset: 2, token: 1 },
  { type: rrtype.CDS, offset: 2, token: 1 },
] as const;

/** CDS and CDNSKEY say "no DS record, please" with it (RFC 8078 §4). */
const deleteAlgorithm = 0;

export const dnssecAlgorithm: Rule = {
  id: "dnssec-algorithm",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9904 §3, RFC 9905 §2, RFC 9906 §2",
  summary: "A key or DS record is of an algorithm that is unknown or must not be used any more.",
  why: "Resolvers treat a zone signed only with such an algorithm as unsigned: the signatures cost and protect nobody.",
  hint: "roll over to ECDSAP256SHA256 (13) or ED25519 (15)",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const { type, offset, token } of places) {
      for (const rrset of zone.rrsetsOf(type)) {
        for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
          const algorithm = zone.u8(record, offset);
          const known = signingAlgorithms[algorithm];
          if (algorithm === deleteAlgorithm || (known && known.use !== "forbidden")) continue;
          const what = `the ${typeName(type)} record of ${zone.ownerText(zone.ownerOf(rrset))}`;
          const fault = known
            ? "which must not be used for signing any more"
            : "which is not assigned";
          found.at(record, token, `${what} is of algorithm ${algorithmText(algorithm)}, ${fault}`);
        }
      }
    }
    return found.diagnostics;
  },
};
