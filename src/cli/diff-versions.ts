/**
 * What `fivenines diff` was given: files and folders on disk, what git has, what is served.
 *
 *   zones, new/example.com.zone     a path, if there is one on disk
 *   HEAD~3, main, v1.2              a revision: its files at the path of the other version
 *   main:zones, HEAD:a.zone         a path in a revision, from the top of the repository;
 *                                   ./ or ../ in front: from the working folder
 *   :zones                          a path as it is staged
 *   http://127.0.0.1:5380           what a server serves, by its admin endpoint, of the zones that
 *                                   the other version has
 */
import { basename, dirname, relative, resolve } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { fileAt } from "../base/file-at.js";
import { type ListedZone, listedZone, namedZone } from "../check/listed-zone.js";
import { findZones } from "../check/zone-paths.js";
import { GitFault } from "../git/git-command.js";
import type { Repository } from "../git/repository.js";
import type { GitFiles } from "../git/tree-files.js";
import { diskFiles } from "../zone/disk.js";
import { apexOfFileName } from "../zone/zone-file-name.js";
import type { ZoneFiles } from "../zone/zone-files.js";
import { tellPathFaults } from "./shown-path.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export type DiffVersion = FileVersion | ServedVersion;

export interface ServedVersion {
  readonly kind: "served";
  /** URL of the admin endpoint. */
  readonly called: string;
}

export interface FileVersion {
  readonly kind: "files";
  /** As it was given. */
  readonly called: string;
  readonly files: ZoneFiles;
  readonly listed: readonly ListedZone[];
  /** Files that look like zones and cannot be read as such. */
  readonly refused: readonly Diagnostic[];
  /** Absolute: what the paths of `listed` are compared below. */
  readonly base: string;
  /** It is one file, and so one zone, whatever else the other version has. */
  readonly isFile: boolean;
  /** Fetches what will be read, where that is quicker for many at once. */
  prefetch(paths: readonly string[]): void;
}

/** A version as it was written, sorted out. */
type Given =
  | (ServedVersion & { readonly path?: undefined })
  | { readonly kind: "disk"; readonly called: string; readonly path: string }
  | GivenOfGit;

interface GivenOfGit {
  readonly kind: "git";
  readonly called: string;
  /** Empty: what is staged. */
  readonly revision: string;
  /** Undefined: that of the other version. */
  readonly path: string | undefined;
}

/** Throws CommandFailure and GitFault. */
export async function diffVersions(
  before: string,
  after: string,
  zonesFolder: string,
  around: Surroundings,
): Promise<readonly [DiffVersion, DiffVersion]> {
  const given = [sortOut(before, around), sortOut(after, around)] as const;
  const inGit = given.some(({ kind }) => kind === "git");
  const repository = inGit ? await openRepositoryOf(given, around) : undefined;
  const own = given.map((one) => ownPath(one, repository, around));
  const path = own.find((one) => one !== undefined) ?? zonesFolder;
  const open = (one: Given, at: string): DiffVersion => {
    if (one.kind === "served") return one;
    return one.kind === "disk"
      ? onDisk(one.called, at, zonesFolder, around)
      : inRevision(one.called, filesOf(repository!, one), at);
  };
  return [open(given[0], own[0] ?? path), open(given[1], own[1] ?? path)];
}

function sortOut(called: string, { workingFolder }: Surroundings): Given {
  if (/^https?:\/\//i.test(called)) return { kind: "served", called };
  const path = resolve(workingFolder, called);
  if (called !== "" && fileAt(path) !== undefined) {
    return { kind: "disk", called, path };
  }
  const colon = called.indexOf(":");
  if (colon === -1) return { kind: "git", called, revision: called, path: undefined };
  const within = called.slice(colon + 1);
  return { kind: "git", called, revision: called.slice(0, colon), path: within };
}

async function openRepositoryOf(
  given: readonly Given[],
  { workingFolder, env }: Surroundings,
): Promise<Repository> {
  const { openRepository } = await import("../git/repository.js");
  // A path on disk may lie in another repository than the working folder.
  const paths = given.flatMap((one) => (one.kind === "disk" ? [one.path] : []));
  for (const folder of [...paths, workingFolder]) {
    const repository = openRepository(folder, env, workingFolder);
    if (repository !== undefined) return repository;
  }
  const { called } = given.find(({ kind }) => kind === "git")!;
  throw new CommandFailure(
    `${called}: no such file or folder, and ${workingFolder} is in no git repository`,
    exitCode.usage,
  );
}

function ownPath(
  given: Given,
  repository: Repository | undefined,
  { workingFolder }: Surroundings,
): string | undefined {
  if (given.kind !== "git" || given.path === undefined) return given.path;
  const isRelative = /^\.\.?(?:\/|$)/.test(given.path);
  return resolve(isRelative ? workingFolder : repository!.root, given.path);
}

function onDisk(
  called: string,
  path: string,
  zonesFolder: string,
  { workingFolder }: Surroundings,
): FileVersion {
  const { targets, refused, faults } = findZones([path], zonesFolder);
  if (faults.length > 0)
    throw new CommandFailure(tellPathFaults(faults, workingFolder), exitCode.usage);
  const isFile = fileAt(path)?.isDirectory() !== true;
  const zones = { files: diskFiles, listed: targets, refused };
  const base = isFile ? dirname(path) : path;
  return { kind: "files", called, ...zones, base, isFile, prefetch() {} };
}

function filesOf(repository: Repository, { called, revision, path }: GivenOfGit): GitFiles {
  if (revision === "") return repository.stagedFiles();
  try {
    return repository.revisionFiles(revision);
  } catch (error) {
    // It may have been meant for a path.
    const isEither = path === undefined && revision !== "HEAD";
    if (!isEither || !(error instanceof GitFault)) throw error;
    throw new GitFault(`${called}: no such file or folder, and ${error.message}`);
  }
}

function inRevision(called: string, files: GitFiles, given: string): FileVersion {
  // Git tells paths without symbolic links.
  const path = files.realPath(given) ?? given;
  const found = files.paths(path);
  const isFile = found.length === 1 && found[0] === path;
  if (found.length === 0) {
    const where = called.includes(":") ? "" : ` at ${path}`;
    const version = called === "" ? "what is staged" : called;
    throw new CommandFailure(`${version}: nothing is there${where}`, exitCode.usage);
  }
  const zones = found.filter((one) => isZoneFile(one, path));
  const listed = isFile ? [namedZone(path)] : zones.map((one) => listedZone(one, path));
  const base = isFile ? dirname(path) : path;
  const prefetch = (paths: readonly string[]) => files.prefetch(paths);
  return { kind: "files", called, files, listed, refused: [], base, isFile, prefetch };
}

/** Folders in which nobody looks for zones: hidden ones, packages, and text to be included. */
const passedBy = /^(?:\..*|node_modules|includes?)$/;

function isZoneFile(path: string, folder: string): boolean {
  if (typeof apexOfFileName(basename(path)) !== "string") return false;
  const folders = relative(folder, dirname(path)).split(/[\\/]/);
  return !folders.some((one) => one !== "" && passedBy.test(one));
}
