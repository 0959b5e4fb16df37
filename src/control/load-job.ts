/**
 * What the control plane asks of a loader, and what comes back: plain data that crosses to a
 * thread and back. The buffer of compiled zones is handed over, not copied, and comes back with a
 * later job to be filled again.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { FileFingerprint } from "../zone/zone-files.js";

/** What all jobs of a loader share. */
export interface LoaderSettings {
  readonly folder: string;
  /** Pack file of kept images; null if there is none. */
  readonly pack: string | null;
  /** Whether a kept image may stand in for a text that has not changed since. */
  readonly trustKept: boolean;
  /** Start of the reader's hashes, so that names that were made to collide do not. */
  readonly hashSeed: number;
  readonly version: string;
}

export interface LoadJob {
  readonly id: number;
  readonly zones: readonly LoadRequest[];
  /** Memory to fill, from an earlier result. */
  readonly buffer: ArrayBuffer | null;
}

export interface LoadRequest {
  /** Presentation form. */
  readonly apex: string;
  /** Name inside the zone folder; null if the file is gone and only a kept image can do. */
  readonly file: string | null;
  /** A steering file lies beside it. */
  readonly steered: boolean;
  /** Place of the zone's kept image in the pack file. */
  readonly kept: KeptPlace | null;
}

export interface KeptPlace {
  readonly offset: number;
  readonly bytes: number;
}

export interface LoadResult {
  readonly id: number;
  readonly buffer: ArrayBuffer;
  /** Rows of `plainRow`: a hundred thousand objects would cost more to send than to compile. */
  readonly plain: Float64Array<ArrayBuffer>;
  /** The zones that have more to tell, by their place in the job. */
  readonly others: readonly { readonly index: number; readonly zone: LoadedZone }[];
}

/**
 * A zone of one file, without diagnostics, packed: the common case. Places in its row.
 */
export const plainRow = {
  index: 0,
  fromImage: 1,
  segmentAt: 2,
  segmentBytes: 3,
  serial: 4,
  records: 5,
  sizeBytes: 6,
  modifiedMs: 7,
  changedMs: 8,
  inode: 9,
} as const;
export const plainRowWidth = 10;

export interface LoadedZone {
  readonly apex: string;
  /** The image to be served; null if there is none that is good. */
  readonly image: LoadedImage | null;
  /** Whether the text as it is now can be served. True for an image that stood in for it. */
  readonly good: boolean;
  /**
   * Of the zone file, what it includes, and its steering file; null if the zone file is gone or
   * could not be opened.
   */
  readonly sources: readonly FileFingerprint[] | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Why the kept image was not used, although it should have been; null in the common case. */
  readonly keptRefused: string | null;
}

export type LoadedImage =
  /** In the result's buffer. */
  | {
      readonly kind: "packed";
      readonly origin: "text" | "image";
      readonly segmentAt: number;
      readonly segmentBytes: number;
      readonly serial: number;
      readonly records: number;
    }
  /** A big one in memory of its own, which can be served without a copy. */
  | {
      readonly kind: "shared";
      readonly origin: "text" | "image";
      readonly segment: SharedArrayBuffer;
      readonly segmentBytes: number;
      readonly serial: number;
      readonly records: number;
    };

/** The zones of a result, in no order that matters. */
export function* loadedZones(job: LoadJob, result: LoadResult): Generator<LoadedZone> {
  const { plain } = result;
  for (let at = 0; at < plain.length; at += plainRowWidth) {
    const request = job.zones[plain[at + plainRow.index]!];
    if (request?.file != null) yield plainZone(request.apex, request.file, plain, at);
  }
  for (const { zone } of result.others) yield zone;
}

const noDiagnostics: readonly Diagnostic[] = [];

function plainZone(apex: string, path: string, row: Float64Array, at: number): LoadedZone {
  return {
    apex,
    good: true,
    diagnostics: noDiagnostics,
    keptRefused: null,
    sources: [
      {
        path,
        sizeBytes: row[at + plainRow.sizeBytes]!,
        modifiedMs: row[at + plainRow.modifiedMs]!,
        changedMs: row[at + plainRow.changedMs]!,
        inode: row[at + plainRow.inode]!,
      },
    ],
    image: {
      kind: "packed",
      origin: row[at + plainRow.fromImage] === 1 ? "image" : "text",
      segmentAt: row[at + plainRow.segmentAt]!,
      segmentBytes: row[at + plainRow.segmentBytes]!,
      serial: row[at + plainRow.serial]!,
      records: row[at + plainRow.records]!,
    },
  };
}

/** Writes a zone as a row, or says that it is not plain. */
export function writePlainRow(row: Float64Array, at: number, index: number, zone: LoadedZone) {
  const { image, sources } = zone;
  const source = sources?.[0];
  if (image?.kind !== "packed" || !zone.good || source === undefined) return false;
  if (sources?.length !== 1 || zone.diagnostics.length > 0 || zone.keptRefused !== null) {
    return false;
  }
  row[at + plainRow.index] = index;
  row[at + plainRow.fromImage] = image.origin === "image" ? 1 : 0;
  row[at + plainRow.segmentAt] = image.segmentAt;
  row[at + plainRow.segmentBytes] = image.segmentBytes;
  row[at + plainRow.serial] = image.serial;
  row[at + plainRow.records] = image.records;
  row[at + plainRow.sizeBytes] = source.sizeBytes;
  row[at + plainRow.modifiedMs] = source.modifiedMs;
  row[at + plainRow.changedMs] = source.changedMs;
  row[at + plainRow.inode] = source.inode;
  return true;
}
