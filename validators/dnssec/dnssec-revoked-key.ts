import { isRevoked } from "../../src/dnssec/dnskey.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { apexSigners, isSigned, keyId, zoneKeysOf } from "./signed-zone.js";

export const dnssecRevokedKey: Rule = {
  id: "dnssec-revoked-key",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 5011 §2.1",
  summary: "A key is marked as revoked and does not sign the DNSKEY records.",
  why: "A revocation counts only if the key itself signs it; resolvers that trust the key go on trusting it.",
  hint: "sign the DNSKEY records with the revoked key too, or remove the key",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const revoked = zoneKeysOf(zone).filter(isRevoked);
    if (revoked.length === 0 || !isSigned(zone)) return [];
    const signers = apexSigners(zone, rrtype.DNSKEY);
    for (const key of revoked) {
      if (signers.has(keyId(key))) continue;
      const what = `key ${key.tag} of ${zone.apexText}`;
      found.at(key.record, 0, `${what} is revoked, and has not signed that itself`);
    }
    return found.diagnostics;
  },
};
