/** A source that lost half of itself is broken more often than it was tidied. */
import { counted } from "../../../base/counted.js";
import type { PartGate } from "./gate.js";
import { percent } from "./shares.js";

export const shrunkenSource: PartGate = {
  code: "shrunken-source",
  refuses:
    "The zone has lost more than `safety.shrink` (50 %) of the RRsets that were applied last, however few they are. In mode `mirror`, where nothing was applied yet: of those that are there.",
  lifted: "They are deleted.",
  judge(facts, changes) {
    const { mode } = facts.member.policy;
    // Mirror may delete all that is there, so losing the memory must not switch this gate off.
    const there = facts.live.rrsets.filter((rrset) => mode === "mirror" || facts.isOurs(rrset));
    const before = (facts.last?.rrsets ?? there).filter((rrset) => !facts.isApexNs(rrset)).length;
    const now = facts.translation.rrsets.filter((rrset) => !facts.isApexNs(rrset)).length;
    const { shrinkMax } = facts.member.policy.safety;
    if (before === 0 || before - now <= before * shrinkMax) return null;
    if (!changes.some(({ change }) => change.kind === "delete")) return null;
    const share = percent((before - now) / before);
    const verb = (count: number, past: boolean) =>
      count === 1 ? (past ? "was" : "is") : past ? "were" : "are";
    const had =
      facts.last === null
        ? `${counted(before, "RRset")} ${verb(before, false)} there`
        : `${counted(before, "RRset")} ${verb(before, true)} applied last`;
    return `${had}, ${now} ${verb(now, false)} left (${share} fewer); ${percent(shrinkMax)} fewer may be`;
  },
};
