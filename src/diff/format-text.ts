/**
 * A diff for people, a line for each answer:
 *
 *   example.com.  serial 2026112201 → 2026112202
 *     + new.example.com.  A  192.0.2.7                (was NXDOMAIN)
 *     ~ www.example.com.  A  192.0.2.1 → 192.0.2.2
 */
import { styleText } from "node:util";
import { counted } from "../base/counted.js";
import { isDifferent, type ZoneDiff } from "./change.js";
import { type ChangeRow, rowsOf, type Sign } from "./change-rows.js";
import { serialText, summaryOf, summaryText, wholeZoneText } from "./diff-summary.js";
import { foldChanges } from "./fold-changes.js";

const colorOf: { readonly [sign in Sign]: "green" | "red" | "yellow" } = {
  "+": "green",
  "-": "red",
  "~": "yellow",
};
/** Widths of the columns of names and of types. */
const nameWidthMax = 48;
const whatWidthMax = 12;

/** One zone; empty if nothing is different. */
export function formatDiffText(whole: ZoneDiff, color: boolean): string {
  if (!isDifferent(whole)) return "";
  const diff = foldChanges(whole);
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const head = `${paint("bold", diff.apex)}  ${paint("dim", serialText(diff))}`;
  if (diff.kind !== "changed") {
    const sign = diff.kind === "added" ? "+" : "-";
    return `${head}\n  ${paint(colorOf[sign], `${sign} ${wholeZoneText(diff)}`)}\n`;
  }
  const rows = diff.changes.flatMap(rowsOf);
  const nameWidth = widest(rows, ({ name }) => name.length, nameWidthMax);
  const whatWidth = widest(rows, ({ what }) => what.length, whatWidthMax);
  const lines = rows.map((row) => {
    const { sign, name, what, note } = row;
    const fact = `${sign} ${name.padEnd(nameWidth)}  ${what.padEnd(whatWidth)}  ${valueText(row)}`;
    const remark = note === "" ? "" : `  ${paint("dim", `(${note})`)}`;
    return `  ${paint(colorOf[sign], fact.trimEnd())}${remark}\n`;
  });
  if (lines.length === 0) lines.push("  no answer is different\n");
  for (const { of, changes } of diff.steering ?? []) {
    for (const change of changes) {
      lines.push(`  ${paint("yellow", `~ steering of ${of}: ${change}`)}\n`);
    }
  }
  if (diff.records.signerRrsets > 0) {
    lines.push(`  ${counted(diff.records.signerRrsets, "RRset")} made by a signer differ\n`);
  }
  return `${head}\n${lines.join("")}`;
}

/** The last line: what all zones come to. */
export function formatDiffSummary(diffs: readonly ZoneDiff[]): string {
  const different = diffs.filter(isDifferent).map(foldChanges);
  if (different.length === 0) return "no answers change\n";
  const whole = different.filter(({ kind }) => kind !== "changed").length;
  const zones = whole === 0 ? "" : `; ${counted(whole, "zone")} new or gone`;
  const verb = different.length === 1 ? "differs" : "differ";
  const what = summaryText(summaryOf(different));
  return `${counted(different.length, "zone")} ${verb}: ${what}${zones}\n`;
}

function valueText({ before, after }: ChangeRow): string {
  if (before === "") return after;
  return after === "" ? before : `${before} → ${after}`;
}

/** Width of a column; what is wider than the most puts its own line out of step. */
function widest(
  rows: readonly ChangeRow[],
  width: (row: ChangeRow) => number,
  widthMax: number,
): number {
  return rows.map(width).reduce((most, one) => (one > widthMax ? most : Math.max(most, one)), 0);
}
