import type { Rule } from "../rule.js";

/** Told by the checker, which knows all rules by name (src/check/annotation-faults.ts). */
export const badAnnotation: Rule = {
  id: "bad-annotation",
  severity: "warning",
  sets: ["strict"],
  reference: "docs/zone-files.md",
  summary: "A comment for the checker says something that it does not understand.",
  why: "What the comment was to allow or to promise is not taken notice of, and nobody else is told the reason.",
  hint: "write `; fivenines: allow RULE reason`, `; fivenines: owned` or `; expires=YYYY-MM-DD`",
  judges: "records",
  check: null,
};
