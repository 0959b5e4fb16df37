import { isRevoked, keyFlag } from "../../src/dnssec/dnskey.js";
import type { Rule } from "../rule.js";
import { isSigned, zoneKeysOf } from "./signed-zone.js";

export const dnssecNoSep: Rule = {
  id: "dnssec-no-sep",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 4034 §2.1.1",
  summary: "No key of a signed zone is flagged as the one that the parent's DS record is of.",
  why: "Validation works without the flag; tools that make DS records look for it, and find nothing.",
  hint: "make the key that the parent knows with flags 257",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const keys = zoneKeysOf(zone).filter((key) => !isRevoked(key));
    const isEntry = keys.some(({ flags }) => (flags & keyFlag.secureEntryPoint) !== 0);
    if (isSigned(zone) && keys.length > 0 && !isEntry) {
      found.at(
        keys[0]!.record,
        0,
        `no key of ${zone.apexText} has flags 257, a secure entry point`,
      );
    }
    return found.diagnostics;
  },
};
