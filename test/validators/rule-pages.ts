/**
 * The pages of docs/validators: each rule with a zone that breaks it, what the command then prints,
 * and one that does not. The zones are the fixtures, so what the pages show is what the tests hold.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import { referenceUri } from "../../src/check/format-sarif.js";
import { textReport } from "../../src/check/format-text.js";
import type { ZoneVerdict } from "../../src/check/zone-checker.js";
import { addressRules } from "../../validators/addresses/addresses.js";
import { aliasRules } from "../../validators/aliases/aliases.js";
import { certificateRules } from "../../validators/certificates/certificates.js";
import { changeRules } from "../../validators/change/changes.js";
import { delegationRules } from "../../validators/delegation/delegation.js";
import { dnssecRules } from "../../validators/dnssec/dnssec.js";
import { liveRules } from "../../validators/live/live.js";
import { mailRules } from "../../validators/mail/mail.js";
import { nameRules } from "../../validators/names/names.js";
import type { CheckOptions } from "../../validators/options.js";
import { readingRules } from "../../validators/reading/reading.js";
import { resilienceRules } from "../../validators/resilience/resilience.js";
import type { Rule } from "../../validators/rule.js";
import { serviceRules } from "../../validators/services/services.js";
import { steeringRules } from "../../validators/steering/steering.js";
import { structureRules } from "../../validators/structure/structure.js";
import { checkFixture, type Fixture, fixturesOf } from "./fixtures.js";

/** As the registry has them. */
export const rooms: readonly (readonly [title: string, rules: readonly Rule[]])[] = [
  ["Reading a file", readingRules],
  ["Structure of a zone", structureRules],
  ["The live DNS (only with `--live`)", liveRules],
  ["Aliases and wildcards", aliasRules],
  ["Nameservers and delegation", delegationRules],
  ["Names", nameRules],
  ["Addresses", addressRules],
  ["Certificates", certificateRules],
  ["DNSSEC", dnssecRules],
  ["Mail", mailRules],
  ["Resilience", resilienceRules],
  ["Services", serviceRules],
  ["Steering (a zone with a steering file)", steeringRules],
  ["Changes (with `--staged`, `--against` or `--served`)", changeRules],
];

