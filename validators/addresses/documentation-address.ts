import type { Rule } from "../rule.js";
import { isReverse, labelIs } from "../targets.js";
import { addressText, eachAddress } from "./address-records.js";
import { specialRangeOf } from "./special-ranges.js";

export const documentationAddress: Rule = {
  id: "documentation-address",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 5737 §3, RFC 3849 §3",
  summary: "A name has an address that only exists in documentation.",
  why: "It was copied with an example. No network routes it, so whoever connects waits until that times out.",
  hint: "write the address that the host really has",
  judges: "records",
  check(context) {
    const { zone } = context;
    if (isForExamples(zone.zone.apex)) return [];
    const found = context.collect();
    eachAddress(zone, (record, rrset, length) => {
      const range = specialRangeOf(zone.zone.rdata, zone.rdataStart(record), length);
      if (range === undefined || !range.isDocumentation) return false;
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(record, 0, `${name} has ${addressText(zone, record)}, ${range.what}`);
      return found.isFull;
    });
    return found.diagnostics;
  },
};

/** Zones that are examples themselves (RFC 6761 §6.2, §6.4, §6.5), or hold no hosts. */
function isForExamples(apex: Uint8Array): boolean {
  const labels: number[] = [];
  for (let at = 0; apex[at] !== 0; at += apex[at]! + 1) labels.push(at);
  const top = labels.at(-1);
  if (top === undefined || isReverse(apex, 0)) return true;
  if (["example", "test", "invalid"].some((text) => labelIs(apex, top, text))) return true;
  const second = labels.at(-2);
  return (
    second !== undefined &&
    labelIs(apex, second, "example") &&
    ["com", "net", "org"].some((text) => labelIs(apex, top, text))
  );
}
