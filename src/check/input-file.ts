/** A zone that came by standard input, beside those on disk that it includes. */
import { ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";

export function withInput(files: ZoneFiles, path: string, bytes: Uint8Array): ZoneFiles {
  return {
    realPath: (asked) => (asked === path ? path : files.realPath(asked)),
    open: (asked) => {
      if (asked !== path) return files.open(asked);
      if (bytes.length > inputBytesMax) throw new ZoneFileError(path, "larger than 1 GiB");
      let at = 0;
      return {
        fingerprint: { path, sizeBytes: bytes.length, modifiedMs: 0, changedMs: 0, inode: 0 },
        read(into, offset) {
          const count = Math.min(bytes.length - at, into.length - offset);
          into.set(bytes.subarray(at, at + count), offset);
          at += count;
          return count;
        },
        close() {},
      };
    },
  };
}

/** As much as a zone may hold. */
export const inputBytesMax = 1024 * 1024 * 1024;
