import type { Rule } from "../rule.js";
import { hasChosenTtl } from "./cached-types.js";

export const ttlOutOfPolicy: Rule = {
  id: "ttl-out-of-policy",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.2",
  summary: "A TTL is below or above what this site allows.",
  why: "A very short TTL multiplies queries and hands every hiccup on to clients; a very long one keeps a mistake alive for as long.",
  hint: "choose a TTL inside ttlMin and ttlMax of the configuration",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const { rrsetTtl, rrsetType, rrsetCount } = zone.zone;
    const { ttlMinSeconds: min, ttlMaxSeconds: max } = options;
    for (let rrset = 0; rrset < rrsetCount && !found.isFull; rrset++) {
      const ttl = rrsetTtl[rrset]!;
      // Of zero another rule speaks.
      if ((ttl >= min && ttl <= max) || ttl === 0 || !hasChosenTtl(rrsetType[rrset]!)) continue;
      const bound = ttl < min ? `shorter than ${min} s` : `longer than ${max} s`;
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(zone.firstRecord(rrset), "ttl", `TTL ${ttl} at ${name} is ${bound}`);
    }
    return found.diagnostics;
  },
};
