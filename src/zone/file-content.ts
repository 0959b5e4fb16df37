/** A file in memory as a whole, for what looks at its text and not at its records. */
import { sourceOf } from "../dns/text/byte-source.js";
import { ZoneFileError, type ZoneFiles } from "./zone-files.js";

/** Larger ones are made by programs, and read by nobody but the reader. */
const fileBytesMax = 256 * 1024 * 1024;

/** Throws ZoneFileError. */
export function contentOf(files: ZoneFiles, path: string): Uint8Array {
  const file = files.open(path);
  try {
    const { sizeBytes } = file.fingerprint;
    if (sizeBytes > fileBytesMax) throw new ZoneFileError(path, "larger than 256 MiB");
    const bytes = new Uint8Array(sizeBytes);
    let length = 0;
    for (let count = -1; count !== 0 && length < sizeBytes; length += count) {
      count = file.read(bytes, length);
    }
    return bytes.subarray(0, length);
  } finally {
    file.close();
  }
}

/** Files as `files` has them, but one of them with other content, or one more. */
export function withContent(files: ZoneFiles, path: string, bytes: Uint8Array): ZoneFiles {
  const realPath = files.realPath(path) ?? path;
  return {
    realPath: (asked) => (asked === path ? realPath : files.realPath(asked)),
    open(asked) {
      if (asked !== path) return files.open(asked);
      const fingerprint = { path, sizeBytes: bytes.length, modifiedMs: 0, changedMs: 0, inode: 0 };
      return { fingerprint, read: sourceOf(bytes).read, close() {} };
    },
  };
}
