/**
 * Files as a version of a repository has them: paths are those of the work tree, contents those of
 * the version. What the version does not have is not there, whatever the disk says. Symbolic links
 * are followed as far as they stay in the version.
 */
import { posix, resolve, sep } from "node:path";
import { sourceOf } from "../dns/text/byte-source.js";
import { diskFiles } from "../zone/disk.js";
import { type OpenZoneFile, ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";
import type { BlobStore } from "./blob-store.js";
import { GitFault } from "./git-command.js";
import { fileMode, type Tree, type TreeEntry } from "./listing.js";

export interface GitFiles extends ZoneFiles {
  /** Absolute paths of all files in or below a folder (all files without one), in git's order. */
  paths(under?: string): string[];
  prefetch(paths: Iterable<string>): void;
  isFolder(path: string): boolean;
  /** There is something of this name, even if it is a link to nowhere. */
  holds(path: string): boolean;
}

/** As many as Linux follows. */
const linksMax = 40;
/** What no system opens leads nowhere. */
const pathLengthMax = 4096;

export interface TreeFilesParts {
  /** Absolute path at which the version's files are told to be. */
  readonly root: string;
  readonly tree: Tree;
  readonly blobs: BlobStore;
  /** The path below the root of what a caller names, with slashes; undefined if it is not below. */
  readonly within: (path: string) => string | undefined;
}

export class TreeFiles implements GitFiles {
  private folders: Set<string> | undefined;

  constructor(private readonly parts: TreeFilesParts) {}

  paths(under?: string): string[] {
    const folder = under === undefined ? "" : this.parts.within(under);
    if (folder === undefined) return [];
    const found: string[] = [];
    for (const [path, { mode }] of this.parts.tree) {
      if (folder !== "" && path !== folder && !path.startsWith(`${folder}/`)) continue;
      // A link to nowhere is told of when somebody opens it.
      if (mode === fileMode.link && this.isFolder(this.absolute(path))) continue;
      found.push(this.absolute(path));
    }
    return found;
  }

  prefetch(paths: Iterable<string>): void {
    const oids: string[] = [];
    for (const path of paths) {
      const entry = this.entryOf(path);
      if (entry !== undefined && !entry.onDisk) oids.push(entry.oid);
    }
    this.parts.blobs.prefetch(oids);
  }

  open(path: string): OpenZoneFile {
    const within = this.parts.within(path);
    if (within === undefined) throw new ZoneFileError(path, "outside the git repository");
    const real = this.resolve(within);
    const entry = real === undefined ? undefined : this.parts.tree.get(real);
    if (real === undefined || entry === undefined) {
      const isFolder = real !== undefined && this.holdsFolder(real);
      throw new ZoneFileError(path, isFolder ? "a folder, not a file" : this.absence(within));
    }
    return (entry.onDisk ? this.fromDisk(real) : undefined) ?? this.fromBlob(path, entry);
  }

  realPath(path: string): string | undefined {
    const within = this.parts.within(path);
    const real = within === undefined ? undefined : this.resolve(within);
    if (real === undefined || !(this.parts.tree.has(real) || this.holdsFolder(real)))
      return undefined;
    return this.absolute(real);
  }

  isFolder(path: string): boolean {
    const within = this.parts.within(path);
    const real = within === undefined ? undefined : this.resolve(within);
    return real !== undefined && this.holdsFolder(real);
  }

  holds(path: string): boolean {
    const within = this.parts.within(path);
    if (within === undefined) return false;
    return this.parts.tree.has(within) || this.realPath(path) !== undefined;
  }

  /** What is at the path, links followed; undefined for a folder. */
  private entryOf(path: string): TreeEntry | undefined {
    const within = this.parts.within(path);
    return within === undefined ? undefined : this.fileAt(within);
  }

  private fileAt(within: string): TreeEntry | undefined {
    const real = this.resolve(within);
    return real === undefined ? undefined : this.parts.tree.get(real);
  }

  private fromDisk(real: string): OpenZoneFile | undefined {
    try {
      return diskFiles.open(this.absolute(real));
    } catch (error) {
      // Removed since git looked, or a name that is not UTF-8: the repository has the same content.
      if (error instanceof ZoneFileError) return undefined;
      throw error;
    }
  }

  private fromBlob(path: string, { oid }: TreeEntry): OpenZoneFile {
    try {
      const bytes = this.parts.blobs.content(oid);
      const fingerprint = { path, sizeBytes: bytes.length, modifiedMs: 0, changedMs: 0, inode: 0 };
      return { fingerprint, read: sourceOf(bytes).read, close() {} };
    } catch (error) {
      if (error instanceof GitFault) throw new ZoneFileError(path, error.message);
      throw error;
    }
  }

  /** The path without symbolic links; undefined if one leads out of the version or in a circle. */
  private resolve(within: string): string | undefined {
    const { tree, blobs } = this.parts;
    const rest = within === "" ? [] : within.split("/").reverse();
    let at = "";
    let links = 0;
    while (rest.length > 0) {
      const label = rest.pop()!;
      if (label === "" || label === ".") continue;
      if (label === "..") {
        if (at === "") return undefined;
        at = at.includes("/") ? posix.dirname(at) : "";
        continue;
      }
      const next = at === "" ? label : `${at}/${label}`;
      const entry = tree.get(next);
      if (entry?.mode !== fileMode.link) {
        at = next;
        continue;
      }
      if (++links > linksMax) return undefined;
      const target = Buffer.from(blobs.content(entry.oid)).toString("utf8");
      if (posix.isAbsolute(target) || target.length > pathLengthMax) return undefined;
      rest.push(...target.split("/").reverse());
    }
    return at;
  }

  private absence(within: string): string {
    const isLink = this.parts.tree.get(within)?.mode === fileMode.link;
    return isLink ? "a symbolic link to nothing in the repository" : "no such file";
  }

  private holdsFolder(real: string): boolean {
    this.folders ??= foldersOf(this.parts.tree);
    return this.folders.has(real);
  }

  private absolute(within: string): string {
    return resolve(this.parts.root, within.replaceAll("/", sep));
  }
}

function foldersOf(tree: Tree): Set<string> {
  const folders = new Set([""]);
  for (const path of tree.keys()) {
    let at = path.lastIndexOf("/");
    for (; at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
