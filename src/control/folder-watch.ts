/**
 * Hears of changed files from the kernel (inotify, by `fs.watch`). What it hears is a hint: it says
 * where to look first, and when; what is true is found by looking. A queue that overflowed or a
 * folder on a network loses hints, never changes.
 */
import fs from "node:fs";
import path from "node:path";

export interface FolderWatchEvents {
  /** Some hint came in. */
  onHint(): void;
  /** The kernel gives no hints (any more), and why. */
  onLost(reason: string): void;
}

/** More names than this are not worth remembering: the whole folder is looked at instead. */
const hintsMax = 1000;
/** Folders of included files that are watched; what is in others is found by looking. */
const foldersMax = 64;

export class FolderWatch {
  private readonly watchers = new Map<string, fs.FSWatcher>();
  private names = new Set<string>();
  private lost = false;

  constructor(
    private readonly folder: string,
    private readonly events: FolderWatchEvents,
  ) {
    this.arm(folder, (name) => this.note(path.join(folder, name)));
    // A folder that is swapped for another by a rename or a symbolic link tells only its parent.
    const base = path.basename(folder);
    this.arm(path.dirname(folder), (name) => {
      if (name === base) this.rearm();
    });
  }

  get isLost(): boolean {
    return this.lost;
  }

  /** Paths that changed since the last call. */
  take(): ReadonlySet<string> {
    const taken = this.names;
    this.names = new Set();
    return taken;
  }

  /** Hears of changes in the folder of an included file as well. */
  include(file: string): void {
    const folder = path.dirname(file);
    if (this.watchers.has(folder) || this.watchers.size >= foldersMax) return;
    this.arm(folder, (name) => this.note(path.join(folder, name)));
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private note(place: string): void {
    if (this.names.size < hintsMax) this.names.add(place);
    this.events.onHint();
  }

  private rearm(): void {
    this.watchers.get(this.folder)?.close();
    this.watchers.delete(this.folder);
    this.arm(this.folder, (name) => this.note(path.join(this.folder, name)));
    this.events.onHint();
  }

  private arm(folder: string, onName: (name: string) => void): void {
    if (this.watchers.has(folder)) return;
    try {
      const watcher = fs.watch(folder, { persistent: false }, (_, name) => onName(name ?? ""));
      watcher.on("error", (error) => this.lose(folder, error.message));
      this.watchers.set(folder, watcher);
    } catch (error) {
      this.lose(folder, error instanceof Error ? error.message : String(error));
    }
  }

  private lose(folder: string, reason: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
    if (folder !== this.folder) return;
    this.lost = true;
    this.events.onLost(reason);
  }
}
