/** What somebody else made is not ours to change. */
import { rrsetName } from "../change-id.js";
import type { ChangeGate } from "./gate.js";

export const foreignRrset: ChangeGate = {
  code: "foreign-rrset",
  refuses:
    "Somebody else made the RRset at the provider, and it is not what the zone file has, or it stands in the way of it (a CNAME beside other types). Modes `owned` and `additive`; in `mirror` only RRsets that `keep` names. Not on the first push into a fresh zone.",
  lifted:
    "It is overwritten, or deleted where it stands in the way, and from then on counts as ours.",
  judge({ planned: { change }, inTheWay }, facts) {
    if (facts.isFirstPush) return null;
    const { mode } = facts.member.policy;
    const { before } = change;
    if (before !== null && mode !== "mirror" && !facts.isOurs(before) && !facts.isApexNs(before)) {
      return `somebody else made it, and mode ${mode} overwrites nothing of others`;
    }
    const foreign = inTheWay.find((rrset) => !facts.isOurs(rrset));
    return foreign === undefined
      ? null
      : `${rrsetName(foreign)} is in the way, and somebody else made it`;
  },
};
