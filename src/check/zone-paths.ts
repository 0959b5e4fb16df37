/**
 * From the paths that somebody typed to zone files. Folders are searched with the folders in them;
 * what is hidden, `node_modules` and folders of included text are passed by, and a link that leads
 * out of the folder is not followed: what a stranger's branch links to must not end up in a log.
 */
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { fileAt } from "../base/file-at.js";
import { steeringAlone, steeringFileOf, zoneFileOf } from "../steering-file/steering-file-name.js";
import { apexOfFileName, zoneFileEnding } from "../zone/zone-file-name.js";
import { type ListedZone, listedZone, namedZone } from "./listed-zone.js";

export interface FoundZones {
  /** Zones to report on, in the order of the paths, those of a folder by name. */
  readonly targets: readonly ListedZone[];
  /** These and the zones beside them. */
  readonly listed: readonly ListedZone[];
  /** Files of folders that cannot be zones. */
  readonly refused: readonly Diagnostic[];
  /** Paths that lead nowhere: reasons not to begin. */
  readonly faults: readonly PathFault[];
}

export interface PathFault {
  readonly path: string;
  readonly reason: string;
}

const passedBy = new Set(["node_modules", "include", "includes"]);
/** Deeper is no folder that people made. */
const depthMax = 32;

/** `paths` are absolute; `zonesFolder` is the configured one, the bounds of what is inside it. */
export function findZones(paths: readonly string[], zonesFolder: string): FoundZones {
  return new ZoneSearch(zonesFolder).find(paths);
}

class ZoneSearch {
  private readonly targets = new Map<string, ListedZone>();
  private readonly listed = new Map<string, ListedZone>();
  private readonly refused: Diagnostic[] = [];
  private readonly faults: PathFault[] = [];
  private readonly foldersListed = new Set<string>();

  constructor(private readonly zonesFolder: string) {}

  find(paths: readonly string[]): FoundZones {
    for (const path of paths) this.add(path);
    return {
      targets: [...this.targets.values()],
      listed: [...this.listed.values()],
      refused: this.refused,
      faults: this.faults,
    };
  }

  private add(path: string): void {
    let isFolder: boolean;
    try {
      isFolder = statSync(path).isDirectory();
    } catch (error) {
      this.faults.push({ path, reason: reasonOf(error) });
      return;
    }
    if (isFolder) this.addFolder(path);
    else this.addFile(path);
  }

  /** A steering file is part of its zone: that is what is checked. */
  private zoneOf(path: string): string | null {
    const zone = zoneFileOf(path);
    if (zone === null || fileAt(zone) !== undefined) return zone ?? path;
    this.refused.push(steeringAlone(path, basename(zone)));
    return null;
  }

  private addFile(given: string): void {
    const path = this.zoneOf(given);
    if (path === null) return;
    const root = isInside(path, this.zonesFolder) ? this.zonesFolder : dirname(path);
    const zone = namedZone(path, root, fileAt(steeringFileOf(path)) !== undefined);
    this.targets.set(path, zone);
    this.listed.set(path, zone);
    if (this.foldersListed.has(root)) return;
    this.foldersListed.add(root);
    for (const found of this.search(root, root, root === this.zonesFolder ? 0 : depthMax)) {
      if (!this.listed.has(found.path)) this.listed.set(found.path, found);
    }
  }

  private addFolder(folder: string): void {
    const root = isInside(folder, this.zonesFolder) ? this.zonesFolder : folder;
    this.foldersListed.add(folder);
    const refusedBefore = this.refused.length;
    const faultsBefore = this.faults.length;
    const found = this.search(folder, root, 0, this.refused);
    for (const zone of found) {
      this.targets.set(zone.path, zone);
      this.listed.set(zone.path, zone);
    }
    if (found.length > 0 || this.refused.length > refusedBefore) return;
    if (this.faults.length > faultsBefore) return;
    const reason = "holds no zone files; they are called after their apex, example.com.zone";
    this.faults.push({ path: folder, reason });
  }

  /** Zone files of a folder and those in it, each folder's own first. */
  private search(folder: string, root: string, depth: number, refused?: Diagnostic[]) {
    const found: ListedZone[] = [];
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (depth === 0) this.faults.push({ path: folder, reason: reasonOf(error) });
      else refused?.push(unreadableFolder(folder, reasonOf(error)));
      return found;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const names = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      if (entry.isDirectory()) continue;
      const path = join(folder, entry.name);
      const zone = entry.name.startsWith(".") ? null : zoneFileOf(entry.name);
      if (zone !== null && !names.has(zone)) refused?.push(steeringAlone(path, zone));
      if (!entry.name.endsWith(zoneFileEnding)) continue;
      const steered = names.has(steeringFileOf(entry.name));
      const fault = faultOf(path, entry, root);
      if (fault === undefined) found.push(listedZone(path, root, steered));
      else if (fault !== null) refused?.push(fault);
    }
    if (depth >= depthMax) return found;
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      if (name.startsWith(".") || passedBy.has(name)) continue;
      for (const zone of this.search(join(folder, name), root, depth + 1, refused)) {
        found.push(zone);
      }
    }
    return found;
  }
}

/** Why a file of a folder is not read; null if nobody would expect it to be. */
function faultOf(path: string, entry: Dirent, root: string): Diagnostic | null | undefined {
  const apex = apexOfFileName(entry.name);
  if (apex === null) return null;
  if (typeof apex !== "string") return { ...apex, file: path };
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const real = realpathSync.native(path);
    if (isInside(real, realpathSync.native(root))) {
      return lstatSync(real).isDirectory() ? null : undefined;
    }
  } catch {
    // A link to nowhere: the reader says so.
    return undefined;
  }
  return {
    code: "zone-file-outside",
    severity: "error",
    message: `${basename(path)} is a symbolic link that leads out of the folder`,
    file: path,
    hint: "put the file itself here, or check it by its own name",
  };
}

/** What is in it is not checked, so that it is not passed by in silence. */
function unreadableFolder(folder: string, reason: string): Diagnostic {
  const hint = "let it be read, or name the zones that are meant";
  return {
    code: "file-unreadable",
    severity: "error",
    message: `the folder: ${reason}`,
    file: folder,
    hint,
  };
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: "no such file or folder",
  ENOTDIR: "no such file or folder",
  EACCES: "permission denied",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the path is too long",
};
