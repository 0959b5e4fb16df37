/** DS ties the keys of a child to its parent: wrong, it is worse than none. */
import type { ChangeGate } from "./gate.js";

const DS = 43;

export const dsChange: ChangeGate = {
  code: "ds-change",
  refuses:
    "DS would be made, changed or deleted: one that does not match the keys of the child makes it unreachable for validating resolvers. Not on the first push into a fresh zone.",
  lifted: "They are changed.",
  judge({ planned: { change } }, facts) {
    if (facts.isFirstPush || (change.after ?? change.before).type !== DS) return null;
    return "a DS that does not match the child's keys makes the child bogus";
  },
};
