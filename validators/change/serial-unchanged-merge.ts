import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { isChangedSince, orderOf, serialOrder, serialPlace } from "./serial-order.js";
import { type OtherVersion, otherVersions } from "./versions.js";

export const serialUnchangedMerge: Rule = {
  id: "serial-unchanged-merge",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.3.5",
  summary: "Two branches took the same serial for different records.",
  why: "Whoever has the one version takes the other for the same, and a merge of both, which has no conflict in the SOA record, never reaches the secondaries.",
  hint: "raise the serial once more",
  judges: "zone",
  check(context) {
    const found = context.collect();
    for (const version of otherVersions(context)) {
      if (!isTakenTwice(version, context)) continue;
      const { record, part } = serialPlace(context);
      const { serial } = context.zone.zone;
      const since = context.baselines.mergeBase?.zone.serial;
      const message = `the serial went from ${since} to ${serial} here and in ${version.called}, for different records`;
      found.at(record, part, message);
    }
    return found.diagnostics;
  },
};

/**
 * Whether HEAD raised the serial since the merge base to the very value that is here, and has other
 * records: then HEAD is not what this version was made from, or it was not raised again.
 */
export function isTakenTwice(version: OtherVersion, context: RuleContext): boolean {
  const { head, mergeBase } = context.baselines;
  if (!mergeBase || version.index !== head) return false;
  const { serial } = context.zone.zone;
  return (
    head.zone.serial === serial &&
    orderOf(mergeBase.zone.serial, serial) === serialOrder.newer &&
    isChangedSince(version, context)
  );
}
