/**
 * What the zone folder holds: one file name an apex, and complaints about the rest. Only names are
 * read here; whether a file changed is asked of its fingerprint.
 */
import fs from "node:fs";
import type { Diagnostic } from "../base/diagnostic.js";
import {
  steeringAlone,
  steeringFileEnding,
  zoneFileOf,
} from "../steering-file/steering-file-name.js";
import { apexOfFileName, fileNameOfApex } from "../zone/zone-file-name.js";
import { fingerprintAt } from "./fingerprint.js";

export interface FolderListing {
  /** Apex (presentation form) to file name, in the order of the folder. */
  readonly zones: ReadonlyMap<string, string>;
  /** Names of steering files, each beside its zone's. */
  readonly steeringFiles: ReadonlySet<string>;
  /** Names that are no domain names, second files for one apex, steering files without a zone. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Octets of the folder itself, which tell roughly how many names are in it; 0 if unknown. */
export function folderBytes(folder: string): number {
  return fingerprintAt(folder)?.sizeBytes ?? 0;
}

const sliceNames = 5000;

/** Throws what `readdir` throws: a folder that cannot be read is not an empty folder. */
export async function listZoneFolder(folder: string): Promise<FolderListing> {
  const names = await fs.promises.readdir(folder);
  const zones = new Map<string, string>();
  const steeringFiles = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const [at, name] of names.entries()) {
    // A hundred thousand names take a while; the main thread has other things to do as well.
    if (at % sliceNames === sliceNames - 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (name.endsWith(steeringFileEnding) && !name.startsWith(".")) steeringFiles.add(name);
    const apex = apexOfFileName(name);
    if (apex === null) continue;
    if (typeof apex !== "string") {
      diagnostics.push(apex);
      continue;
    }
    const other = zones.get(apex);
    const chosen = other === undefined ? name : preferred(apex, name, other);
    zones.set(apex, chosen);
    if (other === undefined) continue;
    diagnostics.push(duplicate(apex, chosen === name ? other : name, chosen));
  }
  if (steeringFiles.size > 0) diagnostics.push(...lonely(steeringFiles, zones));
  return { zones, steeringFiles, diagnostics };
}

/** Steering files that no zone that is served takes notice of. */
function* lonely(
  steeringFiles: ReadonlySet<string>,
  zones: ReadonlyMap<string, string>,
): Generator<Diagnostic> {
  const served = new Set(zones.values());
  for (const name of steeringFiles) {
    const file = zoneFileOf(name) ?? name;
    if (!served.has(file)) yield steeringAlone(name, file);
  }
}

/** The kernel's order is arbitrary: a zone must not change hands from one scan to the next. */
function preferred(apex: string, one: string, other: string): string {
  const usual = fileNameOfApex(apex);
  if (one === usual || other === usual) return usual;
  return one < other ? one : other;
}

function duplicate(apex: string, name: string, other: string): Diagnostic {
  return {
    code: "zone-file-duplicate",
    severity: "error",
    message: `zone ${apex} is served from ${other}, so this file is not`,
    file: name,
    hint: "keep one of the two files",
  };
}
