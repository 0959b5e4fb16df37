/** An RRset that two sides changed in different ways has no right value that a program could know. */
import type { ChangeGate } from "./gate.js";

export const conflict: ChangeGate = {
  code: "conflict",
  refuses:
    "The zone file and the provider both changed an RRset since it was applied last, in different ways. Modes `owned` and `additive`; in `mirror` the zone file wins.",
  lifted: "The zone file wins.",
  judge({ planned: { change, cause } }, facts) {
    if (cause !== "conflict" || facts.member.policy.mode === "mirror") return null;
    // Of what was never ours, `foreign-rrset` speaks.
    if (change.before !== null && !facts.isOurs(change.before)) return null;
    return "both the zone file and the provider changed it since it was applied";
  },
};
