/**
 * The disk as the reader sees it: an argument, so that a test reads zones from memory and a fuzzer
 * through a window of one byte.
 */
import type { ByteSource } from "../dns/text/scanner.js";

/** What a file was when it was read. Equal fingerprints mean equal content, as far as stat tells. */
export interface FileFingerprint {
  readonly path: string;
  readonly sizeBytes: number;
  /** Milliseconds with their fraction, as stat gives them. */
  readonly modifiedMs: number;
  readonly changedMs: number;
  readonly inode: number;
}

export interface OpenZoneFile extends ByteSource {
  readonly fingerprint: FileFingerprint;
  close(): void;
}

export interface ZoneFiles {
  /** Throws ZoneFileError. */
  open(path: string): OpenZoneFile;
  /** The path without symbolic links, or undefined if nothing is there. */
  realPath(path: string): string | undefined;
  /** Hears which files will be opened, where many at once are far faster than one by one. */
  prefetch?(paths: Iterable<string>): void;
}

/** A file that cannot be opened or read, and why, in words for an operator. */
export class ZoneFileError {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {}
}
