import { isRevoked, keyFlag } from "../../src/dnssec/dnskey.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { apexSigners, isSigned, keyId, zoneKeysOf } from "./signed-zone.js";

export const dnssecEntryPoint: Rule = {
  id: "dnssec-entry-point",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §5.2",
  summary: "The DNSKEY records are not signed by a key that the parent's DS record can be of.",
  why: "Resolvers come from the DS record to its key, and trust the other keys because that one signs them; without this signature the whole zone is bogus.",
  hint: "sign the DNSKEY records with the key that has flags 257",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone)) return [];
    const signers = apexSigners(zone, rrtype.DNSKEY);
    // Not signed at all is told by dnssec-rrsig-missing.
    if (signers.size === 0) return [];
    const entries = zoneKeysOf(zone).filter(
      (key) => !isRevoked(key) && (key.flags & keyFlag.secureEntryPoint) !== 0,
    );
    for (const algorithm of new Set(entries.map((key) => key.algorithm))) {
      const those = entries.filter((key) => key.algorithm === algorithm);
      if (those.some((key) => signers.has(keyId(key)))) continue;
      const tags = those.map(({ tag }) => tag).join(", ");
      const which =
        those.length === 1
          ? `not signed by key ${tags}, which has flags 257`
          : `signed by none of the keys ${tags}, which have flags 257`;
      found.at(those[0]!.record, 0, `the DNSKEY records of ${zone.apexText} are ${which}`);
    }
    return found.diagnostics;
  },
};
