/** What somebody else made is not ours to change. */
import { rrsetName } from "../change-id.js";
import { matchedPattern } from "../rrset-pattern.js";
import type { ChangeGate } from "./gate.js";

export const foreignRrset: ChangeGate = {
  code: "foreign-rrset",
  refuses:
    "Somebody else made the RRset at the provider, and it is not what the zone file has, or it stands in the way of it (a CNAME beside other types). Modes `owned` and `additive`; in `mirror` only RRsets that `keep` names. Not on the first push into a fresh zone.",
  lifted:
    "It is overwritten, or deleted where it stands in the way, and from then on counts as ours.",
  judge({ planned: { change }, inTheWay }, facts) {
    if (facts.isFirstPush) return null;
    const { mode, keep } = facts.member.policy;
    const { before } = change;
    if (before !== null && !facts.isOurs(before) && !facts.isApexNs(before)) {
      if (mode !== "mirror") {
        return `somebody else made it, and mode ${mode} overwrites nothing of others`;
      }
      const pattern = matchedPattern(keep, before, facts.member.desired.apex);
      if (pattern !== null) return `somebody else made it, and \`keep\` has "${pattern}"`;
    }
    const foreign = inTheWay.find((rrset) => !facts.isOurs(rrset));
    return foreign === undefined
      ? null
      : `${rrsetName(foreign)} is in the way, and somebody else made it`;
  },
};
