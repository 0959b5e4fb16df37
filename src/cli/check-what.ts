/** From a command line to zones: paths, standard input, or what git says has changed. */
import { join, resolve } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import type { CheckRun } from "../check/check-run.js";
import { inputBytesMax, withInput } from "../check/input-file.js";
import type { ListedZone } from "../check/listed-zone.js";
import type { ZoneVerdict } from "../check/zone-checker.js";
import { findZones } from "../check/zone-paths.js";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import { diskFiles } from "../zone/disk.js";
import type { LoadedSettings } from "./load-settings.js";
import { shownPath, tellPathFaults } from "./shown-path.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

/** Flags that say what is to be checked, and against what. */
export interface CheckWhat {
  readonly staged?: boolean;
  readonly against?: string;
  readonly revision?: string;
  readonly served?: string;
  readonly apex?: string;
}

export type CheckedZones = Pick<
  CheckRun,
  "files" | "listed" | "targets" | "removed" | "head" | "mergeBase" | "served"
> & {
  /** What can be said before anything is read. */
  readonly refused: readonly ZoneVerdict[];
  /** Counts zones whose served version could not be had, while they are checked. */
  readonly missed?: { readonly zones: number };
};

export async function whatToCheck(
  paths: readonly string[],
  flags: CheckWhat,
  loaded: LoadedSettings,
  around: Surroundings,
): Promise<CheckedZones> {
  const isInput = paths.includes("-");
  if (isInput && paths.length > 1) fail("standard input is checked alone, without other paths");
  const inGit = [flags.against, flags.revision].some(Boolean) || flags.staged === true;
  if (isInput && inGit) fail("standard input is in no git repository");
  if (flags.apex !== undefined && inGit) fail("--apex is for one file, or standard input");
  const zones = isInput
    ? fromInput(flags.apex, around)
    : inGit
      ? await fromGit(paths, flags, loaded, around)
      : fromPaths(paths, flags.apex, loaded, around);
  if (flags.served === undefined) return zones;
  const { servedBy } = await import("./check-served.js");
  const { token } = loaded.settings.admin;
  return { ...zones, ...servedBy(flags.served, zones.files, token, around) };
}

function fail(message: string): never {
  throw new CommandFailure(message, exitCode.usage);
}

function fromPaths(
  paths: readonly string[],
  apexText: string | undefined,
  { settings }: LoadedSettings,
  around: Surroundings,
): CheckedZones {
  const apex = apexOf(apexText);
  const given = paths.map((path) => resolve(around.workingFolder, path));
  const found = findZones(given.length === 0 ? [settings.zones] : given, settings.zones);
  if (found.faults.length > 0) fail(tellPathFaults(found.faults, around.workingFolder));
  const refused = found.refused.map(verdictOn);
  const { targets, listed } = found;
  if (apex === null) return { files: diskFiles, targets, listed, refused };
  const [only, ...others] = targets;
  if (only === undefined || others.length > 0) fail("--apex is for one file, or standard input");
  const named = { ...only, apex };
  const rest = listed.filter(({ path }) => path !== only.path);
  return { files: diskFiles, targets: [named], listed: [named, ...rest], refused };
}

/** On a file that is no zone. */
function verdictOn(diagnostic: Diagnostic): ZoneVerdict {
  const path = diagnostic.file ?? "";
  return { path, apex: null, records: 0, diagnostics: [diagnostic], suppressed: [] };
}

/** Presentation form, absolute and lower case; null if none was given. */
function apexOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const wire = lowerNameFromText(text);
  if (wire === undefined) fail(`--apex: "${text}" is not a domain name`);
  return nameToText(wire);
}

function fromInput(apexText: string | undefined, around: Surroundings): CheckedZones {
  const apex = apexOf(apexText);
  const path = join(around.workingFolder, "stdin");
  const bytes = around.readInput(inputBytesMax);
  const target = { path, root: around.workingFolder, apex, steered: false };
  const files = withInput(diskFiles, path, bytes);
  return { files, targets: [target], listed: [target], refused: [] };
}

async function fromGit(
  paths: readonly string[],
  flags: CheckWhat,
  { settings }: LoadedSettings,
  around: Surroundings,
): Promise<CheckedZones> {
  const { openRepository } = await import("../git/repository.js");
  const { GitFault } = await import("../git/git-command.js");
  const { rangeOfHook, stagedRun } = await import("../check/staged-run.js");
  const given = paths.map((path) => resolve(around.workingFolder, path));
  try {
    const repository = openRepository(around.workingFolder, around.env, around.workingFolder);
    if (repository === undefined) fail(`${around.workingFolder} is in no git repository`);
    const { targets, listed, files, head, mergeBase, removed, refused } = stagedRun({
      repository,
      paths: given,
      zonesFolder: settings.zones,
      ...rangeOfHook(repository, around.env),
      ...(flags.against === undefined ? {} : { against: flags.against }),
      ...(flags.revision === undefined ? {} : { revision: flags.revision }),
    });
    if (flags.staged !== true && flags.revision === undefined) {
      tellUnstaged(repository.unstagedPaths(), listed, around);
    }
    const before = { head, ...(mergeBase === undefined ? {} : { mergeBase }) };
    return { files, targets, listed, removed, ...before, refused: refused.map(verdictOn) };
  } catch (error) {
    if (error instanceof GitFault) fail(error.message);
    throw error;
  }
}

/** Whoever names a revision looks at the work tree, and may wonder why an edit is not seen. */
function tellUnstaged(
  paths: readonly string[],
  listed: readonly ListedZone[],
  around: Surroundings,
): void {
  const changed = new Set(paths);
  const unseen = listed.filter(
    ({ path }) => changed.has(path) || changed.has(steeringFileOf(path)),
  );
  const [first] = unseen;
  if (first === undefined) return;
  const others = unseen.length === 1 ? "has" : `and ${unseen.length - 1} more have`;
  const name = shownPath(first.path, around.workingFolder);
  around.complain(
    `fivenines: ${name} ${others} edits that are not staged: checked is what is staged\n`,
  );
}
