/**
 * What a commit, a push or a merge request changes, as a run of checks: the zones that are touched,
 * in the version that would come to be, and what they were before. Nothing is read from the work
 * tree but what is the same there.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { GitFault } from "../git/git-command.js";
import type { Change } from "../git/listing.js";
import type { Repository } from "../git/repository.js";
import type { GitFiles } from "../git/tree-files.js";
import { steeringAlone, steeringFileOf, zoneFileOf } from "../steering-file/steering-file-name.js";
import { includedPaths } from "../zone/include-graph.js";
import { apexOfFileName } from "../zone/zone-file-name.js";
import type { ZoneVersion } from "./check-run.js";
import { type ListedZone, listedZone, namedZone } from "./listed-zone.js";

export interface StagedRequest {
  readonly repository: Repository;
  /**
   * Absolute. Of folders, what changed in them is checked; zone files and included ones are checked
   * whether they changed or not.
   */
  readonly paths: readonly string[];
  /** Taken if there are no paths; if it is in neither version, the whole repository. */
  readonly zonesFolder?: string;
  /** Compared with this revision instead of HEAD. */
  readonly against?: string;
  /** The revision to check instead of what is staged. */
  readonly revision?: string;
  /** Somebody else chose what is to be checked: of the changes only removals are looked for. */
  readonly choiceMade?: boolean;
}

export interface StagedRun extends ZoneVersion {
  readonly files: GitFiles;
  readonly targets: readonly ListedZone[];
  /** Zones that were there and will not be. */
  readonly removed: readonly ListedZone[];
  /** Steering files among the changes that are left without a zone. */
  readonly refused: readonly Diagnostic[];
  readonly head: ZoneVersion;
  readonly mergeBase?: ZoneVersion;
}

/** Throws GitFault. */
export function stagedRun(request: StagedRequest): StagedRun {
  const { repository, revision } = request;
  const files =
    revision === undefined ? repository.stagedFiles() : repository.revisionFiles(revision);
  const from = request.against ?? repository.head();
  const headFiles = repository.revisionFiles(from);
  const { folders, named } = divided(request, [files, headFiles]);
  const changes = repository.changedPaths(from, revision);
  refuseConflicts(changes, repository.root, folders);
  const listed = zonesIn(files, repository.root, folders);
  const head = { files: headFiles, listed: zonesIn(headFiles, repository.root, folders) };
  const mergeBase = mergeBaseOf(request, folders);
  const changed = wanted(changes, named, request.choiceMade);
  const targets = touched(files, listed, named, changed);
  const paths = targets.map(({ path }) => path);
  const heldPaths = new Set(listed.map(({ path }) => path));
  files.prefetch(paths);
  for (const version of [head, mergeBase]) version?.files.prefetch(paths);
  return {
    files,
    listed,
    targets,
    removed: head.listed.filter(({ path }) => !heldPaths.has(path)),
    refused: lonelySteering(files, changed),
    head,
    ...(mergeBase === undefined ? {} : { mergeBase }),
  };
}

/** What stands in conflict is staged in no version that could be checked. */
function refuseConflicts(changes: readonly Change[], root: string, folders: readonly string[]) {
  const open = changes.filter(({ kind, path }) => {
    return (
      kind === "unmerged" &&
      (isZoneName(zoneFileOf(path) ?? path) || folders.some((one) => isInside(path, one)))
    );
  });
  if (open.length === 0) return;
  const names = open.slice(0, conflictsTold).map(({ path }) => relative(root, path));
  const more = open.length > names.length ? ` and ${open.length - names.length} more` : "";
  throw new GitFault(`${names.join(", ")}${more}: settle the merge conflict, then git add`);
}

const conflictsTold = 5;
const isInside = (path: string, folder: string): boolean => path.startsWith(folder + sep);

/** Folders, as the versions name them, and files; a path that neither version has is a file. */
function divided({ paths, zonesFolder }: StagedRequest, versions: readonly GitFiles[]) {
  const given = paths.length > 0 || zonesFolder === undefined ? paths : [zonesFolder];
  const folders: string[] = [];
  const named: string[] = [];
  for (const path of given) {
    const holder = versions.find((files) => files.isFolder(path));
    if (holder === undefined) {
      if (paths.length > 0 && !versions.some((files) => files.holds(path))) {
        throw new GitFault(`${path} is not in git: git add it first`);
      }
      named.push(path);
    } else folders.push(holder.realPath(path) ?? path);
  }
  return { folders, named: paths.length > 0 ? named : [] };
}

