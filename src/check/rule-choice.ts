/** Which rules a run runs, from what somebody asked for. */
import type { Rule, RuleSet } from "../../validators/rule.js";

export interface RuleWishes {
  /** Only these; empty: all. */
  readonly only: readonly string[];
  /** None of these. */
  readonly skip: readonly string[];
  /** Only rules in one of these sets; empty: all. */
  readonly sets: readonly RuleSet[];
}

/**
 * What reading itself tells stays in any case: nothing can be said of a zone without it. Ids are
 * those of `rules`; `unknownRules` finds the others first.
 */
export function chooseRules(rules: readonly Rule[], wishes: RuleWishes): Rule[] {
  const { only, skip, sets } = wishes;
  return rules.filter(({ id, check, sets: own }) => {
    if (check === null) return true;
    if (skip.includes(id)) return false;
    if (only.includes(id)) return true;
    return only.length === 0 && (sets.length === 0 || own.some((set) => sets.includes(set)));
  });
}

/** Ids that no rule has. */
export function unknownRules(rules: readonly Rule[], wishes: RuleWishes): string[] {
  const known = new Set(rules.map(({ id }) => id));
  return [...wishes.only, ...wishes.skip].filter((id) => !known.has(id));
}
