/** Whether a file is still the one that was read: size, times and inode, as one `stat` gives them. */
import fs from "node:fs";
import type { FileFingerprint } from "../zone/zone-files.js";

/**
 * The kernel stamps files by its tick (up to 10 ms), so a file written twice within one tick can
 * look unwritten; git calls it racily clean. What changed this shortly before it was read is not
 * trusted to be known, and is read once more at the next reload.
 */
const settledMs = 20;

/** Equal to nothing, itself included: what has it is read again. */
export function unknownFingerprint(path: string): FileFingerprint {
  const none = Number.NaN;
  return { path, sizeBytes: none, modifiedMs: none, changedMs: none, inode: none };
}

/** The fingerprint of a file that was read at `now`, or unknown if it may yet change unseen. */
export function settledFingerprint(found: FileFingerprint, now: number): FileFingerprint {
  return found.changedMs > now - settledMs ? unknownFingerprint(found.path) : found;
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
