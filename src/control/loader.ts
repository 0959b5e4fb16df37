/**
 * One job of zones: read, validated, compiled and verified, or taken from their kept images. Runs
 * in a loader thread, or in the main thread for a handful of small zones. Synchronous, and nothing
 * that a zone file holds makes it throw.
 */
import fs from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import type { FileFingerprint } from "../zone/zone-files.js";
import { fingerprintAt, sameFingerprint } from "./fingerprint.js";
import { type KeptImage, readKeptImage, type VerifySegment } from "./kept-image.js";
import {
  type LoadedImage,
  type LoadedZone,
  type LoaderSettings,
  type LoadJob,
  type LoadRequest,
  type LoadResult,
  plainRowWidth,
  writePlainRow,
} from "./load-job.js";
import { RecordBuffer } from "./record-buffer.js";

export interface ZoneCompiler {
  /** Gets what zones with a steering file need, and other jobs need not load. */
  prepareSteering(): Promise<void>;
  /**
   * Reads, validates, builds and verifies one zone. `apex` is in presentation form; `steered`: a
   * steering file lies beside it, and `prepareSteering` has been waited for.
   */
  compile(file: string, apex: string, steered: boolean): CompiledZone;
  readonly verify: VerifySegment;
}

export interface CompiledZone {
  /** Borrowed until the next call; null if the text is broken. */
  readonly segment: Uint8Array | null;
  /** Set if the segment is the start of shared memory that it has for itself. */
  readonly shared: SharedArrayBuffer | null;
  readonly serial: number;
  readonly records: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Of the zone file, first, what it includes, and its steering file; null if it could not be opened. */
  readonly sources: readonly FileFingerprint[] | null;
}

type Good = Extract<KeptImage, { readonly kind: "image" }>;

const noDiagnostics: readonly Diagnostic[] = [];

export class Loader {
  private readonly buffer = new RecordBuffer();
  private pack = -1;

  constructor(
    private readonly settings: LoaderSettings,
    private readonly compiler: ZoneCompiler,
  ) {}

  /** To be waited for before `run`. */
  async prepare(job: LoadJob): Promise<void> {
    if (job.zones.some(({ steered }) => steered)) await this.compiler.prepareSteering();
  }

  run(job: LoadJob): LoadResult {
    this.buffer.start(job.buffer);
    const rows = new Float64Array(job.zones.length * plainRowWidth);
    let rowsEnd = 0;
    const others: { index: number; zone: LoadedZone }[] = [];
    for (const [index, request] of job.zones.entries()) {
      const zone = this.load(request);
      if (writePlainRow(rows, rowsEnd, index, zone)) rowsEnd += plainRowWidth;
      else others.push({ index, zone });
    }
    return { id: job.id, buffer: this.buffer.finish(), plain: rows.slice(0, rowsEnd), others };
  }

  close(): void {
    if (this.pack >= 0) fs.closeSync(this.pack);
    this.pack = -1;
  }

  /** Kept image if it may stand in, else the text, else the kept image as the last good version. */
  private load(request: LoadRequest): LoadedZone {
    const { apex, file, steered } = request;
    const early = this.settings.trustKept ? this.readKept(request) : null;
    if (early?.kind === "image" && file !== null) {
      const sources = this.unchangedSources(file, steered, early);
      if (sources !== null) return this.fromKept(apex, early, true, sources, noDiagnostics);
    }
    const place = `${this.settings.folder}${path.sep}${file}`;
    const text = file === null ? null : this.fromText(apex, place, steered);
    if (text !== null && text.image !== null) return text;
    const kept = early ?? this.readKept(request);
    const sources = text?.sources ?? null;
    const diagnostics = text?.diagnostics ?? noDiagnostics;
    if (kept?.kind === "image" && this.isOfThisFolder(kept)) {
      return this.fromKept(apex, kept, false, sources, diagnostics);
    }
    const keptRefused = kept?.kind === "refused" ? kept.reason : null;
    return { apex, image: null, good: false, sources, diagnostics, keptRefused };
  }

  private fromText(apex: string, file: string, steered: boolean): LoadedZone {
    try {
      const compiled = this.compiler.compile(file, apex, steered);
      const { segment, serial, records, diagnostics, sources } = compiled;
      let image: LoadedImage | null = null;
      if (segment !== null && sources !== null) {
        image = this.buffer.add(segment, compiled.shared, serial, records);
      }
      return { apex, image, good: image !== null, sources, diagnostics, keptRefused: null };
    } catch (error) {
      return faulty(apex, file, error);
    }
  }

  private readKept({ kept, apex }: LoadRequest): KeptImage | null {
    const { pack } = this.settings;
    if (kept === null || pack === null) return null;
    try {
      if (this.pack < 0) this.pack = fs.openSync(pack, "r");
    } catch (error) {
      return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
    }
    return readKeptImage(this.pack, kept, apex, this.buffer, this.compiler.verify);
  }

  /** Fingerprints of the sources if a kept image still is what they say; null otherwise. */
  private unchangedSources(file: string, steered: boolean, kept: Good): FileFingerprint[] | null {
    const place = path.join(this.settings.folder, file);
    const { text, head } = kept;
    // Another version may read the same text otherwise, so its images only help in need.
    if (text.version !== this.settings.version || text.file !== place) return null;
    const known = [{ path: place, ...head.fingerprint }, ...(text.includes ?? [])];
    const steering = steeringFileOf(place);
    if (steered && !known.some((source) => source.path === steering)) return null;
    const unchanged = known.every((source) => {
      const now = fingerprintAt(source.path);
      return now !== undefined && sameFingerprint(now, source);
    });
    return unchanged ? known : null;
  }

  /** A state folder may have served other zones before. */
  private isOfThisFolder({ text }: Good): boolean {
    return path.dirname(text.file) === this.settings.folder;
  }

  /** Takes over the record that `readKept` left in the buffer. */
  private fromKept(
    apex: string,
    kept: Good,
    good: boolean,
    sources: readonly FileFingerprint[] | null,
    diagnostics: readonly Diagnostic[],
  ): LoadedZone {
    const { bytes, segmentAt, segmentBytes, serial, records } = kept.head;
    if (kept.memory !== null) {
      const image: LoadedImage = {
        kind: "shared",
        origin: "image",
        segment: kept.memory,
        segmentBytes,
        serial,
        records,
      };
      return { apex, image, good, sources, diagnostics, keptRefused: null };
    }
    const at = this.buffer.length;
    this.buffer.length += bytes;
    const image: LoadedImage = {
      kind: "packed",
      origin: "image",
      segmentAt: at + segmentAt,
      segmentBytes,
      serial,
      records,
    };
    return { apex, image, good, sources, diagnostics, keptRefused: null };
  }
}

/** A fault of ours must not take the other zones with it, and is told as what it is. */
function faulty(apex: string, file: string, error: unknown): LoadedZone {
  const reason = error instanceof Error ? error.message : String(error);
  const diagnostic: Diagnostic = {
    code: "loader-fault",
    severity: "error",
    message: `fivenines failed on this zone: ${reason}`,
    file,
    hint: "a fault of the program, not of the zone: please report it with the zone file",
  };
  const found = fingerprintAt(file);
  const sources = found === undefined ? null : [found];
  return { apex, image: null, good: false, sources, diagnostics: [diagnostic], keptRefused: null };
}
