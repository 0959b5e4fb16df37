/**
 * What changed in the zone folder since it was last read: each file's fingerprint is compared with
 * the one that was read. In slices, so that the main thread stays responsive: a hundred thousand
 * files take a fifth of a second.
 */
import path from "node:path";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import type { FileFingerprint } from "../zone/zone-files.js";
import { fingerprintAt, sameFingerprint } from "./fingerprint.js";
import type { FolderListing } from "./zone-folder.js";
import type { ZoneEntry, ZoneTable } from "./zone-table.js";

export interface ChangedZone {
  readonly apex: string;
  readonly file: string;
  /** A steering file lies beside it. */
  readonly steered: boolean;
  /** Of both files. */
  readonly sizeBytes: number;
}

export type FoundZone = Omit<ChangedZone, "sizeBytes">;

export interface FolderChanges {
  /** New, changed, broken at the last read, or removed before and back again. */
  readonly changed: ChangedZone[];
  /** Known, but without a file; those that wait for their removal are not told again. */
  readonly missing: ZoneEntry[];
}

const sliceFiles = 500;

export async function findChanges(
  folder: string,
  listing: FolderListing,
  table: ZoneTable,
): Promise<FolderChanges> {
  const changed: ChangedZone[] = [];
  const included = new IncludedFiles();
  const { steeringFiles } = listing;
  let left = sliceFiles;
  for (const [apex, file] of listing.zones) {
    const steered = steeringFiles.size > 0 && steeringFiles.has(steeringFileOf(file));
    const found = changeOf(folder, { apex, file, steered }, table, included);
    if (found !== null) changed.push(found);
    if (--left === 0) {
      left = sliceFiles;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  const missing: ZoneEntry[] = [];
  for (const entry of table.values()) {
    if (!listing.zones.has(entry.apex)) missing.push(entry);
  }
  return { changed, missing };
}

/** Null if the zone is as it was read, or its file cannot be looked at. */
export function changeOf(
  folder: string,
  zone: FoundZone,
  table: ZoneTable,
  included: IncludedFiles,
): ChangedZone | null {
  const { apex, file, steered } = zone;
  const found = fingerprintAt(path.join(folder, file));
  const entry = table.get(apex);
  // A file that is listed but gone, or a link to nowhere: the reader says what is wrong with it.
  const sizeBytes = found?.sizeBytes ?? 0;
  const same =
    found !== undefined &&
    entry !== undefined &&
    entry.source === "ok" &&
    !entry.unsettled &&
    table.isFile(entry, file) &&
    table.hasFingerprint(entry, found) &&
    (entry.includes === null || entry.includes.every((source) => included.isUnchanged(source))) &&
    (!steered || wasSteered(folder, file, entry));
  if (same) return null;
  const steering = steered ? fingerprintAt(path.join(folder, steeringFileOf(file))) : undefined;
  return { apex, file, steered, sizeBytes: sizeBytes + (steering?.sizeBytes ?? 0) };
}

/** Whether the steering file was there when the zone was read; one that has come is news. */
function wasSteered(folder: string, file: string, { includes }: ZoneEntry): boolean {
  const place = path.join(folder, steeringFileOf(file));
  return includes?.some((source) => source.path === place) === true;
}

/** Included files are often shared by many zones: each is looked at once in a run. */
export class IncludedFiles {
  private readonly seen = new Map<string, FileFingerprint | undefined>();

  isUnchanged(source: FileFingerprint): boolean {
    if (!this.seen.has(source.path)) this.seen.set(source.path, fingerprintAt(source.path));
    const now = this.seen.get(source.path);
    return now !== undefined && sameFingerprint(now, source);
  }
}
