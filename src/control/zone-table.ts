/**
 * The control plane's memory of each zone. A hundred thousand of them are usual, so an entry holds
 * small integers and shared objects, and fingerprints lie in one array instead of in objects.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { fileNameOfApex, isUsualFileName } from "../zone/zone-file-name.js";
import type { FileFingerprint } from "../zone/zone-files.js";
import type { ServedVersion, SourceState, ZoneOrigin, ZoneStatus } from "./zone-events.js";

/** Times are whole seconds since the table was made: small integers take no memory of their own. */
export interface ZoneEntry {
  readonly apex: string;
  /** Row of its fingerprint. */
  readonly row: number;
  /** Name of the zone file where it is not the usual one. */
  file: string | null;
  source: SourceState;
  sourceSince: number;
  /** -1: held until the file is back or a reload is forced. Only of `removed` zones. */
  removalAt: number;
  /** Whether a version is in service; the five below are about it. */
  served: boolean;
  origin: ZoneOrigin;
  serial: number;
  records: number;
  bytes: number;
  servedSince: number;
  /** Octets of its record in the state folder; 0 if it is not there. */
  keptBytes: number;
  /** Waits to be kept there. */
  toKeep: boolean;
  diagnostics: readonly Diagnostic[];
  /** Its files may have changed since they were read without showing it. */
  unsettled: boolean;
  /** The run in which it was loaded last; 0 for none. */
  loadedInRun: number;
  /** Files that it includes; null if there are none. */
  includes: readonly FileFingerprint[] | null;
}

const width = 4;
const rowsFirst = 64;
const none: readonly Diagnostic[] = [];

export class ZoneTable {
  private readonly entries = new Map<string, ZoneEntry>();
  private readonly freeRows: number[] = [];
  private rows = 0;
  /** NaN in rows of zones that count as changed. */
  private fingerprints = new Float64Array(rowsFirst * width).fill(Number.NaN);

  constructor(private readonly startedMs: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(apex: string): ZoneEntry | undefined {
    return this.entries.get(apex);
  }

  values(): IterableIterator<ZoneEntry> {
    return this.entries.values();
  }

  seconds(unixMs: number): number {
    return Math.floor((unixMs - this.startedMs) / 1000);
  }

  unixMs(seconds: number): number {
    return this.startedMs + seconds * 1000;
  }

  add(apex: string, file: string | null): ZoneEntry {
    const entry: ZoneEntry = {
      apex,
      row: this.freeRows.pop() ?? this.rows++,
      file: file === null || isUsualFileName(file, apex) ? null : file,
      source: "ok",
      sourceSince: 0,
      removalAt: -1,
      served: false,
      origin: "text",
      serial: 0,
      records: 0,
      bytes: 0,
      servedSince: 0,
      keptBytes: 0,
      toKeep: false,
      diagnostics: none,
      unsettled: false,
      loadedInRun: 0,
      includes: null,
    };
    this.entries.set(apex, entry);
    return entry;
  }

  delete(entry: ZoneEntry): void {
    if (this.entries.get(entry.apex) !== entry) return;
    this.entries.delete(entry.apex);
    this.forgetFingerprint(entry);
    this.freeRows.push(entry.row);
  }

  /** Afterwards the zone counts as changed, whatever its file looks like. */
  forgetFingerprint(entry: ZoneEntry): void {
    this.makeRoom(entry.row);
    this.fingerprints.fill(Number.NaN, entry.row * width, (entry.row + 1) * width);
  }

  setFingerprint(entry: ZoneEntry, found: FileFingerprint): void {
    this.makeRoom(entry.row);
    const at = entry.row * width;
    this.fingerprints[at] = found.sizeBytes;
    this.fingerprints[at + 1] = found.modifiedMs;
    this.fingerprints[at + 2] = found.changedMs;
    this.fingerprints[at + 3] = found.inode;
  }

  fingerprint(entry: ZoneEntry, path: string): FileFingerprint {
    const at = entry.row * width;
    const { fingerprints } = this;
    return {
      path,
      sizeBytes: fingerprints[at]!,
      modifiedMs: fingerprints[at + 1]!,
      changedMs: fingerprints[at + 2]!,
      inode: fingerprints[at + 3]!,
    };
  }

  hasFingerprint(entry: ZoneEntry, found: FileFingerprint): boolean {
    const at = entry.row * width;
    const { fingerprints } = this;
    return (
      fingerprints[at] === found.sizeBytes &&
      fingerprints[at + 1] === found.modifiedMs &&
      fingerprints[at + 2] === found.changedMs &&
      fingerprints[at + 3] === found.inode
    );
  }

  fileName(entry: ZoneEntry): string {
    return entry.file ?? fileNameOfApex(entry.apex);
  }

  isFile(entry: ZoneEntry, file: string): boolean {
    return entry.file === null ? isUsualFileName(file, entry.apex) : entry.file === file;
  }

  setFile(entry: ZoneEntry, file: string): void {
    entry.file = isUsualFileName(file, entry.apex) ? null : file;
  }

  version(entry: ZoneEntry): ServedVersion | null {
    if (!entry.served) return null;
    const { serial, origin, records, bytes } = entry;
    return { serial, origin, records, bytes, since: this.unixMs(entry.servedSince) };
  }

  status(entry: ZoneEntry): ZoneStatus {
    const held = entry.source !== "removed" || entry.removalAt < 0;
    return {
      apex: entry.apex,
      file: this.fileName(entry),
      source: entry.source,
      sourceSince: this.unixMs(entry.sourceSince),
      removalAt: held ? null : this.unixMs(entry.removalAt),
      serving: this.version(entry),
      diagnostics: entry.diagnostics,
    };
  }

  private makeRoom(row: number): void {
    if ((row + 1) * width <= this.fingerprints.length) return;
    const grown = new Float64Array(this.fingerprints.length * 2);
    grown.set(this.fingerprints);
    grown.fill(Number.NaN, this.fingerprints.length);
    this.fingerprints = grown;
  }
}
