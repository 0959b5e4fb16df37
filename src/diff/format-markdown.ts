/**
 * A diff as a comment on a pull request: a table of zones, then each zone's changes folded away.
 * GitHub takes 65,536 characters, so what does not fit is counted.
 */
import { counted } from "../base/counted.js";
import { isDifferent, type ZoneDiff } from "./change.js";
import { type ChangeRow, rowsOf } from "./change-rows.js";
import { summaryOf, summaryText, wholeZoneText } from "./diff-summary.js";
import { foldChanges } from "./fold-changes.js";

const charsMax = 60_000;
/** Zones in the table on top; the rest is counted. */
const zonesMax = 100;

export function formatDiffMarkdown(diffs: readonly ZoneDiff[]): string {
  const different = diffs.filter(isDifferent).map(foldChanges);
  if (different.length === 0) return "### DNS answers\n\nNo answers change.\n";
  const shown = different.slice(0, zonesMax);
  const table = shown.map((diff) => {
    const { before, after } = diff.serial;
    const serial = before === after ? `${after}` : [before, after].filter(isKnown).join(" → ");
    const what = diff.kind === "changed" ? summaryText(summaryOf([diff])) : wholeZoneText(diff);
    return `| ${code(diff.apex)} | ${serial} | ${what} |`;
  });
  const head = [
    "### DNS answers",
    "",
    `${counted(different.length, "zone")} with other answers.`,
    "",
    "| zone | serial | answers |",
    "|---|---|---|",
    ...table,
    "",
  ];
  if (different.length > shown.length) {
    head.push(`… and ${different.length - shown.length} more.`, "");
  }
  const room = { chars: charsMax - head.join("\n").length };
  const details = shown
    .filter(({ changes, steering }) => changes.length > 0 || steering !== undefined)
    .map((diff) => zoneDetails(diff, room));
  return `${head.join("\n")}\n${details.join("\n")}`;
}

function zoneDetails(diff: ZoneDiff, room: { chars: number }): string {
  const lines: string[] = [];
  let left = 0;
  const steering = (diff.steering ?? []).map(({ of, changes }) =>
    changes.map((change) => `| ~ | ${code(of)} | steering | | ${html(change)} | |`),
  );
  const groups = [...diff.changes.map((change) => rowsOf(change).map(tableRow)), ...steering];
  for (const rows of groups) {
    const chars = rows.reduce((sum, line) => sum + line.length + 1, 0);
    if (chars > room.chars) {
      left++;
      continue;
    }
    room.chars -= chars;
    lines.push(...rows);
  }
  const more = left === 0 ? [] : ["", `… and ${left} more.`];
  return [
    `<details><summary>${html(diff.apex)}: ${counted(groups.length, "change")}</summary>`,
    "",
    "| | name | answer | before | after | |",
    "|---|---|---|---|---|---|",
    ...lines,
    ...more,
    "",
    "</details>",
    "",
  ].join("\n");
}

function tableRow({ sign, name, what, before, after, note }: ChangeRow): string {
  const cells = [sign === "-" ? "−" : sign, code(name), html(what), code(before), code(after)];
  return `| ${[...cells, html(note)].join(" | ")} |`;
}

function isKnown(serial: number | null): boolean {
  return serial !== null;
}

/** In <code>, nothing is a mention, a link or an emphasis. */
function code(text: string): string {
  return text === "" ? "" : `<code>${html(text)}</code>`;
}

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  "*": "&#42;",
  _: "&#95;",
  "`": "&#96;",
  "[": "&#91;",
  "@": "&#64;",
  "\\": "&#92;",
  "~": "&#126;",
};

function html(text: string): string {
  return text.replace(/[&<>|*_`[@\\~]/g, (character) => entities[character]!);
}
