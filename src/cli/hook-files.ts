/**
 * The files of the git hook. A hook of somebody else is never lost: it is refused, or kept as
 * `pre-commit.before` and run first.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { GitFault } from "../git/git-command.js";
import { openRepository, type Repository } from "../git/repository.js";
import { hookScript, isOurHook } from "./hook-script.js";
import { shownPath } from "./shown-path.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";

/** Git runs the second one, and not the first, for a merge that makes a commit by itself. */
const hookNames = ["pre-commit", "pre-merge-commit"] as const;

export interface HookWishes {
  readonly force?: boolean;
  readonly path?: string;
}

export function installHooks({ force = false, path }: HookWishes, around: Surroundings): void {
  const repository = repositoryOf(around);
  const folder = hooksFolder(repository, force, around);
  const script = hookScript({
    node: process.execPath,
    program: around.program,
    zones: path === undefined ? undefined : zonesPath(repository, path, around),
  });
  const foreign = hookNames.filter((name) => isForeign(join(folder, name)));
  if (foreign.length > 0 && !force) {
    const shown = foreign.map((name) => shownPath(join(folder, name), around.workingFolder));
    throw new CommandFailure(
      `there is a hook already: ${shown.join(", ")} (--force keeps it and runs it first)`,
    );
  }
  for (const name of foreign) {
    if (!existsSync(before(folder, name))) continue;
    throw new CommandFailure(`both ${name} and ${name}.before are there: put one of them away`);
  }
  onDisk(() => {
    mkdirSync(folder, { recursive: true });
    for (const name of hookNames) {
      const hook = join(folder, name);
      if (foreign.includes(name)) renameSync(hook, before(folder, name));
      writeFileSync(hook, script, { mode: 0o755 });
      // The mode above is for a new file only.
      chmodSync(hook, 0o755);
    }
  });
  const shown = shownPath(folder, around.workingFolder);
  around.print(`${hookNames.join(" and ")} written to ${shown}\n`);
  for (const name of foreign) around.print(`${name}.before is run first\n`);
}

export function uninstallHooks(around: Surroundings): void {
  const folder = hookFolderOf(repositoryOf(around));
  const ours = hookNames.filter(
    (name) => existsSync(join(folder, name)) && !isForeign(join(folder, name)),
  );
  onDisk(() => {
    for (const name of ours) {
      unlinkSync(join(folder, name));
      if (existsSync(before(folder, name))) renameSync(before(folder, name), join(folder, name));
    }
  });
  const told =
    ours.length === 0 ? "no hook of fivenines is there" : `${ours.join(" and ")} removed`;
  around.print(`${told}\n`);
}

function repositoryOf({ workingFolder, env }: Surroundings): Repository {
  try {
    const repository = openRepository(workingFolder, env, workingFolder);
    if (repository !== undefined && !repository.bare) return repository;
    const why = repository === undefined ? "in no git repository" : "a bare repository";
    const hint = repository === undefined ? "" : " (docs/hooks.md has a hook for servers)";
    throw new CommandFailure(`${workingFolder} is ${why}${hint}`);
  } catch (error) {
    if (error instanceof GitFault) throw new CommandFailure(error.message);
    throw error;
  }
}

/** Where git looks for hooks: `core.hooksPath`, else the repository's own folder. */
function hookFolderOf(repository: Repository): string {
  return repository.gitPath("hooks");
}

function hooksFolder(repository: Repository, force: boolean, around: Surroundings): string {
  const folder = hookFolderOf(repository);
  if (folder.endsWith(join(".husky", "_"))) {
    throw new CommandFailure(
      "husky runs the hooks of this repository: write `fivenines hook run` into .husky/pre-commit",
    );
  }
  const own = [repository.root, dirname(repository.gitPath("config"))];
  const isOwn = own.some((one) => folder.startsWith(one + sep));
  if (isOwn || force) return folder;
  const shown = shownPath(folder, around.workingFolder);
  throw new CommandFailure(
    `core.hooksPath is ${shown}, which other repositories may use as well (--force writes there)`,
  );
}

/** As the script tells it, from the top of the work tree, where git runs hooks. */
function zonesPath(repository: Repository, path: string, around: Surroundings): string {
  const inside = relative(repository.root, resolve(around.workingFolder, path));
  if (inside.startsWith("..") || isAbsolute(inside)) {
    throw new CommandFailure(`${path} is outside the repository ${repository.root}`);
  }
  return inside === "" ? "." : inside.split(sep).join("/");
}

/** A hook that somebody else wrote; a link, wherever it leads, is one. */
function isForeign(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  return !stat.isFile() || !isOurHook(readFileSync(path, "utf8"));
}

const before = (folder: string, name: string): string => join(folder, `${name}.before`);

function onDisk(change: () => void): void {
  try {
    change();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`cannot write the hook: ${reason}`);
  }
}
