import type { Rule } from "../rule.js";
import { soaOf, soaToken } from "./soa-fields.js";

export const soaTimerBounds: Rule = {
  id: "soa-timer-bounds",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.2, RFC 2308 §5",
  summary: "A timer of the SOA record is outside the usual bounds.",
  why: "A short expire loses the zone while the primary is being repaired over a weekend. A long minimum makes resolvers remember for as long that a new name does not exist.",
  hint: "choose a time within the bounds, or set others under check.soa",
  judges: "records",
  check(context) {
    const soa = soaOf(context.zone);
    if (soa === undefined) return [];
    const found = context.collect();
    const { refreshMin, retryMin, expireMin, minimumMin, minimumMax } = context.options.soa;
    const below = (name: keyof typeof hints, least: number): void => {
      if (soa[name] >= least) return;
      const message = `${name} is ${soa[name]} s, less than ${least} s`;
      found.at(soa.record, soaToken[name], message, hints[name]);
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
        hints.minimum,
      );
    }
    return found.diagnostics;
  },
};

const hints = {
  refresh: "raise it: secondaries that NOTIFY tells of changes need not ask often",
  retry: "raise it, and keep it below refresh",
  expire: "raise it, to 2w or more: so long secondaries serve the zone while the primary is away",
  minimum: "take 5m to 1h: the field is how long negative answers are remembered, nothing else",
} as const;
