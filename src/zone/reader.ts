/**
 * Reads master files (RFC 1035 §5) into zones. One reader is used again for any number of zones and
 * keeps its memory; what it returns is borrowed until its next `read`.
 *
 *   bytes → scanner → entry (record-entry.ts, directives.ts) → columns → grouping.ts → load-checks.ts
 */
import { dirname, resolve } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { limits } from "../base/limits.js";
import { Scanner, TextFault, tokenKind } from "../dns/text/scanner.js";
import { type Annotation, AnnotationCollector } from "./annotations.js";
import { ColumnZone } from "./column-zone.js";
import { type IncludeRequest, readDirective } from "./directives.js";
import { resolveInclude } from "./include.js";
import { checkLoadable } from "./load-checks.js";
import { ReadState } from "./read-state.js";
import { passByteOrderMark, readRecord } from "./record-entry.js";
import type { Zone } from "./zone.js";
import {
  type FileFingerprint,
  type OpenZoneFile,
  ZoneFileError,
  type ZoneFiles,
} from "./zone-files.js";

export interface ZoneReaderOptions {
  readonly files: ZoneFiles;
  /** Bytes of a file in memory at once; 256 KiB unless told. */
  readonly windowBytes?: number;
  /** Start of the owner hash; a random one spoils names that were made to collide. */
  readonly hashSeed?: number;
  /** Octets of names and RDATA that a zone may have; the limit of limits.ts unless told. */
  readonly zoneBytesMax?: number;
  /** Whether comments are searched for annotations; `serve` has no use for them. */
  readonly annotations?: boolean;
}

export interface ReadRequest {
  readonly path: string;
  /** Folder that $INCLUDE may not leave, and from which its paths count in the second place. */
  readonly root: string;
  /** Wire form, lower case. Without it the owner of the first record is the apex. */
  readonly apex?: Uint8Array;
}

export interface ReadResult {
  /** Null if there is any error. Borrowed: see `copyZone`. */
  readonly zone: Zone | null;
  /** What could be read, even if errors forbid to serve it; null if there is no zone at all. */
  readonly readable: Zone | null;
  readonly diagnostics: Diagnostic[];
  /** In the order of the text; empty unless asked for. */
  readonly annotations: readonly Annotation[];
  /** Every file that was opened, the zone file first, and included ones that could not be. */
  readonly files: FileFingerprint[];
}

const DOLLAR = 0x24;

export class ZoneReader {
  private readonly files: ZoneFiles;
  private readonly windowBytes: number;
  private readonly state: ReadState;
  /** One for each level of $INCLUDE that was ever needed. */
  private readonly scanners: Scanner[] = [];
  private fingerprints: FileFingerprint[] = [];
  private root = "";
  /** Real paths of the files being read, outermost first; filled when the first include comes. */
  private openPaths: (string | undefined)[] = [];
  private includeCount = 0;
  private readonly annotations: AnnotationCollector | undefined;

  constructor(options: ZoneReaderOptions) {
    this.files = options.files;
    this.windowBytes = options.windowBytes ?? 256 * 1024;
    const { hashSeed = 0x811c9dc5, zoneBytesMax = limits.zoneBytesMax } = options;
    this.state = new ReadState(hashSeed, zoneBytesMax);
    if (options.annotations === true) this.annotations = new AnnotationCollector();
  }

  read(request: ReadRequest): ReadResult {
    const { state } = this;
    this.fingerprints = [];
    this.root = request.root;
    this.openPaths = [undefined];
    this.includeCount = 0;
    state.reset(request.path, request.apex);
    const fault = this.readFile(request.path, 0);
    if (fault !== undefined) state.report.add("file-unreadable", fault, 0, 0);
    const readable = this.finish();
    return {
      zone: state.report.errorCount === 0 ? readable : null,
      readable,
      diagnostics: state.report.diagnostics(),
      annotations: this.annotations?.take() ?? [],
      files: this.fingerprints,
    };
  }

  private finish(): Zone | null {
    const { state } = this;
    const { records, owners, grouping, report } = state;
    if (state.apex === undefined) {
      if (report.errorCount === 0) report.add("no-soa", "the file has no records", 0, 1);
      return null;
    }
    if (state.stopped) return null;
    const renumbered = owners.resolve();
    if (renumbered !== undefined) records.renumber(renumbered);
    grouping.group(records, owners.count);
    const zone = new ColumnZone(
      {
        serial: state.serial,
        rrsetCount: grouping.rrsetCount,
        recordCount: records.count,
        ownerRrsets: grouping.ownerRrsets,
        rrsetType: records.type,
        rrsetTtl: records.ttl,
        rrsetRecords: records.owner,
        rdata: records.rdata.bytes,
        rdataStart: records.rdataStart,
        recordLine: records.line,
        recordFile: records.file,
        files: state.files,
      },
      owners,
    );
    checkLoadable(zone, report);
    return zone;
  }

  /** Reads one file to its end; returns why it could not. */
  private readFile(path: string, level: number): string | undefined {
    let file: OpenZoneFile | undefined;
    try {
      file = this.files.open(path);
      this.fingerprints.push(file.fingerprint);
      if (level === 0) this.expect(file.fingerprint.sizeBytes);
      this.readEntries(this.scannerFor(level, file), path, level);
      return undefined;
    } catch (error) {
      if (!(error instanceof ZoneFileError)) throw error;
      return error.path === path ? error.reason : `${error.path}: ${error.reason}`;
    } finally {
      file?.close();
    }
  }

