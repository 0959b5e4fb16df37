/**
 * The steering file beside a zone file: read when the zone is, and part of it from then on. Whoever
 * loads or checks a zone imports this when the first such file comes: reading YAML takes libraries
 * that most zones do not need.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { ZoneSteering } from "../steering/config.js";
import type { Zone } from "../zone/zone.js";
import { type FileFingerprint, ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";
import { type SteeringFaultCode, steeringFaults } from "./steering-faults.js";
import { readSteeringFile, type SteeringPart } from "./steering-file.js";
import { steeringBytesMax } from "./steering-text.js";

export interface Companion {
  /** Null if there is an error. */
  readonly steering: ZoneSteering | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Equal to no other if the file could not be read. */
  readonly fingerprint: FileFingerprint;
  /** Where a part of the steering stands in the file. */
  place(of: SteeringPart): { readonly line: number; readonly column: number };
}

/** Null if there is no such file. `zone` is null if it could not be read. */
export function readCompanion(files: ZoneFiles, path: string, zone: Zone | null): Companion | null {
  if (files.realPath(path) === undefined) return null;
  try {
    const { bytes, fingerprint } = contentAt(files, path);
    const text = decoded(bytes);
    if (text === undefined) return faulty("steering-syntax", "is not UTF-8", path, fingerprint);
    return { ...readSteeringFile(text, path, zone), fingerprint };
  } catch (error) {
    if (!(error instanceof ZoneFileError)) throw error;
    return faulty("steering-unreadable", error.reason, path, absent(path));
  }
}

function contentAt(files: ZoneFiles, path: string) {
  const file = files.open(path);
  try {
    const { fingerprint } = file;
    if (fingerprint.sizeBytes > steeringBytesMax) {
      throw new ZoneFileError(path, `larger than ${steeringBytesMax} octets`);
    }
    const bytes = new Uint8Array(fingerprint.sizeBytes);
    let length = 0;
    for (let count = -1; count !== 0 && length < bytes.length; length += count) {
      count = file.read(bytes, length);
    }
    return { bytes: bytes.subarray(0, length), fingerprint };
  } finally {
    file.close();
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function faulty(
  code: SteeringFaultCode,
  message: string,
  file: string,
  fingerprint: FileFingerprint,
): Companion {
  const hint = steeringFaults[code];
  const diagnostic: Diagnostic = {
    code,
    severity: "error",
    message,
    file,
    line: 1,
    column: 1,
    hint,
  };
  return {
    steering: null,
    diagnostics: [diagnostic],
    fingerprint,
    place: () => ({ line: 1, column: 1 }),
  };
}

function absent(path: string): FileFingerprint {
  const none = Number.NaN;
  return { path, sizeBytes: none, modifiedMs: none, changedMs: none, inode: none };
}
