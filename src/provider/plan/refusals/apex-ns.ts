/** NS at the apex decide who is asked for the zone at all. */
import type { ChangeGate } from "./gate.js";

export const apexNs: ChangeGate = {
  code: "apex-ns",
  refuses:
    "NS at the apex would change: a wrong one takes the whole zone off the net. Not on the first push into a fresh zone.",
  lifted: "They are changed.",
  judge({ planned: { change } }, facts) {
    if (facts.isFirstPush || !facts.isApexNs(change.after ?? change.before)) return null;
    return "NS at the apex decide who is asked for the zone at all";
  },
};