  private readEntries(scanner: Scanner, path: string, level: number): void {
    const { state, annotations } = this;
    scanner.commentSink = annotations?.sinkFor(path);
    while (!state.stopped) {
      let firstLine = 0;
      try {
        const kind = scanner.nextEntry();
        if (kind === tokenKind.eof) break;
        firstLine = scanner.tokenLine;
        if (firstLine === 1 && !scanner.blankStart && !passByteOrderMark(state, scanner)) {
          scanner.skipEntry();
          annotations?.settle(firstLine, scanner.tokenLine);
          continue;
        }
        const directive =
          kind === tokenKind.word && !scanner.blankStart && scanner.bytes[scanner.start] === DOLLAR;
        if (directive) {
          const include = readDirective(state, scanner);
          annotations?.settle(firstLine, scanner.tokenLine);
          if (include !== undefined) this.include(include, path, level);
        } else {
          readRecord(state, scanner);
          annotations?.settle(firstLine, scanner.tokenLine);
        }
      } catch (fault) {
        if (!(fault instanceof TextFault)) throw fault;
        if (!state.isKnownFault(fault)) state.report.addFault(fault, state.fileIndex);
        state.rollBack();
        const open = scanner.skipEntry();
        if (open !== undefined) state.report.addFault(open, state.fileIndex);
        annotations?.settle(firstLine, scanner.tokenLine);
      }
    }
    annotations?.settle(0, 0);
  }

  /** Follows an $INCLUDE; origin, owner and TTLs are afterwards as before (RFC 1035 §5.1). */
  private include(request: IncludeRequest, includer: string, level: number): void {
    const { state } = this;
    const { line, column } = request;
    const refuse = (code: "bad-include" | "include-loop" | "too-many-includes", why: string) => {
      const message = `$INCLUDE ${request.name}: ${why}`;
      state.report.add(code, message, state.fileIndex, line, column);
    };

    const found = resolveInclude(this.files, request.name, includer, this.root);
    if (typeof found === "string") {
      this.fingerprints.push(absentFile(request.name, includer));
      refuse("bad-include", found);
      return;
    }
    this.openPaths[level] ??= this.files.realPath(includer);
    if (this.openPaths.lastIndexOf(found.realPath, level) !== -1) {
      refuse("include-loop", "the file is being read already");
      return;
    }
    if (level + 1 >= limits.includeDepthMax) {
      refuse("too-many-includes", `more than ${limits.includeDepthMax} files deep`);
      return;
    }
    if (++this.includeCount > limits.includesPerZoneMax) {
      state.stopped = true;
      refuse("too-many-includes", `more than ${limits.includesPerZoneMax} in one zone`);
      return;
    }
    const { origin } = state.context;
    const { owner, originKnown, defaultTtl, lastTtl, fileIndex } = state;
    if (request.origin !== undefined) state.setOrigin(request.origin);
    state.ownerDoubtful = true;
    state.fileIndex = state.addFile(found.path);
    this.openPaths[level + 1] = found.realPath;
    const fault = this.readFile(found.path, level + 1);
    // A zone that began in the included file has its apex as origin from then on.
    if (originKnown) state.setOrigin(origin);
    else if (state.apex !== undefined) state.setOrigin(state.apex);
    state.owner = owner;
    state.ownerDoubtful = true;
    state.defaultTtl = defaultTtl;
    state.lastTtl = lastTtl;
    state.fileIndex = fileIndex;
    if (fault === undefined) return;
    this.fingerprints.push(absentFile(request.name, includer));
    refuse("bad-include", fault);
  }

  private scannerFor(level: number, file: OpenZoneFile): Scanner {
    const scanner = this.scanners[level];
    if (scanner !== undefined) {
      scanner.reset(file);
      return scanner;
    }
    const made = new Scanner(file, new Uint8Array(this.windowBytes));
    this.scanners[level] = made;
    return made;
  }

  /** Sizes the columns for a large file at once: growth by doubling would need half as much again. */
  private expect(fileBytes: number): void {
    if (fileBytes < this.windowBytes) return;
    const text = Math.min(fileBytes, 1024 * 1024 * 1024);
    this.state.records.reserve(Math.ceil(text / 34));
    this.state.records.rdata.reserve(Math.ceil(text * 0.6));
    this.state.owners.expect(Math.ceil(text / 64));
    this.state.owners.names.reserve(Math.ceil(text * 0.5));
  }
}

/** Equal to no fingerprint, so that the zone is read again when the file may have come. */
function absentFile(name: string, includer: string): FileFingerprint {
  const none = Number.NaN;
  const path = resolve(dirname(includer), name);
  return { path, sizeBytes: none, modifiedMs: none, changedMs: none, inode: none };
}

/** The same zone in memory of its own, which later reads leave alone. */
export function copyZone(zone: Zone): Zone {
  if (zone instanceof ColumnZone) return zone.detach();
  throw new TypeError("only zones made by a ZoneReader can be copied");
}
