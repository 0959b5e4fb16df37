/**
 * Looks after the local file of overrides: read at start, and again when it changes. What the kernel
 * tells of is a hint; the file is looked at every few seconds as well.
 */
import fs from "node:fs";
import path from "node:path";
import type { Clock } from "../control/clock.js";
import { type OverrideReading, readOverrides } from "./override-text.js";

export interface OverrideWatchOptions {
  readonly file: string;
  readonly clock: Clock;
  /** Null if there is no file. Called only when it is another than before. */
  onRead(reading: OverrideReading | null): void;
}

/** Whoever saves a file may write it in pieces, or take it away for a moment. */
const quietMs = 150;
const pollMs = 2000;
/** An empty or a missing file takes every order back, and may be half of a save: it has to last. */
const emptyQuietMs = 2000;
const fileBytesMax = 1 << 20;

export class OverrideWatch {
  private seen = "";
  private watcher: fs.FSWatcher | null = null;
  private cancel: () => void = () => {};
  private closed = false;

  constructor(private readonly options: OverrideWatchOptions) {}

  /** Reads the file now, and looks after it from now on. */
  start(): void {
    this.read(this.stamp());
    try {
      const { dir, base } = path.parse(this.options.file);
      this.watcher = fs.watch(dir, { persistent: false }, (_, name) => {
        if (name === null || name === base) this.look(quietMs);
      });
      this.watcher.on("error", () => this.watcher?.close());
    } catch {
      // No folder or no more watches: it is found by looking.
    }
    this.look(pollMs);
  }

  close(): void {
    this.closed = true;
    this.cancel();
    this.watcher?.close();
  }

  /** Looks after `ms`, and takes the file when it has stood still for a moment. */
  private look(ms: number, last = ""): void {
    this.cancel();
    if (this.closed) return;
    this.cancel = this.options.clock.after(ms, () => {
      const stamp = this.stamp();
      if (stamp === this.seen) this.look(pollMs);
      else if (stamp !== last) this.look(isEmpty(stamp) ? emptyQuietMs : quietMs, stamp);
      else {
        this.read(stamp);
        this.look(pollMs);
      }
    });
  }

  private read(stamp: string): void {
    const isFirst = this.seen === "";
    this.seen = stamp;
    const { file, onRead, clock } = this.options;
    if (stamp !== absent) onRead(readFile(file, clock.now()));
    else if (!isFirst) onRead(null);
  }

  private stamp(): string {
    try {
      const { ino, size, mtimeMs } = fs.statSync(this.options.file);
      return `${ino} ${size} ${mtimeMs}`;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return absent;
      return `fault ${String(error)}`;
    }
  }
}

const absent = "absent";

function isEmpty(stamp: string): boolean {
  return stamp === absent || stamp.split(" ")[1] === "0";
}

function readFile(file: string, nowMs: number): OverrideReading {
  try {
    const stats = fs.statSync(file);
    if (!stats.isFile()) return unreadable(file, "it is not a file");
    if (stats.size > fileBytesMax) {
      return unreadable(file, `it is larger than ${fileBytesMax} octets`);
    }
    const atMs = Math.round(Math.min(nowMs, stats.mtimeMs));
    return readOverrides(fs.readFileSync(file, "utf8"), file, atMs);
  } catch (error) {
    return unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

/** Overrides that cannot be read are not taken back: the last that could be read hold. */
export function isUnreadable({ diagnostics }: OverrideReading): boolean {
  return diagnostics.some(({ code }) => code === "override-file-unreadable");
}

function unreadable(file: string, reason: string): OverrideReading {
  const message = `the file of overrides cannot be read: ${reason}`;
  const hint = "the overrides that were read last stay in force";
  return {
    overrides: [],
    diagnostics: [{ code: "override-file-unreadable", severity: "error", message, hint, file }],
  };
}
