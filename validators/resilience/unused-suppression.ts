import type { Rule } from "../rule.js";

/** Told by the checker, once it has seen everything that was found. */
export const unusedSuppression: Rule = {
  id: "unused-suppression",
  severity: "warning",
  sets: ["best-practice"],
  reference: "docs/zone-files.md",
  summary: "A comment allows a fault that is not there.",
  why: "The fault was mended or never was; left there, the comment hides the next one.",
  hint: "remove the comment",
  judges: "records",
  check: null,
};
