/**
 * A disk in memory that can be stopped at any write: what was written before is there, the write
 * itself may be torn, and nobody who waits for it ever hears of it. As after a SIGKILL.
 */
import type { MemoryDisk } from "../../src/provider/journal/memory-disk.js";

export class StoppingDisk implements MemoryDisk {
  readonly files = new Map<string, string>();
  writes = 0;
  /** Resolves when the disk has stopped. */
  readonly stopped: Promise<void>;
  private readonly stopsAt: number;
  private readonly tornShare: number;
  private markStopped: () => void = () => {};
  private readonly locks = new Set<string>();

  /** Stops at the write with this number, from 0; of that write so much is on the disk, 0 to 1. */
  constructor(files: ReadonlyMap<string, string> = new Map(), stopsAt = Infinity, tornShare = 0) {
    for (const [path, text] of files) this.files.set(path, text);
    this.stopsAt = stopsAt;
    this.tornShare = tornShare;
    this.stopped = new Promise((resolve) => {
      this.markStopped = resolve;
    });
  }

  async read(path: string): Promise<string | null> {
    await this.alive();
    return this.files.get(path) ?? null;
  }

  replace(path: string, text: string): Promise<void> {
    // The new file is written beside the old one, so a torn one is never seen.
    return this.write(
      () => this.files.set(path, text),
      () => this.tornShare === 1 && this.files.set(path, text),
    );
  }

  append(path: string, text: string): Promise<void> {
    const before = this.files.get(path);
    if (before === undefined) throw new Error(`${path} is not there`);
    const torn = text.slice(0, Math.floor(text.length * this.tornShare));
    return this.write(
      () => this.files.set(path, before + text),
      () => this.files.set(path, before + torn),
    );
  }

  rename(from: string, to: string): Promise<void> {
    const move = () => {
      this.files.set(to, this.files.get(from)!);
      this.files.delete(from);
    };
    return this.write(move, () => this.tornShare === 1 && move());
  }

  async lock(folder: string): Promise<{ release(): void } | { readonly heldBy: number }> {
    await this.alive();
    if (this.locks.has(folder)) return { heldBy: 1 };
    this.locks.add(folder);
    return { release: () => this.locks.delete(folder) };
  }

  get isStopped(): boolean {
    return this.writes > this.stopsAt;
  }

  /** Never resolves once the disk has stopped: whoever asks is dead. */
  async alive(): Promise<void> {
    if (this.isStopped) await new Promise(() => {});
  }

  private async write(whole: () => void, torn: () => void): Promise<void> {
    await this.alive();
    const number = this.writes++;
    if (number < this.stopsAt) return whole();
    torn();
    this.markStopped();
    await this.alive();
  }
}
