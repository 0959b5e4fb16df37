/** What `fivenines diff` does: two versions, their zones in pairs, the differences told. */
import { isDifferent, type ZoneDiff } from "../diff/change.js";
import { formatDiffSummary, formatDiffText } from "../diff/format-text.js";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import { GitFault } from "../git/git-command.js";
import { type ColorWhen, isColored } from "./color.js";
import { Comparison } from "./diff-comparison.js";
import { pairZones, type ZonePair } from "./diff-pairs.js";
import { type DiffVersion, diffVersions } from "./diff-versions.js";
import { loadSettings } from "./load-settings.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface DiffFlags {
  readonly config?: string;
  readonly format?: "text" | "json" | "markdown";
  readonly zone?: readonly string[];
  readonly staged?: boolean;
  readonly exitCode?: boolean;
  readonly color?: ColorWhen;
}

/** Returns the exit code. */
export async function runDiffCommand(
  before: string | undefined,
  after: string | undefined,
  flags: DiffFlags,
  around: Surroundings,
): Promise<number> {
  const { settings } = await loadSettings({}, flags.config, around);
  if (flags.staged === true && after !== undefined) {
    throw new CommandFailure("--staged is the new version: name the old one only", exitCode.usage);
  }
  const [old, now] = await versionsOf(before, after, flags, settings.zones, around);
  const wanted = wantedZones(flags.zone);
  const complain = (message: string) => around.complain(`fivenines: ${message}\n`);
  const { token } = settings.admin;
  const comparison = new Comparison(old, now, token, complain, around.workingFolder);
  const all = comparison.tellRefused(pairZones(old, now));
  const pairs = all.filter((pair) => isWanted(pair, wanted));
  comparison.prefetch(pairs);
  const diffs: ZoneDiff[] = [];
  const isText = flags.format === undefined || flags.format === "text";
  const color = isColored(flags.color ?? "auto", around);
  for (const pair of pairs) {
    const diff = await comparison.compare(pair);
    if (diff === undefined || !isDifferent(diff)) continue;
    if (wanted !== undefined && !wanted.has(diff.apex)) continue;
    diffs.push(diff);
    if (isText) around.print(`${diffs.length === 1 ? "" : "\n"}${formatDiffText(diff, color)}`);
  }
  if (!isText) printAll(await otherFormat(flags.format, diffs), around);
  else if (diffs.length > 0) around.print(`\n${formatDiffSummary(diffs)}`);
  else if (comparison.faults === 0) around.print(formatDiffSummary(diffs));
  if (comparison.faults > 0) return exitCode.usage;
  return flags.exitCode === true && diffs.length > 0 ? exitCode.failure : exitCode.success;
}

async function versionsOf(
  before: string | undefined,
  after: string | undefined,
  { staged }: DiffFlags,
  zonesFolder: string,
  around: Surroundings,
): Promise<readonly [DiffVersion, DiffVersion]> {
  const to = staged === true ? "" : (after ?? zonesFolder);
  try {
    const versions = await diffVersions(before ?? "HEAD", to, zonesFolder, around);
    if (versions.some(({ kind }) => kind === "files")) return versions;
    throw new CommandFailure("name the zones: one version is files or a revision", exitCode.usage);
  } catch (error) {
    if (error instanceof GitFault) throw new CommandFailure(error.message, exitCode.usage);
    throw error;
  }
}

/** JSON or Markdown, in pieces. */
async function otherFormat(
  format: DiffFlags["format"],
  diffs: readonly ZoneDiff[],
): Promise<Iterable<string>> {
  if (format === "json") return (await import("../diff/format-json.js")).diffJson(diffs);
  return [(await import("../diff/format-markdown.js")).formatDiffMarkdown(diffs)];
}

/** Standard output takes a few large pieces faster than many small ones. */
const pieceChars = 64 * 1024;

function printAll(pieces: Iterable<string>, around: Surroundings): void {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < pieceChars) continue;
    around.print(text);
    text = "";
  }
  around.print(text);
}

/** Presentation form, absolute; undefined: all. */
function wantedZones(names: readonly string[] | undefined): Set<string> | undefined {
  if (names === undefined) return undefined;
  return new Set(
    names.map((text) => {
      const wire = lowerNameFromText(text);
      if (wire !== undefined) return nameToText(wire);
      throw new CommandFailure(`--zone: "${text}" is not a domain name`, exitCode.usage);
    }),
  );
}

/** A file that does not say of which zone it is may be of any. */
function isWanted({ before, after }: ZonePair, wanted: ReadonlySet<string> | undefined): boolean {
  const apex = after?.apex ?? before?.apex ?? null;
  return wanted === undefined || apex === null || wanted.has(apex);
}
