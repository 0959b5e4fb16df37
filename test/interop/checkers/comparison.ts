/**
 * Who finds what: every checker over every bad zone of every rule. A checker finds a fault if it
 * complains of the bad zone; if it complains of the good ones beside it as well, it did not see the
 * difference, and its complaint counts for nothing.
 */

import { existsSync } from "node:fs";
import { steeringFileOf } from "../../../src/steering-file/steering-file-name.js";
import type { Rule } from "../../../validators/rule.js";
import { type Fixture, fixturesOf } from "../../validators/fixtures.js";
import { complaint, type Tool } from "./tools.js";

export interface Row {
  readonly rule: Rule;
  readonly badZones: number;
  /** For each tool, how many of the bad zones it finds; null if it refuses the good ones too. */
  readonly found: readonly (number | null)[];
}

export async function compareCheckers(
  rules: readonly Rule[],
  tools: readonly Tool[],
  apexOf: (fixture: Fixture) => string,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rule of rules) {
    // Steering files are ours alone: nobody else could find anything in them.
    const fixtures = fixturesOf(rule.id).filter(({ path }) => !existsSync(steeringFileOf(path)));
    if (fixtures.length === 0) continue;
    const found = await Promise.all(tools.map((tool) => foundBy(tool, fixtures, apexOf)));
    rows.push({ rule, badZones: fixtures.filter(({ kind }) => kind === "bad").length, found });
  }
  return rows;
}

async function foundBy(
  tool: Tool,
  fixtures: readonly Fixture[],
  apexOf: (fixture: Fixture) => string,
): Promise<number | null> {
  let found = 0;
  let refusesGood = false;
  for (const fixture of fixtures) {
    const { path, now, kind } = fixture;
    const said = await complaint(tool, { path, now, apex: apexOf(fixture) });
    if (said === undefined) continue;
    if (kind === "bad") found++;
    else refusesGood = true;
  }
  return refusesGood ? null : found;
}

/** The page docs/validators/comparison.md. */
export function comparisonPage(rows: readonly Row[], tools: readonly Tool[]): string {
  const names = [...tools.map(({ name }) => name), "fivenines"];
  const bad = rows.reduce((sum, row) => sum + row.badZones, 0);
  const totals = tools.map((_, i) => rows.reduce((sum, { found }) => sum + (found[i] ?? 0), 0));
  const lines = [
    "# Who finds what",
    "",
    "Every checker was given every bad zone that the rules are tested with, with all the checks it has",
    "that need no network, warnings included. A number is how many of a rule's bad zones it complains",
    "of; nothing means none; a dash means that it also refuses the good zones beside them, so that it",
    "does not see the difference (a type it does not know, mostly). The zones show what our rules look",
    "for, so the last column is complete by construction: the others tell how much of it anybody else",
    "sees. Rules that compare with another version, another zone or the live DNS cannot be seen by a",
    "checker that is given one file.",
    "",
    "Made by `npm run docs:comparison` with the checkers of Debian 12.",
    "",
    `| rule | ${names.join(" | ")} |`,
    `|---|${names.map(() => "---").join("|")}|`,
    `| **all ${bad} bad zones** | ${[...totals, bad].map((total) => `**${total}**`).join(" | ")} |`,
    ...rows.map(({ rule, badZones, found }) => {
      const cells = found.map((count) => (count === null ? "–" : count === 0 ? "" : String(count)));
      return `| [${rule.id}](${rule.id}.md) | ${[...cells, String(badZones)].join(" | ")} |`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
