import type { Rule } from "../rule.js";
import { dkimKeysOf } from "./dkim-record.js";
import { stringAt } from "./text-records.js";

/** RFC 8301 §3.2: verifiers take signatures of shorter keys for none. */
const bitsMin = 1024;

export const dkimShortKey: Rule = {
  id: "dkim-short-key",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8301 §3.2",
  summary: "An RSA key for DKIM has fewer than 1024 bits.",
  why: "Receivers must not accept its signatures; and with rented computers anybody can find the private key of one of 512 bits in days.",
  hint: "make a key of 2048 bits under a new selector",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, list, rsaBits } of dkimKeysOf(context.zone)) {
      if (rsaBits === undefined || rsaBits >= bitsMin) continue;
      const tag = list.tags.find(({ name }) => name === "p");
      const part = stringAt(context.zone, record, tag?.offset ?? 0);
      found.at(record, part, `the key has ${rsaBits} bits; receivers ask for ${bitsMin} at least`);
    }
    return found.diagnostics;
  },
};
