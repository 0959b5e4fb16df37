/** Times in which nothing is changed. */
import type { PartGate } from "./gate.js";

export const freeze: PartGate = {
  code: "freeze",
  refuses: "A freeze window of the configuration is open.",
  lifted: "The changes are made all the same.",
  judge({ member, nowMs }) {
    const window = member.policy.freeze.find(
      ({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs,
    );
    if (window === undefined) return null;
    return `frozen until ${new Date(window.untilMs).toISOString()}: ${window.reason}`;
  },
};
