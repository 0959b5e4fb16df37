/**
 * What provider sync remembers, below the state folder:
 *
 *   <folder>/<apex>/<provider>/last.json        what was applied last
 *                              journal.ndjson   the run under way, or one that was cut short
 *                              finished.ndjson  the journal of the run that ended last
 *                              lock             whoever applies now
 *
 * What was applied last is the file with what the journal says on top, so that a run that was
 * killed has forgotten nothing.
 */
import { createHash } from "node:crypto";
import path from "node:path";
import type { Diagnostic } from "../../base/diagnostic.js";
import type { LastApplied, SyncMemory } from "../contract/memory.js";
import type { JournalEntry } from "./entries.js";
import { journalLine, journalText, readJournalText } from "./journal-text.js";
import { lastAppliedText, readLastApplied } from "./last-applied-text.js";
import { type MemoryDisk, realDisk } from "./memory-disk.js";
import { RunState } from "./run-state.js";

/** A zone of a million RRsets; whatever is larger is not ours. */
const fileBytesMax = 512 * 1024 * 1024;

export interface FileMemory extends SyncMemory {
  /**
   * The journal of a zone at a provider, for whoever applies: nobody else can have it until it is
   * closed. Throws what the disk throws.
   */
  openJournal(
    apex: string,
    provider: string,
    nowMs: number,
  ): Promise<MemberJournal | { readonly heldBy: number }>;
  /** Whether a run was cut short, so that there is something to go on with. */
  isUnfinished(apex: string, provider: string): Promise<boolean>;
  /** Files that could not be read, once each. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface MemberJournal {
  /** As it is after all entries so far. */
  readonly state: RunState;
  /** On the disk when it resolves. */
  append(entry: JournalEntry): Promise<void>;
  lastApplied(): Promise<LastApplied | null>;
  /** The run is over, and this is what was applied last. */
  end(last: LastApplied | null): Promise<void>;
  /** Lets others in. A journal without an end is gone on with by the next run. */
  close(): void;
}

const nothingApplied: LastApplied = {
  serial: 0,
  appliedAtMs: 0,
  rrsets: [],
  settings: {},
  quarantined: [],
};

export function openMemory(folder: string, disk: MemoryDisk = realDisk): FileMemory {
  return new DiskMemory(folder, disk);
}

class DiskMemory implements FileMemory {
  readonly diagnostics: Diagnostic[] = [];
  private readonly folder: string;
  private readonly disk: MemoryDisk;

  constructor(folder: string, disk: MemoryDisk) {
    this.folder = folder;
    this.disk = disk;
  }

  async lastApplied(apex: string, provider: string): Promise<LastApplied | null> {
    const last = await this.kept(apex, provider);
    const state = await this.stateOf(apex, provider);
    const known = state.on(last, last?.appliedAtMs ?? 0);
    const uncertain = state.uncertain.flatMap(({ changes }) => changes);
    return uncertain.length === 0 ? known : { ...(known ?? nothingApplied), uncertain };
  }

  async keepLastApplied(apex: string, provider: string, last: LastApplied): Promise<void> {
    const file = this.place(apex, provider, "last.json");
    await this.disk.replace(file, lastAppliedText(apex, provider, last));
  }

  async isUnfinished(apex: string, provider: string): Promise<boolean> {
    return (await this.stateOf(apex, provider)).hasDone;
  }

  async openJournal(apex: string, provider: string, nowMs: number) {
    const lock = await this.disk.lock(this.place(apex, provider));
    if ("heldBy" in lock) return lock;
    try {
      return await this.journalBehind(lock, apex, provider, nowMs);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private async journalBehind(
    lock: { release(): void },
    apex: string,
    provider: string,
    nowMs: number,
  ): Promise<MemberJournal> {
    const file = this.place(apex, provider, "journal.ndjson");
    const earlier = await this.entries(file);
    const entries = earlier.length === 0 ? [] : new RunState(earlier).entries(nowMs);
    // Written anew, so that it stays short and a torn end is gone.
    await this.disk.replace(file, journalText(entries));
    const state = new RunState(entries);
    return {
      state,
      append: async (entry) => {
        await this.disk.append(file, journalLine(entry));
        state.add(entry);
      },
      lastApplied: async () => state.on(await this.kept(apex, provider), nowMs),
      end: async (last) => {
        if (last !== null) await this.keepLastApplied(apex, provider, last);
        await this.disk.rename(file, this.place(apex, provider, "finished.ndjson"));
      },
      close: () => lock.release(),
    };
  }

  private async stateOf(apex: string, provider: string): Promise<RunState> {
    return new RunState(await this.entries(this.place(apex, provider, "journal.ndjson")));
  }

  private async kept(apex: string, provider: string): Promise<LastApplied | null> {
    const file = this.place(apex, provider, "last.json");
    const text = await this.read(file);
    if (text === null) return null;
    const last = readLastApplied(text, apex, provider);
    if (typeof last !== "string") return last;
    this.tell(file, `${last}; what is at ${provider} counts as made by others`);
    return null;
  }

  private async entries(file: string): Promise<readonly JournalEntry[]> {
    const text = await this.read(file);
    if (text === null) return [];
    const { entries, fault } = readJournalText(text);
    if (fault !== null) this.tell(file, `${fault}; the journal counts up to there`);
    return entries;
  }

  private async read(file: string): Promise<string | null> {
    try {
      return await this.disk.read(file, fileBytesMax);
    } catch (error) {
      this.tell(file, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  private tell(file: string, message: string): void {
    if (this.diagnostics.some((other) => other.file === file)) return;
    this.diagnostics.push({
      code: "sync-memory-unreadable",
      severity: "warning",
      file,
      message: `what was applied earlier cannot be read: ${message}`,
      hint: "run `fivenines sync plan` and look at it before you apply",
    });
  }

  private place(apex: string, provider: string, file = ""): string {
    return path.join(this.folder, folderName(apex), folderName(provider), file);
  }
}

/** Longest name that every file system takes, less what is put behind it. */
const folderNameMax = 200;

/** Names of zones and providers as names of folders; no two become the same. */
function folderName(name: string): string {
  const plain = name.endsWith(".") && name.length > 1 ? name.slice(0, -1) : name;
  const safe = Array.from(Buffer.from(plain), (octet) => {
    const char = String.fromCharCode(octet);
    return /[a-z0-9._-]/.test(char) ? char : `%${octet.toString(16).padStart(2, "0")}`;
  }).join("");
  const visible = safe.replace(/^\./, "%2e");
  if (visible.length <= folderNameMax) return visible;
  return `${visible.slice(0, folderNameMax - 33)}%${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}
