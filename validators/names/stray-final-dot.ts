import { nameToText } from "../../src/dns/name-text.js";
import { isInternalZone } from "../addresses/internal-zone.js";
import { standing } from "../name-finder.js";
import type { Rule } from "../rule.js";
import { labelIs } from "../targets.js";
import { eachTarget, targetFields } from "./target-fields.js";

const { PTR, ...others } = targetFields;
const allFields = Object.values(targetFields);
/** In a network of one's own, hosts may well have names of one label. */
const internalFields = Object.values(others);

export const strayFinalDot: Rule = {
  id: "stray-final-dot",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §5.1",
  summary: "A record points to a name of one label, which would be a top-level domain.",
  why: "With the final dot nothing is appended: ns1. is no host of this zone. Nobody finds the nameserver, the mail server or the alias.",
  hint: "leave the final dot out for a name of this zone, or write the whole name",
  judges: "zones",
  check(context) {
    const { zone, finder } = context;
    const found = context.collect();
    const { rdata, apex } = zone.zone;
    // What the root zone delegates has such names.
    if (apex[0] === 0) return [];
    const fields = isInternalZone(context) ? internalFields : allFields;
    eachTarget(zone, fields, (record, at, _end, token) => {
      const length = rdata[at]!;
      if (length === 0 || rdata[at + 1 + length] !== 0 || found.isFull) return;
      if (labelIs(rdata, at, "localhost") || labelIs(rdata, at, "invalid")) return;
      if (finder.find(rdata, at) !== standing.elsewhere) return;
      found.at(record, token, `${nameToText(rdata, at)} is directly below the root`);
    });
    return found.diagnostics;
  },
};
