/** What `fivenines fmt` does: finds files, lays them out, shows or writes what came of it. */
import { join, resolve } from "node:path";
import { type Diagnostic, formatDiagnostic } from "../base/diagnostic.js";
import { tameLines } from "../check/shown-line.js";
import { findZones } from "../check/zone-paths.js";
import { type FormatFile, type FormatOutcome, Formatter } from "../format/format-file.js";
import { differenceOf } from "../format/text-difference.js";
import { replaceFile } from "../format/written-file.js";
import { diskFiles } from "../zone/disk.js";
import { withContent } from "../zone/file-content.js";
import { zoneFileEnding } from "../zone/zone-file-name.js";
import { loadSettings } from "./load-settings.js";
import { pathFrom, shownPath, tellPathFaults } from "./shown-path.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface FmtFlags {
  readonly config?: string;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly sort?: boolean;
}

/** A zone of a million records is some 50 MB. */
const inputBytesMax = 256 * 1024 * 1024;

/** Of a file that is left as it is; what they all are is for the check to tell. */
const faultsTold = 5;

/** Returns the exit code. */
export async function runFmtCommand(
  paths: readonly string[],
  flags: FmtFlags,
  around: Surroundings,
): Promise<number> {
  if (paths.includes("-")) return formatInput(paths, flags, around);
  const { settings } = await loadSettings({}, flags.config, around);
  const given = paths.map((path) => resolve(around.workingFolder, path));
  const found = findZones(given.length === 0 ? [settings.zones] : given, settings.zones);
  if (found.faults.length > 0) {
    throw new CommandFailure(tellPathFaults(found.faults, around.workingFolder), exitCode.usage);
  }
  const formatter = new Formatter(diskFiles);
  const tally = { changed: 0, refused: found.refused.length };
  if (found.refused.length > 0) complainOf(found.refused, around);
  for (const { path, root, apex } of found.targets) {
    const isZone = path.endsWith(zoneFileEnding);
    const request = { path, root, apex, isZone, sort: flags.sort === true };
    tell(request, formatter.format(request), flags, around, tally);
  }
  const would = flags.check === true || flags.diff === true;
  const count = (files: number) => `${files} ${files === 1 ? "file" : "files"}`;
  const untouched =
    tally.refused === 0
      ? ""
      : `, ${count(tally.refused)} left as ${tally.refused === 1 ? "it is" : "they are"}`;
  const did = would ? "would be changed" : "changed";
  around.complain(
    `${tally.changed} of ${count(found.targets.length + found.refused.length)} ${did}${untouched}\n`,
  );
  const failed = tally.refused > 0 || (flags.check === true && tally.changed > 0);
  return failed ? exitCode.failure : exitCode.success;
}

function tell(
  request: FormatFile,
  outcome: FormatOutcome,
  flags: FmtFlags,
  around: Surroundings,
  tally: { changed: number; refused: number },
): void {
  const shown = shownPath(request.path, around.workingFolder);
  if (outcome.kind === "refused") {
    tally.refused++;
    complainOf(outcome.diagnostics, around);
    return;
  }
  const { before, after } = outcome;
  if (Buffer.compare(before, after) === 0) return;
  tally.changed++;
  if (flags.diff === true) printDifference(request.path, before, after, around);
  else around.print(`${shown}\n`);
  if (flags.diff === true || flags.check === true) return;
  try {
    replaceFile(request.path, after);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`cannot write ${shown}: ${reason}`, exitCode.usage);
  }
}

/** As it is for a program that applies it, and tame for a person's terminal. */
function printDifference(
  path: string,
  before: Uint8Array,
  after: Uint8Array,
  around: Surroundings,
): void {
  const text = differenceOf(pathFrom(path, around.workingFolder), before, after);
  around.print(around.isTerminal ? tameLines(text) : text);
}

function complainOf(diagnostics: readonly Diagnostic[], around: Surroundings): void {
  for (const diagnostic of diagnostics.slice(0, faultsTold)) {
    const file = shownPath(diagnostic.file ?? "", around.workingFolder);
    around.complain(`${formatDiagnostic({ ...diagnostic, file })}\n`);
  }
  const untold = diagnostics.length - faultsTold;
  if (untold > 0) around.complain(`and ${untold} more: fivenines check tells all\n`);
}

/** Standard input to standard output; what cannot be laid out is not printed. */
function formatInput(paths: readonly string[], flags: FmtFlags, around: Surroundings): number {
  if (paths.length > 1) {
    throw new CommandFailure(
      "standard input is laid out alone, without other paths",
      exitCode.usage,
    );
  }
  const path = join(around.workingFolder, "stdin");
  const input = around.readInput(inputBytesMax);
  if (input.length > inputBytesMax) {
    throw new CommandFailure("standard input is larger than 256 MiB", exitCode.usage);
  }
  const formatter = new Formatter(withContent(diskFiles, path, input));
  // It may be a zone whose origin only its file's name tells, so it is read as text.
  const request = { path, root: around.workingFolder, apex: null, isZone: flags.sort === true };
  const outcome = formatter.format({ ...request, sort: flags.sort === true });
  if (outcome.kind === "refused") {
    complainOf(outcome.diagnostics, around);
    return exitCode.failure;
  }
  const isChanged = Buffer.compare(outcome.before, outcome.after) !== 0;
  if (flags.diff === true) {
    if (isChanged) printDifference(path, input, outcome.after, around);
  } else if (flags.check !== true) around.print(utf8(outcome.after));
  return flags.check === true && isChanged ? exitCode.failure : exitCode.success;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const message = "standard input is not UTF-8; name the file, which may hold anything";
    throw new CommandFailure(message, exitCode.usage);
  }
}
