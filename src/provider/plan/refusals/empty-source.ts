/** A source that gives nothing is broken more often than it is empty. */
import { counted } from "../../../base/counted.js";
import type { PartGate } from "./gate.js";

export const emptySource: PartGate = {
  code: "empty-source",
  refuses:
    "Nothing but NS at the apex is left to publish, and something would be deleted: the sign of a zone file cut short, or of a source that could not be read.",
  lifted: "The zone is emptied.",
  judge(facts, changes) {
    const isEmpty = facts.translation.rrsets.every((rrset) => facts.isApexNs(rrset));
    const deletes = changes.filter(({ change }) => change.kind === "delete").length;
    if (!isEmpty || deletes === 0) return null;
    return `nothing is left of the zone but its NS; ${counted(deletes, "RRset")} would be deleted`;
  },
};
