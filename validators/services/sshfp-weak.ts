import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

const dsa = 2;
const sha256 = 2;

export const sshfpWeak: Rule = {
  id: "sshfp-weak",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 6594 §4.1",
  summary: "An SSHFP record vouches for a host by SHA-1 alone, or for a DSA key.",
  why: "Clients are giving up both: the host will then ask each user to trust it blindly.",
  hint: "make the records anew with `ssh-keygen -r` on the host, and keep those of type 2 (SHA-256)",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.SSHFP)) {
      const strong = strongAlgorithms(zone, rrset);
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const algorithm = zone.u8(record, 0);
        if (algorithm === dsa) {
          found.at(record, 0, "this vouches for a DSA key, which clients do not take any more");
        } else if (!strong.has(algorithm) && zone.u8(record, 1) < sha256) {
          found.at(record, 1, "this key has a SHA-1 fingerprint and none of SHA-256");
        }
      }
    }
    return found.diagnostics;
  },
};

/** Algorithms with a SHA-256 fingerprint: what else there is for them does no harm. */
function strongAlgorithms(zone: ZoneIndex, rrset: number): Set<number> {
  const algorithms = new Set<number>();
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    if (zone.u8(record, 1) === sha256) algorithms.add(zone.u8(record, 0));
  }
  return algorithms;
}
