/** Whether a file is still the one that was read: size, times and inode, as one `stat` gives them. */
import fs from "node:fs";
import type { FileFingerprint } from "../zone/zone-files.js";

/**
 * The kernel stamps files by its tick (up to 10 ms), so a file written twice within one tick can
 * look unwritten; git calls it racily clean. What changed this shortly before it was read is not
 * trusted to be known, and is read once more at the next look.
 */
const settledMs = 20;

/** Whether a file read at `now` may yet change without showing it. */
export function mayChangeUnseen(found: FileFingerprint, now: number): boolean {
  return found.changedMs > now - settledMs;
}

/** The paths are not compared: a file that was renamed is still the file. */
export function sameFingerprint(a: FileFingerprint, b: FileFingerprint): boolean {
  return (
    a.sizeBytes === b.sizeBytes &&
    a.modifiedMs === b.modifiedMs &&
    a.changedMs === b.changedMs &&
    a.inode === b.inode
  );
}

const quiet = { throwIfNoEntry: false } as const;

/** Undefined if there is no such file, or none that may be looked at. */
export function fingerprintAt(path: string): FileFingerprint | undefined {
  try {
    const stats = fs.statSync(path, quiet);
    if (stats === undefined) return undefined;
    const { size, mtimeMs, ctimeMs, ino } = stats;
    return { path, sizeBytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs, inode: ino };
  } catch {
    return undefined;
  }
}