/**
 * What pre-commit sets for `--from-ref A --to-ref B` and before a push: B is checked, and compared
 * with where it left A. Nothing is known of the revisions of a push that creates the branch.
 */
export function rangeOfHook(
  repository: Repository,
  env: { readonly [name: string]: string | undefined },
): Pick<StagedRequest, "against" | "revision" | "choiceMade"> {
  const choiceMade = env.PRE_COMMIT === "1";
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: revision } = env;
  if (!from || !revision) return { choiceMade };
  const base = repository.mergeBase(from, revision) ?? repository.resolveRevision(from);
  return { choiceMade, revision, ...(base === undefined ? {} : { against: base }) };
}

const zoneFolder = (path: string, folders: readonly string[]): string =>
  folders.find((folder) => isInside(path, folder)) ?? dirname(path);

function zonesIn(files: GitFiles, root: string, folders: readonly string[]): ListedZone[] {
  const all = folders.length === 0 ? files.paths() : folders.flatMap((one) => files.paths(one));
  return all
    .filter((path) => isZoneName(path) && !passedBy.test(relative(root, dirname(path))))
    .map((path) => {
      const steered = files.holds(steeringFileOf(path));
      return listedZone(path, zoneFolder(path, folders), steered);
    });
}

/** Folders in which nobody looks for zones: hidden ones, packages, and text to be included. */
const passedBy = /(?:^|[\\/])(?:\..*|node_modules|includes?)(?:[\\/]|$)/;

const isZoneName = (path: string): boolean => typeof apexOfFileName(basename(path)) === "string";

/** Paths that count as changed. */
function wanted(
  changes: readonly Change[],
  named: readonly string[],
  choiceMade = false,
): Set<string> {
  const paths = new Set<string>(named.map((path) => resolve(path)));
  if (named.length > 0 && !choiceMade) return paths;
  for (const { kind, path, from } of changes) {
    if (from !== undefined) paths.add(from);
    if (!choiceMade || kind === "deleted") paths.add(path);
  }
  return paths;
}

/** Zones whose file, or a file that it includes, is among the changed paths. */
function touched(
  files: GitFiles,
  listed: readonly ListedZone[],
  named: readonly string[],
  changed: ReadonlySet<string>,
): ListedZone[] {
  if (changed.size === 0) return [];
  const known = new Set(listed.map(({ path }) => path));
  // A zone file that was named is one, wherever it lies and whatever it is called.
  const strangers = named
    .map((path) => resolve(zoneFileOf(path) ?? path))
    .filter((path) => !known.has(path) && isZoneName(path) && files.holds(path))
    .map((path) => namedZone(path, dirname(path), files.holds(steeringFileOf(path))));
  return [...listed, ...strangers].filter(({ path, root }) => {
    if (changed.has(path) || changed.has(steeringFileOf(path))) return true;
    const real = files.realPath(path);
    if (real !== undefined && changed.has(real)) return true;
    for (const included of includedPaths(files, path, root)) {
      if (changed.has(included)) return true;
    }
    return false;
  });
}

/** Steering files that the change has left, or put, where no zone is. */
function lonelySteering(files: GitFiles, changed: ReadonlySet<string>): Diagnostic[] {
  const found = new Set<string>();
  for (const path of changed) {
    const steering = zoneFileOf(path) === null ? steeringFileOf(path) : path;
    const zone = zoneFileOf(steering);
    if (zone !== null && files.holds(steering) && !files.holds(zone)) found.add(steering);
  }
  return [...found].map((path) => steeringAlone(path, basename(zoneFileOf(path) ?? path)));
}

/** Where HEAD left the branch it is being merged with, or the one it will be pushed to. */
function mergeBaseOf(
  { repository, revision }: StagedRequest,
  folders: readonly string[],
): (ZoneVersion & { readonly files: GitFiles }) | undefined {
  if (revision !== undefined || repository.bare) return undefined;
  const merging = repository.gitPath("MERGE_HEAD");
  const other = existsSync(merging)
    ? readFileSync(merging, "latin1").split("\n")[0]!
    : "@{upstream}";
  const base = repository.mergeBase(other);
  if (base === undefined || base === repository.head()) return undefined;
  const files = repository.revisionFiles(base);
  return { files, listed: zonesIn(files, repository.root, folders) };
}
