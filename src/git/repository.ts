/**
 * A git repository, read only: what is staged, what a revision holds, what differs. Inside a hook
 * git tells by its environment which index and which objects it means (`git commit FILE` has an
 * index of its own, a push has its objects in quarantine); that is respected.
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileAt } from "../base/file-at.js";
import { BlobStore } from "./blob-store.js";
import { firstLine, GitFault, type GitPlace, runGit, tryGit } from "./git-command.js";
import { type Change, changesOf, type Tree, treeOfIndex, treeOfListing } from "./listing.js";
import { type GitFiles, TreeFiles } from "./tree-files.js";

/** The repository of a folder, or undefined if it is in none. Throws GitFault. */
export function openRepository(
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
  workingFolder: string = process.cwd(),
): Repository | undefined {
  const start = existingFolder(resolve(workingFolder, folder));
  const inHook = localVariables.some((name) => env[name] !== undefined);
  if (inHook) {
    // Git's variables speak of the repository that its hook was started in, and of no other.
    const own = find({ folder: workingFolder, env });
    if (own !== undefined && isInside(start, own.root)) return own;
  } else if (!mayBeRepository(start)) return undefined;
  return find({ folder: start, env: withoutLocalVariables(env) });
}

export class Repository {
  private readonly blobs: BlobStore;
  private unstagedChanges: readonly Change[] | undefined;
  /** What was asked once: the commits do not move while a command runs. */
  private readonly resolved = new Map<string, string | undefined>();

  constructor(
    private readonly place: GitPlace,
    /** Top of the work tree, without symbolic links; of a bare repository, the repository itself. */
    readonly root: string,
    /** No work tree, and no index. */
    readonly bare: boolean,
  ) {
    this.blobs = new BlobStore(place);
  }

  /** Files as they would be committed now. */
  stagedFiles(): GitFiles {
    const tree = treeOfIndex(runGit(this.place, ["ls-files", "-s", "-v", "-z"]));
    for (const { kind, path } of this.unstaged()) {
      const entry = tree.get(path);
      // Added to the index in name only (`git add -N`): a commit would not have it.
      if (kind === "added") tree.delete(path);
      else if (entry !== undefined) tree.set(path, { ...entry, onDisk: false });
    }
    return this.filesOf(tree);
  }

  /** Files of a revision: a commit, tag or branch; undefined stands for nothing at all. */
  revisionFiles(revision: string | undefined): GitFiles {
    if (revision === undefined) return this.filesOf(new Map());
    const listing = ["ls-tree", "-r", "-z", "--full-tree", this.commitOf(revision)];
    return this.filesOf(treeOfListing(runGit(this.place, listing)));
  }

  /** What is staged, or what `to` has, that `from` has not; paths are absolute. */
  changedPaths(from: string | undefined, to?: string): Change[] {
    const base = from === undefined ? this.emptyTree() : this.commitOf(from);
    const words = ["--raw", "-z", "-M", "-l1000", "--no-ext-diff", "--ignore-submodules=all"];
    const raw =
      to === undefined
        ? runGit(this.place, ["diff-index", "--cached", ...words, base, "--"])
        : runGit(this.place, ["diff-tree", "-r", ...words, base, this.commitOf(to), "--"]);
    return changesOf(raw).map((change) => ({
      ...change,
      path: join(this.root, change.path),
      ...(change.from === undefined ? {} : { from: join(this.root, change.from) }),
    }));
  }

  /** The commit that HEAD stands for; undefined before the first one. */
  head(): string | undefined {
    return this.resolveRevision("HEAD");
  }

  /** The name of a commit. Throws GitFault if there is none. */
  commitOf(revision: string): string {
    const oid = this.resolveRevision(revision);
    if (oid !== undefined) return oid;
    if (revision === "HEAD") throw new GitFault("there is no commit yet");
    const why = this.isShallow() ? " (this clone is shallow: git fetch --unshallow)" : "";
    throw new GitFault(`git knows no revision "${revision}"${why}`);
  }

  /** The name of a commit, or undefined if there is none of this name. */
  resolveRevision(revision: string): string | undefined {
    if (revision === "" || revision.startsWith("-")) return undefined;
    if (this.resolved.has(revision)) return this.resolved.get(revision);
    const words = ["rev-parse", "--quiet", "--verify", `${revision}^{commit}`];
    const { code, output } = tryGit(this.place, words);
    const oid = code === 0 ? output.toString("latin1").trim() : undefined;
    this.resolved.set(revision, oid);
    if (oid !== undefined) this.resolved.set(oid, oid);
    return oid;
  }

