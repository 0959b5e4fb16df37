/** Mode `additive` deletes nothing, not even to make room. */
import { rrsetName } from "../change-id.js";
import type { ChangeGate } from "./gate.js";

export const nameTaken: ChangeGate = {
  code: "name-taken",
  refuses:
    "In mode `additive`: an RRset that was applied earlier stays, and the new one cannot stand beside it (a CNAME beside other types).",
  lifted: "What is in the way is deleted.",
  judge({ inTheWay }, facts) {
    const ours = inTheWay.find((rrset) => facts.isOurs(rrset));
    return ours === undefined
      ? null
      : `${rrsetName(ours)} is in the way, and mode additive deletes nothing`;
  },
};
