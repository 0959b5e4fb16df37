import type { Rule } from "../rule.js";
import { hasChosenTtl } from "./cached-types.js";

export const ttlOutOfPolicy: Rule = {
  id: "ttl-out-of-policy",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.2",
  summary: "A TTL is below or above what this site allows.",
  why: "A very short TTL multiplies queries and hands every hiccup on to clients; a very long one keeps a mistake alive for as long.",
  hint: "choose a TTL that ttlMin, ttlMax and ttlAllowed of the configuration allow",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const { rrsetTtl, rrsetType, rrsetCount } = zone.zone;
    const { ttlMinSeconds: min, ttlMaxSeconds: max } = options;
    const allowed = new Set(options.ttlAllowedSeconds);
    for (let rrset = 0; rrset < rrsetCount && !found.isFull; rrset++) {
      const ttl = rrsetTtl[rrset]!;
      const isWithin = ttl >= min && ttl <= max && (allowed.size === 0 || allowed.has(ttl));
      // Of zero another rule speaks.
      if (isWithin || ttl === 0 || !hasChosenTtl(rrsetType[rrset]!)) continue;
      const fault =
        ttl < min
          ? `shorter than ${min} s`
          : ttl > max
            ? `longer than ${max} s`
            : "none of those allowed here";
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(zone.firstRecord(rrset), "ttl", `TTL ${ttl} at ${name} is ${fault}`);
    }
    return found.diagnostics;
  },
};
