/** More deletions than a day's work has. */
import type { PartGate } from "./gate.js";
import { ownerKey, rrsetChanges, tooMany } from "./shares.js";

export const tooManyDeletes: PartGate = {
  code: "too-many-deletes",
  refuses:
    "More than `safety.deletes` (30 %) of the RRsets, or of the names, that are there would be deleted; counted from `safety.from` (10) on, and of what fivenines made, except in mode `mirror`.",
  lifted: "They are deleted.",
  judge(facts, changes) {
    if (facts.isFirstPush) return null;
    const { deletesMax } = facts.member.policy.safety;
    const deletes = rrsetChanges(changes).filter((change) => facts.isLoss(change));
    if (deletes.length === 0) return null;
    const byRrset = tooMany(facts, deletes, "deleted", deletesMax);
    if (byRrset !== null) return byRrset;
    // A name is deleted when nothing of it stays.
    const left = new Set(facts.translation.rrsets.map(ownerKey));
    const gone = deletes.filter(({ before }) => before !== null && !left.has(ownerKey(before)));
    return tooMany(facts, gone, "deleted", deletesMax);
  },
};
