/** Rules as text, for `--list-rules` and `--explain`. */
import type { Rule } from "../../validators/rule.js";
import { referenceUri } from "./format-sarif.js";

/** One line each, in the order of the registry. */
export function listRules(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(({ id, severity, sets, summary }) => {
      return `${id.padEnd(width)}  ${severity.padEnd(7)}  ${sets.join(", ").padEnd(13)}  ${summary}\n`;
    })
    .join("");
}

export function rulesAsJson(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, severity, sets, reference, summary, why, hint }) => ({
    id,
    severity,
    sets,
    reference,
    summary,
    why,
    hint,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

export function explainRule(rule: Rule): string {
  const { id, severity, sets, reference, summary, why, hint } = rule;
  const uri = referenceUri(reference);
  const rows = [
    ["severity", severity],
    ["sets", sets.join(", ")],
    ["reference", uri === undefined ? reference : `${reference} <${uri}>`],
  ];
  const table = rows.map(([name, value]) => `  ${name!.padEnd(9)}  ${value}`).join("\n");
  const allow = sets.includes("load")
    ? "A zone that breaks this rule cannot be served, so it cannot be switched off."
    : `To allow it for one record: ; fivenines: allow ${id} REASON\n` +
      `To change it everywhere, in fivenines.yaml: check: { rules: { ${id}: off } }`;
  return `${id}: ${summary}\n\n${table}\n\n${why}\n\nRemedy: ${hint}.\n\n${allow}\n`;
}
