/** A source that lost half of itself is broken more often than it was tidied. */
import { counted } from "../plan-summary.js";
import type { PartGate } from "./gate.js";
import { percent } from "./shares.js";

export const shrunkenSource: PartGate = {
  code: "shrunken-source",
  refuses:
    "The zone has lost more than `safety.shrink` (50 %) of the RRsets that were applied last, however few they are.",
  lifted: "They are deleted.",
  judge(facts, changes) {
    const before = (
      facts.last?.rrsets ?? facts.live.rrsets.filter((rrset) => facts.isOurs(rrset))
    ).filter((rrset) => !facts.isApexNs(rrset)).length;
    const now = facts.translation.rrsets.filter((rrset) => !facts.isApexNs(rrset)).length;
    const { shrinkMax } = facts.member.policy.safety;
    if (before === 0 || before - now <= before * shrinkMax) return null;
    if (!changes.some(({ change }) => change.kind === "delete")) return null;
    const share = percent((before - now) / before);
    return `${counted(before, "RRset")} ${before === 1 ? "was" : "were"} applied last, ${now} ${now === 1 ? "is" : "are"} left (${share} fewer); ${percent(shrinkMax)} fewer may be`;
  },
};
