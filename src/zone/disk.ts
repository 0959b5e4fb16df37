/**
 * Zone files on disk, with as few system calls as can be: open, fstat, read, close. A hundred
 * thousand small zones are read at start, and each call costs more than parsing such a zone.
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import {
  type FileFingerprint,
  type OpenZoneFile,
  ZoneFileError,
  type ZoneFiles,
} from "./zone-files.js";

export const diskFiles: ZoneFiles = {
  open: (path) => new DiskFile(path),
  realPath: (path) => {
    try {
      return realpathSync.native(path);
    } catch {
      return undefined;
    }
  },
};

class DiskFile implements OpenZoneFile {
  readonly fingerprint: FileFingerprint;
  private readonly descriptor: number;
  private readBytes = 0;

  constructor(private readonly path: string) {
    let descriptor = -1;
    try {
      // Not blocking, so that a FIFO in the zones folder cannot stop the loading of all others.
      descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const { size, mtimeMs, ctimeMs, ino, mode } = fstatSync(descriptor);
      if ((mode & constants.S_IFMT) !== constants.S_IFREG) {
        throw new ZoneFileError(path, "not a regular file");
      }
      this.descriptor = descriptor;
      this.fingerprint = {
        path,
        sizeBytes: size,
        modifiedMs: mtimeMs,
        changedMs: ctimeMs,
        inode: ino,
      };
    } catch (error) {
      if (descriptor !== -1) closeSync(descriptor);
      throw asZoneFileError(path, error);
    }
  }

  read(into: Uint8Array, at: number): number {
    // What was appended after fstat is for the next reload: the fingerprint will differ.
    const rest = this.fingerprint.sizeBytes - this.readBytes;
    if (rest <= 0) return 0;
    try {
      const count = readSync(this.descriptor, into, at, Math.min(rest, into.length - at), null);
      this.readBytes += count;
      if (count === 0) throw new ZoneFileError(this.path, "became shorter while being read");
      return count;
    } catch (error) {
      throw asZoneFileError(this.path, error);
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EISDIR: "a folder, not a file",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the path is too long",
  EMFILE: "too many open files",
  ENXIO: "not a regular file",
};

function asZoneFileError(path: string, error: unknown): ZoneFileError {
  if (error instanceof ZoneFileError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return new ZoneFileError(path, reasons[code] ?? code);
}
