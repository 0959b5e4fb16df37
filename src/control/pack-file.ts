/**
 * The state folder's file of last-good images: records appended behind serving, synced when the
 * queue is empty, rewritten aside when more than half of it is garbage.
 *
 * The disk never holds up serving: an append that fails is reported by the alarm and by its
 * promise, the torn tail is cut off, and the next append is tried as if nothing had happened.
 */
import fs from "node:fs";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { lockState, type StateLock } from "../base/state-lock.js";
import { syncFolder } from "./folder-sync.js";
import { readRecordHead, recordIsWhole, recordKind } from "./image-record.js";
import type { KeptPlace } from "./load-job.js";
import { type FoundRecord, scanPack } from "./pack-scan.js";

const fileName = "last-good.pack";
/** A file this small is not worth rewriting. */
const compactFromBytes = 4 << 20;
/** What may wait for a slow disk; beyond it records are refused, and are tried again later. */
const queuedBytesMax = 16 << 20;

export function packPath(folder: string): string {
  return path.join(folder, fileName);
}

export interface PackIndex {
  /** Last image of each zone, by apex; zones that were removed for good are not in it. */
  readonly zones: Map<string, KeptPlace>;
  /** Told to the operator: torn or damaged parts that were passed over. */
  readonly skippedBytes: number;
}

export class PackFile {
  private handle: FileHandle | null = null;
  private lock: StateLock | null = null;
  private end = 0;
  private liveBytes = 0;
  private queuedBytes = 0;
  private tail: Promise<unknown> = Promise.resolve();
  private dirty = false;

  constructor(
    private readonly folder: string,
    /** Called with a reason when keeping stops working, and with null when it works again. */
    private readonly onAlarm: (alarm: string | null) => void,
  ) {}

  /**
   * Opens the state folder for writing and reads what is kept. Without the lock, or on a disk that
   * cannot be written, what is kept is still read.
   */
  async open(): Promise<PackIndex> {
    await this.tryWriting();
    const zones = new Map<string, KeptPlace>();
    const readable = this.handle ?? (await openForReading(packPath(this.folder)));
    if (readable === null) return { zones, skippedBytes: 0 };
    try {
      const scan = await scanPack(readable, (record) => note(zones, record));
      this.end = scan.end;
      for (const { bytes } of zones.values()) this.liveBytes += bytes;
      await this.handle?.truncate(this.end);
      return { zones, skippedBytes: scan.skippedBytes };
    } catch (error) {
      this.onAlarm(reasonOf(error));
      return { zones, skippedBytes: 0 };
    } finally {
      if (readable !== this.handle) await readable.close();
    }
  }

  get writable(): boolean {
    return this.handle !== null;
  }

  /**
   * `parts` are written one after the other, once `finish` has filled in what was left open of
   * them; false if they are not on the disk now.
   */
  append(
    parts: readonly Uint8Array[],
    finish: () => Promise<void> = async () => {},
  ): Promise<boolean> {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (this.queuedBytes + bytes > queuedBytesMax && this.queuedBytes > 0) {
      this.onAlarm("the disk is slower than the zones change; kept images lag behind");
      return Promise.resolve(false);
    }
    this.queuedBytes += bytes;
    return this.enqueue(async () => {
      try {
        await finish();
        return await this.write(parts, bytes);
      } finally {
        this.queuedBytes -= bytes;
      }
    });
  }

  /** A record became current, and one of `replacedBytes` garbage. */
  account(keptBytes: number, replacedBytes: number): void {
    this.liveBytes += keptBytes - replacedBytes;
  }

  /** Waits until everything is on the disk; rewrites the file if that is due. */
  async settle(): Promise<void> {
    await this.enqueue(async () => {
      await this.sync();
      const garbage = this.end - this.liveBytes;
      if (this.handle === null || this.end < compactFromBytes || garbage * 2 < this.end) return;
      await this.compact(this.handle);
    });
  }

