/**
 * What the zone folder holds: one file name an apex, and complaints about the rest. Only names are
 * read here; whether a file changed is asked of its fingerprint.
 */
import fs from "node:fs";
import type { Diagnostic } from "../base/diagnostic.js";
import { apexOfFileName } from "./zone-file-name.js";

export interface FolderListing {
  /** Apex (presentation form) to file name, in the order of the file names. */
  readonly zones: ReadonlyMap<string, string>;
  /** Names that are no domain names, and second files for one apex. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Throws what `readdir` throws: a folder that cannot be read is not an empty folder. */
export async function listZoneFolder(folder: string): Promise<FolderListing> {
  const names = await fs.promises.readdir(folder);
  // The kernel's order is arbitrary; a duplicate must not change hands from one scan to the next.
  names.sort();
  const zones = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    const apex = apexOfFileName(name);
    if (apex === null) continue;
    if (typeof apex !== "string") {
      diagnostics.push(apex);
      continue;
    }
    const other = zones.get(apex);
    if (other === undefined) zones.set(apex, name);
    else diagnostics.push(duplicate(apex, name, other));
  }
  return { zones, diagnostics };
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
