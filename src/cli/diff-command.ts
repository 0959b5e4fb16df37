/** What `fivenines diff` does: two versions, their zones in pairs, the differences told. */
import { formatDiagnostic } from "../base/diagnostic.js";
import type { ListedZone } from "../check/listed-zone.js";
import { isDifferent, type ZoneDiff } from "../diff/change.js";
import { formatDiffSummary, formatDiffText } from "../diff/format-text.js";
import { diffZone } from "../diff/zone-diff.js";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import { GitFault } from "../git/git-command.js";
import { ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import { apexToWire } from "../zone/zone-file-name.js";
import { type ColorWhen, isColored } from "./color.js";
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
  const pairs = pairZones(old, now).filter((pair) => isWanted(pair, wanted));
  const comparison = new Comparison(old, now, around);
  comparison.prefetch(pairs);
  const diffs: ZoneDiff[] = [];
  const isText = flags.format === undefined || flags.format === "text";
  const color = isColored(flags.color ?? "auto", around);
  for (const pair of pairs) {
    const diff = comparison.compare(pair);
    if (diff === undefined || !isDifferent(diff)) continue;
    diffs.push(diff);
    if (isText) around.print(`${diffs.length === 1 ? "" : "\n"}${formatDiffText(diff, color)}`);
  }
  if (isText) around.print(`${diffs.length === 0 ? "" : "\n"}${formatDiffSummary(diffs)}`);
  else around.print(await formatOther(flags.format, diffs));
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
    return await diffVersions(before ?? "HEAD", to, zonesFolder, around);
  } catch (error) {
    if (error instanceof GitFault) throw new CommandFailure(error.message, exitCode.usage);
    throw error;
  }
}

async function formatOther(
  format: DiffFlags["format"],
  diffs: readonly ZoneDiff[],
): Promise<string> {
  if (format === "json") return (await import("../diff/format-json.js")).formatDiffJson(diffs);
  return (await import("../diff/format-markdown.js")).formatDiffMarkdown(diffs);
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

/** Reads pairs, one after the other; what cannot be read is told, and the rest compared. */
class Comparison {
  faults = 0;
  private readonly readers: readonly [ZoneReader, ZoneReader];

  constructor(
    private readonly before: DiffVersion,
    private readonly after: DiffVersion,
    private readonly around: Surroundings,
  ) {
    this.readers = [
      new ZoneReader({ files: before.files }),
      new ZoneReader({ files: after.files }),
    ];
  }

  prefetch(pairs: readonly ZonePair[]): void {
    this.before.prefetch(pairs.flatMap(({ before }) => (before === null ? [] : [before.path])));
    this.after.prefetch(pairs.flatMap(({ after }) => (after === null ? [] : [after.path])));
  }

  /** Undefined if a version could not be read. */
  compare(pair: ZonePair): ZoneDiff | undefined {
    const before = this.read(this.readers[0], pair.before, this.before);
    const after = this.read(this.readers[1], pair.after, this.after);
    if (before === undefined || after === undefined) return undefined;
    if (before !== null && after !== null && Buffer.compare(before.apex, after.apex) !== 0) {
      const [one, other] = [nameToText(before.apex), nameToText(after.apex)];
      this.complain(`${pair.after!.path}: the zone ${other}; it was ${one}`);
      return undefined;
    }
    return diffZone(before, after);
  }

  /** Null if the version has no such zone. */
  private read(
    reader: ZoneReader,
    listed: ListedZone | null,
    { called }: DiffVersion,
  ): Zone | null | undefined {
    if (listed === null) return null;
    const { path, root, apex } = listed;
    const request = { path, root, ...(apex === null ? {} : { apex: apexToWire(apex) }) };
    const { zone, diagnostics } = reader.read(request);
    if (zone !== null) return zone;
    for (const diagnostic of diagnostics.filter(({ severity }) => severity === "error")) {
      this.complain(`${called === "" ? "staged" : called}: ${formatDiagnostic(diagnostic)}`);
    }
    return undefined;
  }

  private complain(message: string): void {
    this.faults++;
    this.around.complain(`fivenines: ${message}\n`);
  }
}
