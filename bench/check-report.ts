/** Writes bench/CHECKING.md: what `measureChecking` found, and the aims it is held against. */
import { writeFileSync } from "node:fs";
import type { CheckResult, CheckSample } from "./checking.js";
import { bracket, machine, table } from "./report.js";

export interface CheckReport {
  readonly date: string;
  readonly command: string;
  readonly results: readonly CheckResult[];
}

export function writeCheckReport({ date, command, results }: CheckReport, path: string): void {
  const parts = [
    "# Benchmark of the checkers",
    "",
    `Made by \`${command}\` on ${date}. Do not edit: the next run writes it anew.`,
    "",
    `Machine: ${machine()}. Wall time of the whole process, start-up included: medians, with the`,
    "lowest and the highest in brackets; memory is the highest that was seen. The others run with",
    "every check they have that needs no network. `fivenines check --staged` is the hook in a git",
    "repository of 100 zones of which one was changed; of many zones the others check two at once,",
    "a process each.",
    ...results.flatMap(resultPart),
    "",
    "## Aims",
    "",
    ...table(["aim", "measured", "reached"], aimsOf(results)),
  ];
  writeFileSync(path, `${parts.join("\n")}\n`);
}

function resultPart({ title, samples }: CheckResult): string[] {
  const rows = samples.map(({ checker, seconds, peakMib }) => [
    checker,
    bracket(seconds, 3),
    peakMib.toFixed(0),
  ]);
  return ["", `## ${title}`, "", ...table(["checker", "seconds", "peak MiB"], rows)];
}

function aimsOf([hook, many, big]: readonly CheckResult[]): string[][] {
  const staged = find(hook, "fivenines check --staged")?.seconds.median;
  const all = find(many, "fivenines")?.seconds.median;
  const own = find(big, "fivenines");
  const named = find(big, "named-checkzone");
  const ratio = (own?.seconds.median ?? Number.NaN) / (named?.seconds.median ?? Number.NaN);
  return [
    aim("the hook, one changed zone of 100 records: under 300 ms", ms(staged), 300, "ms"),
    aim("many zones: under 10 s", all, 10, "s"),
    aim("big zone: at most half of named-checkzone's time", ratio, 0.5, "of it"),
    aim("big zone: under 400 MB", ((own?.peakMib ?? Number.NaN) * 1024 * 1024) / 1e6, 400, "MB"),
  ];
}

function aim(text: string, value = Number.NaN, bound: number, unit: string): string[] {
  return [
    text,
    `${value.toFixed(unit === "of it" ? 2 : 0)} ${unit}`,
    value <= bound ? "yes" : "**no**",
  ];
}

function ms(seconds = Number.NaN): number {
  return seconds * 1000;
}

function find(result: CheckResult | undefined, checker: string): CheckSample | undefined {
  return result?.samples.find((sample) => sample.checker === checker);
}
