/** RRsets that a person must have looked at before they change. */
import { matchedPattern } from "../rrset-pattern.js";
import type { ChangeGate } from "./gate.js";

export const protectedName: ChangeGate = {
  code: "protected-name",
  refuses:
    "`protect` names the RRset. Or it would be deleted, and is one of those that no zone loses by accident: MX and DS at the apex, `_dmarc TXT`, `_acme-challenge.** CNAME`. Not on the first push into a fresh zone.",
  lifted: "It is changed.",
  judge({ planned: { change } }, facts) {
    if (facts.isFirstPush) return null;
    const { policy, desired } = facts.member;
    const rrset = change.after ?? change.before;
    const pattern = matchedPattern(policy.protect, rrset, desired.apex);
    if (pattern !== null) return `"${pattern}" is protected`;
    if (!facts.isLoss(change)) return null;
    const kept = matchedPattern(policy.protectFromDeletion, rrset, desired.apex);
    return kept === null ? null : `"${kept}" is protected from deletion`;
  },
};
