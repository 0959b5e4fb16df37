/**
 * Keeps on disk what is served, behind serving it: the queries come first, then the next start.
 * Segments are taken from shared memory as they are when their turn comes, so a zone that changed
 * twice meanwhile is written once, and a slow disk costs no memory.
 */
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { segmentLayoutVersion } from "../image/layout.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { FileFingerprint } from "../zone/zone-files.js";
import {
  encodeRecordText,
  type RecordText,
  recordBytes,
  recordKind,
  sealRecord,
  sealSplitRecord,
  writeRecordHead,
} from "./image-record.js";
import type { ImageTarget, ServedSegment } from "./image-target.js";
import type { PackFile } from "./pack-file.js";
import type { ZoneEntry, ZoneTable } from "./zone-table.js";

export interface ZoneKeeperOptions {
  readonly folder: string;
  readonly version: string;
  readonly table: ZoneTable;
  readonly image: ImageTarget;
  readonly pack: PackFile;
  /** Some zones could not be kept on disk; they count as changed until they are. */
  onUnkept(): void;
}

/** What is written at once: a millisecond or two of the main thread. */
const batchBytes = 256 << 10;

export class ZoneKeeper {
  private pending: ZoneEntry[] = [];
  private running: Promise<void> | null = null;

  constructor(private readonly options: ZoneKeeperOptions) {}

  /** A version that was read from text is in service now. */
  note(entry: ZoneEntry): void {
    if (entry.toKeep) return;
    entry.toKeep = true;
    this.pending.push(entry);
  }

  /** Resolves when everything that was noted has been written, or has failed to be. */
  run(): Promise<void> {
    this.running ??= this.drain().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async drain(): Promise<void> {
    if (this.pending.length === 0) return;
    const buffer = new Uint8Array(batchBytes);
    // Whoever waits for the load itself comes first.
    await setImmediate();
    while (this.pending.length > 0) {
      const entries = this.pending;
      this.pending = [];
      for (let next = 0; next < entries.length; ) next = await this.batch(entries, next, buffer);
    }
  }

  /** Writes as many records as one write takes; returns the index of the entry behind them. */
  private async batch(
    entries: readonly ZoneEntry[],
    from: number,
    buffer: Uint8Array,
  ): Promise<number> {
    const batch: { entry: ZoneEntry; bytes: number; before: number }[] = [];
    let length = 0;
    let next = from;
    for (let entry = entries[next]; entry !== undefined; entry = entries[++next]) {
      const segment = this.servedSegment(entry);
      if (segment === null) {
        entry.toKeep = false;
        continue;
      }
      const text = this.recordText(entry);
      const encoded = encodeRecordText(text);
      const bytes = recordBytes(encoded.length, segment.bytes.length);
      if (bytes > buffer.length) {
        if (batch.length > 0) break;
        await this.big(entry, text, encoded, segment);
        return next + 1;
      }
      if (length + bytes > buffer.length) break;
      const meta = this.meta(entry, text);
      const segmentAt = writeRecordHead(buffer, length, meta, encoded, segment.bytes.length);
      buffer.set(segment.bytes, segmentAt);
      sealRecord(buffer, length, segmentAt + segment.bytes.length, bytes);
      length += bytes;
      batch.push({ entry, bytes, before: this.account(entry, bytes) });
    }
    if (batch.length === 0) return next;
    const isKept = await this.options.pack.append([buffer.subarray(0, length)]);
    if (!isKept) for (const { entry, bytes, before } of batch) this.unkept(entry, bytes, before);
    return next;
  }

  /** A big segment is written from where it is; what is in its memory stays as it is. */
  private async big(
    entry: ZoneEntry,
    text: RecordText,
    encoded: Uint8Array,
    { bytes, isAlone }: ServedSegment,
  ): Promise<void> {
    // A block among others may hold another zone before the disk has it.
    const segment = isAlone ? bytes : bytes.slice();
    const total = recordBytes(encoded.length, segment.length);
    const head = new Uint8Array(recordBytes(encoded.length, 0));
    const padding = new Uint8Array(total - head.length - segment.length);
    writeRecordHead(head, 0, this.meta(entry, text), encoded, segment.length);
    const before = this.account(entry, total);
    const parts = [head, segment, padding];
    const isKept = await this.options.pack.append(parts, () =>
      sealSplitRecord(head, segment, padding),
    );
    if (!isKept) this.unkept(entry, total, before);
  }

  /** Null if there is nothing to keep any more. */
  private servedSegment(entry: ZoneEntry): ServedSegment | null {
    const { table, image } = this.options;
    const isServed = entry.served && entry.origin === "text" && table.get(entry.apex) === entry;
    return isServed ? image.segment(apexToWire(entry.apex)) : null;
  }

  private recordText(entry: ZoneEntry): RecordText {
    const { folder, version, table } = this.options;
    const { apex, includes } = entry;
    const file = path.join(folder, table.fileName(entry));
    return includes === null ? { apex, file, version } : { apex, file, version, includes };
  }

  private meta(entry: ZoneEntry, text: RecordText) {
    const { serial, records } = entry;
    const { file: path } = text;
    // The text has become another meanwhile: its image helps in need, but does not stand for it.
    const fingerprint: FileFingerprint =
      entry.source === "ok" ? this.options.table.fingerprint(entry, path) : unknown(path);
    const layout = segmentLayoutVersion;
    return { kind: recordKind.image, layout, serial, records, fingerprint, text };
  }

  /** Counted as kept from here on, so that a removal that comes meanwhile is written behind it. */
  private account(entry: ZoneEntry, bytes: number): number {
    const before = entry.keptBytes;
    entry.toKeep = false;
    entry.keptBytes = bytes;
    this.options.pack.account(bytes, before);
    return before;
  }

  private unkept(entry: ZoneEntry, bytes: number, before: number): void {
    const { table, pack, onUnkept } = this.options;
    pack.account(before, bytes);
    entry.keptBytes = before;
    table.forgetFingerprint(entry);
    onUnkept();
  }
}

/** Equal to no fingerprint. */
function unknown(path: string): FileFingerprint {
  const none = Number.NaN;
  return { path, sizeBytes: none, modifiedMs: none, changedMs: none, inode: none };
}
