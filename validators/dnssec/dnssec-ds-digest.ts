import { typeName } from "../../src/dns/rr/registry.js";
import { digestAlgorithms } from "../../src/dnssec/algorithms.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** CDS says "no DS record, please" with algorithm 0, whatever its digest (RFC 8078 §4). */
const deleteAlgorithm = 0;

export const dnssecDsDigest: Rule = {
  id: "dnssec-ds-digest",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9904 §4, RFC 9905 §5",
  summary:
    "A DS or CDS record has a digest of a type that is unknown or must not be used any more.",
  why: "Resolvers may ignore the record; if it is the only one, the delegated zone is unsigned to them.",
  hint: "publish the SHA-256 digest (type 2) of the same key",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const type of [rrtype.DS, rrtype.CDS]) {
      for (const rrset of zone.rrsetsOf(type)) {
        for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
          const digestType = zone.u8(record, 3);
          const known = digestAlgorithms[digestType];
          if (zone.u8(record, 2) === deleteAlgorithm || (known && known.use !== "forbidden"))
            continue;
          const what = `the ${typeName(type)} record of ${zone.ownerText(zone.ownerOf(rrset))}`;
          const digest = known
            ? `has a ${known.mnemonic} digest, which must not be used any more`
            : `has a digest of type ${digestType}, which is not assigned`;
          found.at(record, 2, `${what} ${digest}`);
        }
      }
    }
    return found.diagnostics;
  },
};
