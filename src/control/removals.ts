/**
 * Zones whose files are gone. Each stays in service for a delay, and comes back as if nothing had
 * happened if its file does; a checkout in progress or a lost mount is no wish to stop serving.
 * If more than half of the zones went at once, none is taken out until that is confirmed by force.
 */
import path from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import type { Clock } from "./clock.js";
import { fingerprintAt } from "./fingerprint.js";
import type { ZoneBook } from "./zone-book.js";
import type { ZoneEntry, ZoneTable } from "./zone-table.js";

/** A timer of more than 2^31 ms fires at once; a longer delay is waited for in steps. */
const timerMsMax = 86_400_000;

export class Removals {
  /** Entries that wait, with the time at which they go, in that order. */
  private readonly waiting = new Map<ZoneEntry, number>();
  private cancelTimer: () => void = () => {};

  constructor(
    private readonly folder: string,
    private readonly delayMs: number,
    private readonly table: ZoneTable,
    private readonly book: ZoneBook,
    private readonly clock: Clock,
  ) {}

  get count(): number {
    return this.waiting.size;
  }

  /** Takes note of all zones without a file. Returns why they are held, if they are. */
  consider(missing: readonly ZoneEntry[], force: boolean): Diagnostic | null {
    const fresh: ZoneEntry[] = [];
    for (const entry of missing) {
      // With nothing in service there is nothing to be careful about.
      if (!entry.served || force) this.drop(entry);
      else if (!this.waiting.has(entry)) fresh.push(entry);
    }
    const known = this.table.size - this.waiting.size;
    if (fresh.length * 2 > known) {
      this.hold(fresh);
      return tooMany(this.folder, fresh.length, known);
    }
    const removalAt = this.clock.now() + this.delayMs;
    for (const entry of fresh) {
      this.waiting.set(entry, removalAt);
      this.book.notePending(entry, removalAt);
    }
    this.schedule();
    return null;
  }

  /** Serves zones on without an end: their folder as found cannot be meant. */
  hold(entries: Iterable<ZoneEntry>): void {
    for (const entry of entries) {
      if (!this.waiting.has(entry)) this.book.notePending(entry, null);
    }
  }

  /** The file is back. */
  cancel(entry: ZoneEntry): void {
    if (entry.source !== "removed") return;
    this.waiting.delete(entry);
    this.book.noteReturned(entry);
  }

  close(): void {
    this.cancelTimer();
    this.waiting.clear();
  }

  private drop(entry: ZoneEntry): void {
    this.waiting.delete(entry);
    this.book.remove(entry);
  }

  private schedule(): void {
    this.cancelTimer();
    for (const removalAt of this.waiting.values()) {
      const ms = Math.min(timerMsMax, Math.max(0, removalAt - this.clock.now()));
      this.cancelTimer = this.clock.after(ms, () => this.expire());
      return;
    }
  }

  private expire(): void {
    const now = this.clock.now();
    for (const [entry, removalAt] of this.waiting) {
      if (removalAt > now) break;
      this.waiting.delete(entry);
      const file = path.join(this.folder, this.table.fileName(entry));
      // Back at the last moment: the next reload reads it, until then it is served as it was.
      if (fingerprintAt(file) !== undefined) this.book.noteReturned(entry);
      else this.book.remove(entry);
    }
    this.schedule();
  }
}

function tooMany(folder: string, gone: number, known: number): Diagnostic {
  return {
    code: "too-many-zones-gone",
    severity: "error",
    message: `${gone} of ${known} zones have no file any more; all are still served`,
    file: folder,
    hint: "bring the files back, or confirm with a forced reload that they are meant to go",
  };
}
