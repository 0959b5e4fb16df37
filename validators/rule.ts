/**
 * What a rule is. A rule looks at one zone and says what is wrong with it; it reads nothing but its
 * context, so the same zone always gives the same diagnostics.
 */
import type { Diagnostic } from "../src/base/diagnostic.js";
import type { RuleContext } from "./rule-context.js";

/**
 * Which of these a rule is in says how much it weighs:
 * `load`: the zone cannot be served;
 * `strict`: it can, and something in it cannot work, or the RFCs forbid it;
 * `best-practice`: it works, and experience says that it will hurt.
 */
export const ruleSets = ["load", "strict", "best-practice"] as const;
export type RuleSet = (typeof ruleSets)[number];

export interface Rule {
  /** Stable kebab-case identifier: the code of its diagnostics, the name of its page and fixtures. */
  readonly id: string;
  readonly severity: Diagnostic["severity"];
  readonly sets: readonly RuleSet[];
  /** Where it is written that this is a fault: `RFC 1034 §3.6.2`. */
  readonly reference: string;
  /** One line, as the tables show it: what holds of a zone that has the fault. */
  readonly summary: string;
  /** Why it matters, for the rule's page: what happens to whom. */
  readonly why: string;
  /** What to do about it, as a sentence; a diagnostic may carry a better one. */
  readonly hint: string;
  /**
   * What it must see to be right.
   * `records`: judges what is there, so it also runs on a zone of which a part could not be read;
   * `zone`: also judges what is absent;
   * `zones`: looks into other zones of the repository.
   */
  readonly judges: "records" | "zone" | "zones";
  /** Null for what the reader or the checker itself tells while it does its work. */
  readonly check: ((context: RuleContext) => Diagnostic[]) | null;
}
