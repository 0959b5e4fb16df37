import { algorithmText } from "../../src/dnssec/algorithms.js";
import type { Rule } from "../rule.js";
import { keyId, zoneKeysOf } from "./signed-zone.js";

export const dnssecKeyTag: Rule = {
  id: "dnssec-key-tag",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 4034 §8",
  summary: "Two keys of one algorithm share a key tag.",
  why: "Resolvers try both for each signature; since KeyTrap (CVE-2023-50387) many stop after a few tries and answer SERVFAIL.",
  hint: "make one of the keys again, which gives it another tag",
  judges: "records",
  check(context) {
    const found = context.collect();
    const seen = new Set<number>();
    for (const { algorithm, tag, record } of zoneKeysOf(context.zone)) {
      const id = keyId({ algorithm, tag });
      if (seen.has(id)) {
        const what = `algorithm ${algorithmText(algorithm)}`;
        found.at(record, 3, `another key of ${what} has the key tag ${tag} too`);
      }
      seen.add(id);
    }
    return found.diagnostics;
  },
};
