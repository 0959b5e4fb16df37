import type { Rule } from "../rule.js";
import { soaOf, soaToken } from "./soa-fields.js";

export const soaTimerBounds: Rule = {
  id: "soa-timer-bounds",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.2, RFC 2308 §5",
  summary: "A timer of the SOA record is outside the usual bounds.",
  why: "A short expire loses the zone while the primary is being repaired over a weekend. A long minimum makes resolvers remember for as long that a new name does not exist.",
  hint: "choose a time within the bounds, or set others under check.soa; secondaries that NOTIFY tells of changes need not ask often",
  judges: "records",
  check(context) {
    const soa = soaOf(context.zone);
    if (soa === undefined) return [];
    const found = context.collect();
    const { refreshMin, retryMin, expireMin, minimumMin, minimumMax } = context.options.soa;
    const below = (name: "refresh" | "retry" | "expire" | "minimum", least: number): void => {
      if (soa[name] >= least) return;
      found.at(soa.record, soaToken[name], `${name} is ${soa[name]} s, less than ${least} s`);
    };
    below("refresh", refreshMin);
    below("retry", retryMin);
    below("expire", expireMin);
    below("minimum", minimumMin);
    if (soa.minimum > minimumMax) {
      found.at(
        soa.record,
        soaToken.minimum,
        `minimum is ${soa.minimum} s, more than ${minimumMax} s: so long is it remembered that a name does not exist`,
      );
    }
    return found.diagnostics;
  },
};
