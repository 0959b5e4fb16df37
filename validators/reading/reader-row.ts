/**
 * Rows of what the reader tells while it reads. There is no function to run: the reader has already
 * said it. The rows give its diagnostics a weight, a page and fixtures like any other rule's.
 */
import { type ZoneFaultCode, zoneFaults } from "../../src/zone/faults.js";
import type { Rule } from "../rule.js";

type Told = Pick<Rule, "reference" | "summary" | "why">;
/** A fault of the reader's own table has its hint there. */
type ReaderRow = Told & ({ readonly id: ZoneFaultCode } | Pick<Rule, "id" | "hint">);

/** The zone cannot be served. */
export function loadFault(row: ReaderRow): Rule {
  return { ...common(row), severity: "error", sets: ["load"] };
}

/** The zone is served, and something in it is not meant as it stands. */
export function readingFault(severity: Rule["severity"], row: ReaderRow): Rule {
  return { ...common(row), severity, sets: ["strict"] };
}

function common(row: ReaderRow) {
  const { id, reference, summary, why } = row;
  const hint = "hint" in row ? row.hint : zoneFaults[row.id].hint;
  return { id, reference, summary, why, hint, judges: "records", check: null } as const;
}
