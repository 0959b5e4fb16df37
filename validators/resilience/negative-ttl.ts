import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** The last of the SOA's five numbers, and its place among the RDATA's tokens. */
const minimum = { octetsFromEnd: 4, token: 6 } as const;

export const negativeTtl: Rule = {
  id: "negative-ttl",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 2308 §5",
  summary:
    "A name asked for too early is remembered as missing for longer than deployments may wait.",
  why: "Whoever asks for a new name a moment before it is there is told that it does not exist, and so is everybody behind the same resolver, until this time is over.",
  hint: "lower the last number of the SOA record, or raise check.newName",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const budget = options.newNameSeconds;
    const soa = zone.rrset(0, rrtype.SOA);
    if (budget === null || soa === -1) return found.diagnostics;
    const record = zone.firstRecord(soa);
    const at = zone.rdataEnd(record) - zone.rdataStart(record) - minimum.octetsFromEnd;
    // RFC 2308 §5: the smaller of the two holds.
    const seconds = Math.min(zone.zone.rrsetTtl[soa]!, zone.u32(record, at));
    if (seconds > budget) {
      found.at(
        record,
        minimum.token,
        `a missing name is remembered for ${seconds} seconds; new names may take ${budget}`,
      );
    }
    return found.diagnostics;
  },
};
