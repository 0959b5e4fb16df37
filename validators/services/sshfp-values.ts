import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** RFC 4255 (1 RSA, 2 DSA), RFC 6594 (3 ECDSA), RFC 7479 (4 Ed25519), RFC 8709 (6 Ed448). */
const algorithms = new Set([1, 2, 3, 4, 6]);
/** RFC 4255 (1 SHA-1), RFC 6594 (2 SHA-256). */
const fingerprints = new Set([1, 2]);
const token = { algorithm: 0, fingerprint: 1 } as const;

export const sshfpValues: Rule = {
  id: "sshfp-values",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 4255 §3.1",
  summary: "An SSHFP record has an algorithm or a fingerprint type that does not exist.",
  why: "The client cannot compare the key with it, and asks the user to trust the host blindly.",
  hint: "make the records anew with `ssh-keygen -r` on the host",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.SSHFP)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const algorithm = zone.u8(record, 0);
        const fingerprint = zone.u8(record, 1);
        if (!algorithms.has(algorithm)) {
          found.at(
            record,
            token.algorithm,
            `${algorithm} is no algorithm (1 RSA, 3 ECDSA, 4 Ed25519, 6 Ed448)`,
          );
        }
        if (!fingerprints.has(fingerprint)) {
          found.at(
            record,
            token.fingerprint,
            `${fingerprint} is no fingerprint type (1 SHA-1, 2 SHA-256)`,
          );
        }
      }
    }
    return found.diagnostics;
  },
};
