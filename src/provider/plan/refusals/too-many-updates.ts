/** More changes than a day's work has. */
import type { PartGate } from "./gate.js";
import { rrsetChanges, tooMany } from "./shares.js";

export const tooManyUpdates: PartGate = {
  code: "too-many-updates",
  refuses:
    "More than `safety.updates` (30 %) of the RRsets, or of the names, that are there would be changed; counted as deletes are.",
  lifted: "They are changed.",
  judge(facts, changes) {
    if (facts.isFirstPush) return null;
    const updates = rrsetChanges(changes).filter(({ kind }) => kind === "update");
    const { updatesMax } = facts.member.policy.safety;
    return tooMany(facts, updates, "changed", updatesMax);
  },
};
