/** A zone that is not to be touched for now. */
import type { PartGate } from "./gate.js";

export const paused: PartGate = {
  code: "paused",
  refuses: "The configuration says `paused` for the zone.",
  lifted: "The changes are made all the same.",
  judge: ({ member }) => (member.policy.paused === null ? null : `paused: ${member.policy.paused}`),
};