  async close(): Promise<void> {
    await this.enqueue(() => this.sync());
    await this.handle?.close();
    this.handle = null;
    this.lock?.release();
    this.lock = null;
  }

  private enqueue<T>(task: () => Promise<T>): Promise<T> {
    const run = this.tail.then(task, task);
    this.tail = run.catch(() => {});
    return run;
  }

  private async tryWriting(): Promise<void> {
    try {
      fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      const lock = this.lock ?? lockState(this.folder);
      if ("heldBy" in lock) {
        this.onAlarm(`state folder ${this.folder} is in use by process ${lock.heldBy}`);
        return;
      }
      this.lock = lock;
      const { O_RDWR, O_CREAT } = fs.constants;
      this.handle = await fs.promises.open(packPath(this.folder), O_RDWR | O_CREAT, 0o600);
    } catch (error) {
      this.onAlarm(`state folder ${this.folder}: ${reasonOf(error)}`);
    }
  }

  private async write(parts: readonly Uint8Array[], bytes: number): Promise<boolean> {
    if (this.handle === null) {
      await this.tryWriting();
      if (this.handle === null) return false;
      // Another process may have written meanwhile: go on behind what is there.
      this.end = (await scanPack(this.handle, () => {})).end;
    }
    let at = this.end;
    try {
      for (const part of parts) at = await writeFully(this.handle, part, at);
      this.end += bytes;
      this.dirty = true;
      this.onAlarm(null);
      return true;
    } catch (error) {
      this.onAlarm(reasonOf(error));
      // What is torn off is skipped by the scan as well, should cutting it off fail too.
      await this.handle.truncate(this.end).catch(() => {});
      return false;
    }
  }

  private async sync(): Promise<void> {
    if (!this.dirty || this.handle === null) return;
    try {
      await this.handle.datasync();
      this.dirty = false;
    } catch (error) {
      this.onAlarm(reasonOf(error));
    }
  }

  /** Copies what is current and whole to a new file, and puts it in the old one's place. */
  private async compact(old: FileHandle): Promise<void> {
    const aside = `${packPath(this.folder)}.new`;
    let fresh: FileHandle | null = null;
    try {
      const zones = new Map<string, KeptPlace>();
      await scanPack(old, (record) => note(zones, record));
      fresh = await fs.promises.open(aside, "w+", 0o600);
      let end = 0;
      for (const place of zones.values()) {
        const record = await readRecord(old, place);
        if (record !== undefined) end = await writeFully(fresh, record, end);
      }
      await fresh.sync();
      await fs.promises.rename(aside, packPath(this.folder));
      await syncFolder(this.folder);
      this.handle = fresh;
      this.end = this.liveBytes = end;
      fresh = null;
      await old.close();
    } catch (error) {
      this.onAlarm(`rewriting ${aside}: ${reasonOf(error)}`);
      await fresh?.close();
      await fs.promises.rm(aside, { force: true }).catch(() => {});
    }
  }
}

function note(zones: Map<string, KeptPlace>, { apex, head, offset }: FoundRecord): void {
  // Deleted first, so that the map keeps the order of the file and copying reads it in order.
  zones.delete(apex);
  if (head.kind === recordKind.image) zones.set(apex, { offset, bytes: head.bytes });
}

async function openForReading(place: string): Promise<FileHandle | null> {
  try {
    return await fs.promises.open(place, "r");
  } catch {
    return null;
  }
}

async function writeFully(handle: FileHandle, bytes: Uint8Array, at: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    if (bytesWritten === 0) throw new Error("nothing could be written");
    done += bytesWritten;
  }
  return at + done;
}

async function readRecord(handle: FileHandle, place: KeptPlace): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(place.bytes);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, place.offset);
  const head = bytesRead === bytes.length ? readRecordHead(bytes, 0) : undefined;
  return head !== undefined && recordIsWhole(bytes, 0, head) ? bytes : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
