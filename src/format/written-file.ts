/**
 * Writes a file so that nobody ever sees half of it: beside it first, then in its place. Its mode
 * and, as far as allowed, its owner stay; a symbolic link goes on leading to it.
 */
import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Throws what the file system throws; the file is then as it was. */
export function replaceFile(path: string, content: Uint8Array): void {
  const target = realpathSync.native(path);
  const { mode, uid, gid } = statSync(target);
  // Hidden, and with no ending of a zone: a server that watches the folder passes it by.
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  const descriptor = openSync(beside, "wx", 0o600);
  try {
    try {
      writeFileSync(descriptor, content);
      fchmodSync(descriptor, mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    keepOwner(beside, uid, gid);
    renameSync(beside, target);
  } catch (error) {
    unlinkSync(beside);
    throw error;
  }
}

/** Only root may give files away; for all others the file is theirs from now on. */
function keepOwner(path: string, uid: number, gid: number): void {
  if (process.getuid?.() !== 0) return;
  chownSync(path, uid, gid);
}