export function indexPage(): string {
  const tables = rooms.map(([title, rules]) => {
    const rows = rules.map(
      ({ id, severity, sets, reference, summary }) =>
        `| [${id}](${id}.md) | ${severity} | ${sets.join(", ")} | ${cell(summary)} | ${cell(linked(reference))} |`,
    );
    return `## ${title}\n\n| rule | severity | sets | what it finds | where it is written |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `${indexHead}\n${tables.join("\n")}`;
}

const made =
  "<!-- Made from validators/ and test/validators/ by `npm run docs`: do not edit by hand. -->";

const indexHead = `# Rules

${made}

What \`fivenines check\` looks for; [check.md](../check.md) is the manual of the command, and
[comparison.md](comparison.md) shows which of these other checkers find. An *error* cannot work, or
breaks what an RFC demands so that somebody is hurt; a *warning* will hurt under conditions; a *notice*
is worth knowing. A rule of the set \`load\` keeps a zone from being served; one of \`strict\` is about
what cannot work or is forbidden; one of \`best-practice\` is about what works until it hurts.
`;

export function rulePage(rule: Rule): string {
  const { id, severity, sets, reference, summary, why, hint } = rule;
  const fixtures = fixturesOf(id);
  const bad = fixtures.find(({ kind }) => kind === "bad");
  const good = counterpart(fixtures, bad);
  return [
    `# ${id}\n\n${made}\n\n${inline(summary)}\n`,
    `| severity | sets | where it is written |\n|---|---|---|\n| ${severity} | ${sets.join(", ")} | ${cell(linked(reference))} |\n`,
    `${inline(why)}\n\n**Remedy**: ${inline(hint)}.\n`,
    ...(bad === undefined ? [] : [badExample(bad)]),
    ...(good === undefined ? [] : [`## Good\n\n${zoneBlock(good)}${companions(good)}`]),
    `## Living with it\n\n${waysOut(rule)}\n`,
  ].join("\n");
}

/** The good zone that is the bad one put right, as far as names tell. */
function counterpart(fixtures: readonly Fixture[], bad: Fixture | undefined): Fixture | undefined {
  const good = fixtures.filter(({ kind }) => kind === "good");
  return good.find(({ name }) => name.slice(5) === bad?.name.slice(4)) ?? good[0];
}

function badExample(fixture: Fixture): string {
  const printed = printedFor(fixture);
  const told = `\`fivenines check\` says:\n\n\`\`\`text\n${printed}\`\`\`\n`;
  return `## Bad\n\n${zoneBlock(fixture)}${companions(fixture)}\n${told}`;
}

function waysOut({ id, sets, judges }: Rule): string {
  if (sets.includes("load")) {
    return "A zone that breaks this rule cannot be served, so it can neither be allowed nor switched off.";
  }
  const needed =
    judges === "zones" ? "\n\nThe rule also looks into the other zones of the repository." : "";
  return `For one record, with the reason, in a comment of its entry or on the line above it:

\`\`\`text
; fivenines: allow ${id} REASON
\`\`\`

For all zones of a site, in \`fivenines.yaml\`, one of \`off\`, \`notice\`, \`warning\` and \`error\`:

\`\`\`yaml
check:
  rules:
    ${id}: off
\`\`\`${needed}`;
}

/** What is said to the tests at the head of a fixture is not part of the example. */
const forTests = /^; (?:expect|now) .*\r?\n/;
const shownLines = 40;
const shownColumns = 160;

function exampleText(path: string): { text: string; linesLeftOut: number } {
  if (statSync(path).isDirectory()) return { text: "; a folder, not a file\n", linesLeftOut: 0 };
  let text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(readFileSync(path));
  let linesLeftOut = 0;
  for (; forTests.test(text); linesLeftOut++) text = text.replace(forTests, "");
  return { text, linesLeftOut };
}

function zoneBlock({ path }: Fixture): string {
  const lines = exampleText(path).text.replace(/\n$/, "").split("\n");
  const shown = lines
    .slice(0, shownLines)
    .map((line) =>
      printable(line.length <= shownColumns ? line : `${line.slice(0, shownColumns)}…`),
    );
  if (lines.length > shownLines) shown.push(`; … ${lines.length - shownLines} more lines`);
  return `\`\`\`dns-zone\n${shown.join("\n")}\n\`\`\`\n`;
}

/** Whatever would not survive in a text file becomes visible. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be replaced.
  return line.replace(/\r$/, "").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\ufffd");
}

/** Text of `<fixture>.head.zone` and the like, and what the rule is told. */
function companions(fixture: Fixture): string {
  const stem = basename(fixture.path, ".zone");
  const folder = dirname(fixture.path);
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${stem}.`) && file !== `${stem}.zone`)
    .sort()
    .map((file) => {
      const what = file.slice(stem.length + 1);
      const path = join(folder, file);
      const block = /\.(json|yaml)$/.test(what)
        ? settingsBlock(what, statSync(path).isFile() ? readFileSync(path, "utf8") : aFolder)
        : zoneBlock({ ...fixture, path });
      return `\n${captionOf(what)}\n\n${block}`;
    })
    .join("");
}

const aFolder = "# a folder, not a file";

/** What a rule is told, as the configuration file has it; what was seen live, as it was seen. */
function settingsBlock(what: string, json: string): string {
  if (what === "steering.yaml") return `\`\`\`yaml\n${json.trimEnd()}\n\`\`\`\n`;
  if (what !== "options.json") return `\`\`\`json\n${json.trimEnd()}\n\`\`\`\n`;
  return `\`\`\`yaml\n${configOf(JSON.parse(json))}\`\`\`\n`;
}

/** Part of `CheckOptions` as the text of a configuration file. */
export function configOf(options: Partial<CheckOptions>): string {
  const written = Object.entries(options).map(([key, value]): [string, unknown] => {
    const [name, unit = ""] = /^(.*?)(Seconds)$/.exec(key)?.slice(1) ?? [otherNames[key] ?? key];
    if (unit === "") return [name!, value];
    return [name!, Array.isArray(value) ? value.map((one) => `${one}s`) : `${value}s`];
  });
  return stringify({ check: Object.fromEntries(written) });
}

const otherNames: { readonly [option: string]: string } = {
  cnameStepsMax: "cnameSteps",
  signatureDaysMin: "signatureDays",
};

function captionOf(what: string): string {
  const captions: { readonly [what: string]: string } = {
    "head.zone": "Before, in git's HEAD:",
    "base.zone": "Where the branch began:",
    "served.zone": "As it is served now:",
    "options.json": "With these [settings](../reference/configuration.md):",
    "steering.yaml": "Its steering file:",
    "live.json": "What the live DNS was seen to say:",
  };
  return captions[what] ?? "Another zone of the repository:";
}

function printedFor(fixture: Fixture): string {
  const { text, linesLeftOut } = exampleText(fixture.path);
  const verdict = checkFixture(fixture);
  const lines = text.split("\n");
  const stem = fixture.path.slice(0, -".zone".length);
  const report = textReport({
    shown: (path) =>
      path.startsWith(`${stem}.`) ? `example.com${path.slice(stem.length)}` : basename(path),
    line: (file, line) =>
      file === fixture.path ? new TextEncoder().encode(lines[line - 1] ?? "") : lineOf(file, line),
    rules: [],
    failOn: "error",
    color: false,
    quiet: false,
    version: "",
  });
  const found = verdict.diagnostics.filter(({ code }) => code === fixture.rule);
  const moved = found.map((diagnostic) =>
    diagnostic.file === fixture.path && diagnostic.line !== undefined
      ? { ...diagnostic, line: diagnostic.line - linesLeftOut }
      : diagnostic,
  );
  const shown: ZoneVerdict = { ...verdict, diagnostics: moved.slice(0, 5), suppressed: [] };
  const withoutPaths = report.zone(shown).replaceAll(`${dirname(fixture.path)}/`, "");
  return `${withoutPaths.trimEnd()}\n`;
}

function lineOf(file: string, line: number): Uint8Array | undefined {
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  const text = readFileSync(file, "utf8").split("\n")[line - 1];
  return text === undefined ? undefined : new TextEncoder().encode(text);
}

function linked(reference: string): string {
  const uri = referenceUri(reference);
  if (uri !== undefined) return `[${reference}](${uri})`;
  const page = /\bdocs\/([a-z/-]+\.md)/.exec(reference);
  return page === null ? inline(reference) : `[${reference}](../${page[1]})`;
}

const cell = (text: string): string => inline(text).replaceAll("|", "\\|");

/** Text that Markdown would take for something else: asterisks and underscores outside of code. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[*<]|\b_|_\b/g, "\\$&")))
    .join("");
}
