import { signingAlgorithms } from "../../src/dnssec/algorithms.js";
import { bitLength, readRsaKey } from "../../src/dnssec/public-key.js";
import type { Rule } from "../rule.js";
import { keysOf } from "./signed-zone.js";

/** NIST SP 800-57 part 1, §5.6.1: 112 bits of strength, the least that is allowed. */
const modulusBitsMin = 2048;

export const dnssecKeyStrength: Rule = {
  id: "dnssec-key-strength",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 6781 §3.4.2",
  summary: "An RSA key is shorter than 2048 bits, or has an exponent that is too small or even.",
  why: "Who breaks the key can forge every record of the zone; 1024 bits are within reach of those who would.",
  hint: "roll over to ECDSAP256SHA256 (13), whose keys and signatures are small and strong",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const { algorithm, publicKey, record, tag } of keysOf(zone)) {
      if (signingAlgorithms[algorithm]?.form?.kind !== "rsa") continue;
      const rsa = readRsaKey(publicKey);
      if (rsa === undefined) continue;
      const bits = bitLength(rsa.modulus);
      const key = `key ${tag} of ${zone.apexText}`;
      if (bits < modulusBitsMin) found.at(record, 3, `${key} is an RSA key of ${bits} bits only`);
      const odd = (rsa.exponent.at(-1)! & 1) === 1;
      if (!odd || bitLength(rsa.exponent) < 2) {
        found.at(record, 3, `${key} has an exponent with which signatures protect nothing`);
      }
    }
    return found.diagnostics;
  },
};