  /** Where two revisions parted; undefined if nothing says so, as in a shallow clone. */
  mergeBase(revision: string, other = "HEAD"): string | undefined {
    const [one, two] = [this.resolveRevision(revision), this.resolveRevision(other)];
    if (one === undefined || two === undefined) return undefined;
    const { code, output } = tryGit(this.place, ["merge-base", one, two]);
    const [base = ""] = output.toString("latin1").split("\n");
    return code === 0 && base !== "" ? base : undefined;
  }

  /** A path that git keeps something of its own at, such as `hooks` or `MERGE_HEAD`. */
  gitPath(name: string): string {
    const path = runGit(this.place, ["rev-parse", "--git-path", name]).toString("utf8");
    return resolve(this.place.folder, path.replace(/\n$/, ""));
  }

  private filesOf(tree: Tree): GitFiles {
    const within = (path: string) => this.within(path);
    return new TreeFiles({ root: this.root, tree, blobs: this.blobs, within });
  }

  /** The path below the root, with slashes. */
  private within(path: string): string | undefined {
    const absolute = resolve(path);
    const inside = isInside(absolute, this.root) ? absolute : throughLinks(absolute);
    if (!isInside(inside, this.root)) return undefined;
    return relative(this.root, inside).replaceAll(sep, "/");
  }

  /** Files that the work tree has otherwise than the index; absolute. */
  unstagedPaths(): string[] {
    return this.unstaged().map(({ path }) => join(this.root, path));
  }

  private unstaged(): readonly Change[] {
    const words = ["diff", "--raw", "-z", "--no-renames", "--no-ext-diff"];
    this.unstagedChanges ??= changesOf(
      runGit(this.place, [...words, "--ignore-submodules=all", "--"]),
    );
    return this.unstagedChanges;
  }

  private emptyTree(): string {
    return runGit(this.place, ["hash-object", "-t", "tree", "--stdin"], "").toString().trim();
  }

  private isShallow(): boolean {
    const { output } = tryGit(this.place, ["rev-parse", "--is-shallow-repository"]);
    return output.toString("latin1").startsWith("true");
  }
}

/** What git sets for its hooks, and what would be wrong of any other repository. */
const localVariables = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_PREFIX",
  "GIT_NAMESPACE",
  "GIT_SHALLOW_FILE",
];

function withoutLocalVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !localVariables.includes(name)));
}

function find(place: GitPlace): Repository | undefined {
  const words = ["rev-parse", "--is-bare-repository", "--show-toplevel"];
  const { code, output, complaint } = tryGit(place, words);
  const text = output.toString("utf8");
  if (code === 0) {
    const root = resolve(text.slice(text.indexOf("\n") + 1).replace(/\n$/, ""));
    // All else is asked at the top: a path in git's variables may count from there.
    return new Repository({ ...place, folder: root }, root, false);
  }
  if (text.startsWith("true\n")) {
    const folder = runGit(place, ["rev-parse", "--absolute-git-dir"]).toString("utf8");
    return new Repository(place, resolve(folder.replace(/\n$/, "")), true);
  }
  if (text.startsWith("false\n") || complaint.includes("not a git repository")) return undefined;
  // Git says the remedy on another line; build machines meet this one often.
  const remedy = complaint.includes("dubious ownership")
    ? " (it belongs to somebody else; to trust it: git config --global --add safe.directory PATH)"
    : "";
  throw new GitFault(`git rev-parse: ${firstLine(complaint)}${remedy}`);
}

/** Whether git need be asked at all: most of a check's time in a plain folder would go there. */
function mayBeRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return true;
    if (existsSync(join(at, "HEAD")) && existsSync(join(at, "objects"))) return true;
    if (dirname(at) === at) return false;
  }
}

function existingFolder(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (fileAt(at)?.isDirectory()) return realpathSync(at);
    if (dirname(at) === at) return at;
  }
}

/** The path with the links of the part that exists followed. */
function throughLinks(path: string): string {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (existsSync(at)) return join(realpathSync(at), relative(at, path));
    if (dirname(at) === at) return path;
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
