/** Zones from memory: for tests, and for callers that have the text in hand. */
import type { Diagnostic } from "../base/diagnostic.js";
import { lowerNameFromText } from "../dns/name-text.js";
import { copyZone, ZoneReader, type ZoneReaderOptions } from "./reader.js";
import type { Zone } from "./zone.js";
import { type OpenZoneFile, ZoneFileError, type ZoneFiles } from "./zone-files.js";

export interface ZoneTextOptions extends Omit<ZoneReaderOptions, "files"> {
  /** Presentation form, absolute or not; without it the owner of the first record. */
  readonly apex?: string;
  /** Path of the text as diagnostics tell it. */
  readonly path?: string;
  /** Further files, by absolute path below `/zones`, that the text may include. */
  readonly includes?: { readonly [path: string]: string | Uint8Array };
}

/** Reads one zone; the zone is the caller's to keep. Null, with diagnostics, if there is an error. */
export function readZoneText(
  text: string | Uint8Array,
  options: ZoneTextOptions = {},
): { zone: Zone | null; diagnostics: Diagnostic[] } {
  const { apex, path = "/zones/zone", includes = {}, ...readerOptions } = options;
  const wire = apex === undefined ? undefined : lowerNameFromText(apex);
  if (apex !== undefined && wire === undefined) throw new TypeError(`"${apex}" is no name`);
  const files = memoryFiles({ ...includes, [path]: text });
  // A window as large as the text: a test that reads a thousand small zones needs no more.
  const windowBytes = Math.min(text.length + 64, 256 * 1024);
  const reader = new ZoneReader({ windowBytes, ...readerOptions, files });
  const { zone, diagnostics } = reader.read({
    path,
    root: "/zones",
    ...(wire === undefined ? {} : { apex: wire }),
  });
  return { zone: zone === null ? null : copyZone(zone), diagnostics };
}

/** A disk that holds these files; its folders are whatever their paths say. */
export function memoryFiles(content: { readonly [path: string]: string | Uint8Array }): ZoneFiles {
  const bytesOf = new Map<string, Uint8Array>();
  for (const [path, text] of Object.entries(content)) {
    bytesOf.set(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  }
  const folders = [...bytesOf.keys()].map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  return {
    open(path) {
      const bytes = bytesOf.get(path);
      if (bytes === undefined) throw new ZoneFileError(path, "no such file");
      return new MemoryFile(path, bytes);
    },
    realPath(path) {
      if (bytesOf.has(path)) return path;
      return folders.some((folder) => folder.startsWith(`${path}/`)) ? path : undefined;
    },
  };
}

class MemoryFile implements OpenZoneFile {
  readonly fingerprint;
  private readBytes = 0;

  constructor(
    path: string,
    private readonly bytes: Uint8Array,
  ) {
    this.fingerprint = { path, sizeBytes: bytes.length, modifiedMs: 0, changedMs: 0, inode: 0 };
  }

  read(into: Uint8Array, at: number): number {
    const count = Math.min(this.bytes.length - this.readBytes, into.length - at);
    into.set(this.bytes.subarray(this.readBytes, this.readBytes + count), at);
    this.readBytes += count;
    return count;
  }

  close(): void {}
}
