/** `fivenines check --fix`: what can be mended mechanically, shown first, then written. */
import { type CheckRun, runCheck } from "../check/check-run.js";
import type { ListedZone } from "../check/listed-zone.js";
import { tameLines } from "../check/shown-line.js";
import { differenceOf } from "../format/text-difference.js";
import { replaceFile } from "../format/written-file.js";
import { type FixRequest, fixableCodes, fixZone, type ZoneFix } from "../format/zone-fix.js";
import { GitFault } from "../git/git-command.js";
import { openRepository } from "../git/repository.js";
import { diskFiles } from "../zone/disk.js";
import { type ReadRequest, ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import { apexToWire } from "../zone/zone-file-name.js";
import { ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";
import { shownPath } from "./shown-path.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface FixFlags {
  readonly fix?: boolean;
  readonly yes?: boolean;
}

export type FixOutcome = "none" | "written" | "shown";

/**
 * Mends the files of the work tree, even if what is staged was checked: as with any fixer, their
 * writer looks at the change and stages it.
 */
export async function offerFixes(
  run: CheckRun,
  flags: FixFlags,
  around: Surroundings,
): Promise<FixOutcome> {
  const fixes: ZoneFix[] = [];
  const head = run.head?.files ?? headFiles(around);
  const { listed, options, weights, now } = run;
  const rules = run.rules.filter(({ id }) => fixableCodes.has(id));
  const onDisk = { files: diskFiles, listed, rules, options, weights, now };
  for (const target of run.targets) {
    const fix = await fixOf(target, onDisk, head);
    if (fix !== undefined) fixes.push(fix);
  }
  if (fixes.length === 0) return "none";
  for (const { path, before, after, what } of fixes) {
    const shown = shownPath(path, around.workingFolder);
    around.complain(`${shown}: ${what.join(", ")}\n`);
    around.complain(tameLines(differenceOf(shown, before, after)));
  }
  if (!(await isWanted(fixes.length, flags, around))) return "shown";
  for (const { path, after } of fixes) write(path, after, around);
  // What is staged is checked again, and is what it was.
  const staged = run.head === undefined ? "" : " in the work tree: git add what is right";
  around.complain(`${filesOf(fixes.length)} changed${staged}\n`);
  return "written";
}

const filesOf = (count: number): string => (count === 1 ? "1 file" : `${count} files`);

async function isWanted(files: number, { yes }: FixFlags, around: Surroundings): Promise<boolean> {
  if (yes === true) return true;
  const answer = await around.ask(`Change ${filesOf(files)} so? [y/N] `);
  if (answer !== undefined) return /^y(es)?$/i.test(answer.trim());
  around.complain("nothing was changed: there is no terminal to ask at (--yes changes it)\n");
  return false;
}

async function fixOf(
  target: ListedZone,
  run: Omit<CheckRun, "targets">,
  head: ZoneFiles | undefined,
): Promise<ZoneFix | undefined> {
  const { path, root, apex } = target;
  const zone = { path, root, ...(apex === null ? {} : { apex: apexToWire(apex) }) };
  try {
    for await (const { diagnostics } of runCheck({ ...run, targets: [target] })) {
      const request: FixRequest = {
        files: run.files,
        zone,
        findings: diagnostics,
        head: zoneIn(head, zone),
        nowSeconds: run.now,
      };
      return fixZone(request);
    }
  } catch (error) {
    // The check itself tells of a file that cannot be read.
    if (!(error instanceof ZoneFileError)) throw error;
  }
  return undefined;
}

/** The files of the last commit; undefined if there is no repository, or no commit. */
function headFiles({ workingFolder, env }: Surroundings): ZoneFiles | undefined {
  try {
    const repository = openRepository(workingFolder, env, workingFolder);
    const head = repository?.head();
    return head === undefined ? undefined : repository?.revisionFiles(head);
  } catch (error) {
    if (error instanceof GitFault) return undefined;
    throw error;
  }
}

/** Null if the version has no such file, undefined if nothing can be said. */
function zoneIn(files: ZoneFiles | undefined, zone: ReadRequest): Zone | null | undefined {
  if (files === undefined) return undefined;
  if (files.realPath(zone.path) === undefined) return null;
  return new ZoneReader({ files }).read(zone).zone ?? undefined;
}

function write(path: string, content: Uint8Array, around: Surroundings): void {
  try {
    replaceFile(path, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const shown = shownPath(path, around.workingFolder);
    throw new CommandFailure(`cannot write ${shown}: ${reason}`, exitCode.usage);
  }
}
