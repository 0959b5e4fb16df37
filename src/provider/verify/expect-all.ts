/** RRsets as they should be there, all of one owner and type together: a question for each. */
import type { Rrset } from "../rrset/rrset.js";
import { type Expectancy, type ExpectSource, expectedOf, type Unchecked } from "./expected.js";

export function expectAll(
  groups: readonly (readonly Rrset[])[],
  source: ExpectSource,
): { readonly expectancies: Expectancy[]; readonly unchecked: Unchecked[] } {
  const expectancies: Expectancy[] = [];
  const unchecked: Unchecked[] = [];
  for (const group of groups) {
    const expected = expectedOf(group, source);
    if ("reason" in expected) {
      unchecked.push(expected);
      continue;
    }
    for (const one of [expected, ...(expected.also ?? [])]) {
      expectancies.push({ question: one.question, expected: one.expected, stale: null });
    }
  }
  return { expectancies, unchecked };
}
