/**
 * The heart of the control plane: which zones are served, from which source, in which state. Reads
 * the zone folder at start and at each reload, publishes what is good, keeps what was good.
 *
 * A reload first serves what the kernel said has changed, then looks at every file, because hints
 * can be lost; so one zone among a hundred thousand is served at once, and none is missed.
 */

import path from "node:path";
import { trimHeap } from "../base/heap-trim.js";
import type { Clock } from "./clock.js";
import { type ChangedZone, findChanges } from "./folder-check.js";
import { FolderWatch } from "./folder-watch.js";
import type { ImageTarget } from "./image-target.js";
import { LoadProgress } from "./load-progress.js";
import { LoadRequests } from "./load-requests.js";
import type { StartLoaderThread } from "./loader-pool.js";
import { PackFile, type PackIndex, packPath } from "./pack-file.js";
import {
  bigFolderZones,
  diagnoseFolder,
  mergeRequests,
  type ReloadOptions,
  ReloadRun,
} from "./reload-run.js";
import { ReloadTrigger } from "./reload-trigger.js";
import { Removals } from "./removals.js";
import { RunQueue } from "./run-queue.js";
import { startWorkerLoader } from "./worker-loader.js";
import { ZoneBook } from "./zone-book.js";
import type { ReloadSummary, ZoneEvent, ZoneStatus } from "./zone-events.js";
import { folderBytes } from "./zone-folder.js";
import { zonesOfApexes, zonesOfHints } from "./zone-hints.js";
import { ZoneKeeper } from "./zone-keeper.js";
import { ZoneLoad } from "./zone-load.js";
import { type ZoneEntry, ZoneTable } from "./zone-table.js";

export interface ZoneControlOptions {
  /** Folder of `<apex>.zone` files. */
  readonly folder: string;
  /** State folder for last-good images; null keeps none. */
  readonly state: string | null;
  readonly image: ImageTarget;
  /** How long a zone whose file is gone stays in service. */
  readonly removalDelayMs: number;
  readonly loaderThreads: number;
  /** Read images of unchanged zones instead of their text at start. */
  readonly startFromImages: boolean;
  /** Version of the program: images that another version made serve only where the text is broken. */
  readonly version: string;
  readonly clock: Clock;
  /** Random, 32 bits: start of the hashes by which names are found while reading. */
  readonly hashSeed?: number;
  readonly startLoaderThread?: StartLoaderThread;
  onEvent(event: ZoneEvent): void;
}

export class ZoneControl {
  private readonly folder: string;
  private readonly table: ZoneTable;
  private readonly pack: PackFile | null;
  private readonly requests: LoadRequests;
  private readonly progress: LoadProgress;
  private readonly load: ZoneLoad;
  private readonly book: ZoneBook;
  private readonly keeper: ZoneKeeper | null;
  private readonly removals: Removals;
  private readonly queue: RunQueue<ReloadOptions, ReloadSummary>;
  private readonly trigger: ReloadTrigger;
  private watcher: FolderWatch | null = null;
  private alarm: string | null = null;
  private last: ReloadSummary | null = null;
  /** Whether a run is looking at all files and loads nothing. */
  private looking = false;
  /** Loads that were done meanwhile. */
  private aside: Promise<void> = Promise.resolve();
  private cancelKeeping: (() => void) | null = null;

  constructor(private readonly options: ZoneControlOptions) {
    const { clock, version } = options;
    const state = options.state === null ? null : path.resolve(options.state);
    this.folder = path.resolve(options.folder);
    this.table = new ZoneTable(clock.now());
    this.pack = state === null ? null : new PackFile(state, (alarm) => this.setAlarm(alarm));
    this.requests = new LoadRequests(this.folder, this.table);
    this.progress = new LoadProgress(clock, (event) => options.onEvent(event));
    const shared = { ...options, folder: this.folder, table: this.table };
    this.keeper =
      this.pack === null
        ? null
        : new ZoneKeeper({ ...shared, pack: this.pack, onUnkept: () => this.keepLater() });
    this.book = new ZoneBook({
      ...shared,
      pack: this.pack,
      keeper: this.keeper,
      onIncludes: (files) => {
        for (const file of files) this.watcher?.include(file.path);
      },
    });
    this.load = new ZoneLoad({
      settings: {
        folder: this.folder,
        pack: state === null ? null : packPath(state),
        trustKept: options.startFromImages,
        version,
        hashSeed: options.hashSeed ?? hashSeedDefault,
      },
      threads: Math.max(1, options.loaderThreads),
      start: options.startLoaderThread ?? startWorkerLoader,
      clock,
      onResult: (job, result) => {
        this.book.take(job, result);
        this.progress.advance(job.zones.length);
      },
      onFatal: (zone) => {
        const entry = this.table.get(zone.apex);
        if (entry !== undefined) this.book.note(entry, zone);
        this.progress.advance(1);
      },
    });
    const { folder, table, book } = this;
    this.removals = new Removals(folder, options.removalDelayMs, table, book, clock);
    this.queue = new RunQueue((request) => this.run(request), mergeRequests);
    this.trigger = new ReloadTrigger(clock, (reason) => void this.reload({ reason }));
  }

  /** Zones in service. */
  get zoneCount(): number {
    return this.book.zonesServed;
  }

  get brokenCount(): number {
    let count = 0;
    for (const entry of this.table.values()) if (entry.source === "broken") count++;
    return count;
  }

  /** What is wrong with the state folder, or null. */
  get stateAlarm(): string | null {
    return this.alarm;
  }

  get lastReload(): ReloadSummary | null {
    return this.last;
  }

  /** Zones known, in service or not, each computed as it is read. */
  *status(): Generator<ZoneStatus> {
    for (const entry of this.table.values()) yield this.table.status(entry);
  }

  /** `apex` in presentation form, lower case, absolute. */
  zone(apex: string): ZoneStatus | undefined {
    const entry = this.table.get(apex);
    return entry === undefined ? undefined : this.table.status(entry);
  }

  /** Loads all zones; resolves when they are served. Called once. */
  start(): Promise<ReloadSummary> {
    return this.queue.request({ reason: "start" });
  }

  /** Runs are serial; a request during a run joins the one run that follows it. */
  reload(options: ReloadOptions = {}): Promise<ReloadSummary> {
    // A look at all files takes a while; what the kernel tells of meanwhile is served at once.
    if (this.looking) this.aside = this.aside.then(() => this.loadHinted());
    return this.queue.request(options);
  }

  /** From now on reload by itself when files change. */
  watch(): void {
    this.trigger.enable();
    if (this.watcher === null || this.watcher.isLost) this.poll("no reports of file changes");
    // What changed since the first load has been heard of, but was not acted upon.
    else this.trigger.hint();
  }

  async close(): Promise<void> {
    this.trigger.close();
    this.cancelKeeping?.();
    this.removals.close();
    await this.queue.idle();
    this.watcher?.close();
    await this.load.close();
    await this.keeper?.run();
    await this.pack?.close();
  }

  private async run(request: ReloadOptions): Promise<ReloadSummary> {
    this.book.startRun();
    const run = new ReloadRun(request.reason ?? "reload", this.options.clock);
    try {
      if (this.watcher === null) await this.firstLoad(run);
      else await this.laterLoad(run, request);
    } catch (error) {
      // Serving does not depend on it: told, and tried again with the next reload.
      const reason = error instanceof Error ? error.message : String(error);
      run.refused = diagnoseFolder("reload-failed", reason, this.folder);
      this.looking = false;
      this.aside = Promise.resolve();
    }
    // Not waited for: the disk never holds up serving.
    void this.keeper?.run().then(() => this.pack?.settle());
    return this.finish(run);
  }

  private async firstLoad(run: ReloadRun): Promise<void> {
    // Heard from before looking, so that no change falls between.
    this.watcher = new FolderWatch(this.folder, {
      onHint: () => this.trigger.hint(),
      onLost: (reason) => this.poll(reason),
    });
    if (folderBytes(this.folder) >= bigFolderBytes) this.load.prepareThreads();
    const [found, kept] = await Promise.all([run.list(this.folder), this.pack?.open() ?? noIndex]);
    this.tellSkipped(kept.skippedBytes);
    // Reading a long index leaves garbage, and threads are still getting ready.
    if (kept.zones.size >= bigFolderZones) trimHeap();
    const orphans: string[] = [];
    for (const apex of kept.zones.keys()) if (!found.zones.has(apex)) orphans.push(apex);
    const total = found.zones.size + orphans.length;
    this.progress.expect(total);
    await this.load.run(
      total,
      this.requests.ofAll(found, kept, orphans),
      this.requests.textBytes(found),
    );
    run.served();
    // Served before, and without a file now: the same care as if the file had gone just now.
    const gone: ZoneEntry[] = [];
    for (const apex of orphans) {
      const entry = this.table.get(apex);
      if (entry?.served === true) gone.push(entry);
      else if (entry !== undefined) this.book.remove(entry);
    }
    if (run.refused !== null) this.removals.hold(gone);
    else run.refused = this.removals.consider(gone, false);
    this.book.telling = true;
    this.progress.end();
    this.load.prepareInline().catch(() => {});
  }

  private async laterLoad(run: ReloadRun, request: ReloadOptions): Promise<void> {
    const { folder, table } = this;
    const { only } = request;
    if (only !== undefined) {
      await this.loadChanged(zonesOfApexes(folder, only, table));
      return run.served();
    }
    await this.loadHinted();
    run.served();
    this.looking = true;
    const found = await run.list(folder);
    if (run.refused !== null && !(request.force === true && run.isEmpty)) {
      await this.endLooking();
      this.removals.hold(table.values());
      return;
    }
    const { changed, missing } = await findChanges(folder, found, table);
    await this.endLooking();
    await this.loadChanged(changed);
    run.refused = this.removals.consider(missing, request.force === true);
  }

  /** Serves what the kernel says has changed. */
  private async loadHinted(): Promise<void> {
    // Two turns of the event loop, so that hints which the kernel already has are in.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const hints = this.watcher?.take() ?? new Set<string>();
    await this.loadChanged(zonesOfHints(this.folder, hints, this.table));
  }

  private async endLooking(): Promise<void> {
    this.looking = false;
    await this.aside;
    this.aside = Promise.resolve();
  }

  private async loadChanged(changed: readonly ChangedZone[]): Promise<void> {
    let textBytes = 0;
    for (const { apex, file, sizeBytes } of changed) {
      const entry = this.table.get(apex);
      // A small file may include a big one: how big the zone was counts as well.
      textBytes += Math.max(sizeBytes, (entry?.bytes ?? 0) / 4);
      if (entry === undefined) continue;
      this.removals.cancel(entry);
      this.table.setFile(entry, file);
    }
    await this.load.run(changed.length, this.requests.ofChanged(changed), textBytes);
  }

  private finish(run: ReloadRun): ReloadSummary {
    const { book, table, removals } = this;
    const { onEvent, clock } = this.options;
    const { reason, refused, folderDiagnostics, startedMs, firstServedMs } = run;
    const summary: ReloadSummary = {
      reason,
      refused,
      zones: book.zonesServed,
      records: book.recordsServed,
      loaded: book.loaded,
      loadedFromImages: book.loadedFromImages,
      broken: this.brokenCount,
      removalPending: removals.count,
      removed: book.removed,
      folderDiagnostics,
      durationMs: clock.now() - startedMs,
      firstServedMs,
    };
    this.last = summary;
    if (refused !== null && table.size > 0) {
      onEvent({ kind: "reload-refused", reason, diagnostic: refused });
    }
    onEvent({ kind: "reload-done", summary });
    // Later: whoever waits for this run comes first.
    if (run.isBig) clock.after(trimMs, trimHeap);
    return summary;
  }

  private setAlarm(alarm: string | null): void {
    if (alarm === this.alarm) return;
    this.alarm = alarm;
    this.options.onEvent({ kind: "state-alarm", alarm });
  }

  /** Reads again, after a while, what could not be kept on disk. */
  private keepLater(): void {
    if (this.cancelKeeping !== null) return;
    this.cancelKeeping = this.options.clock.after(keepAgainMs, () => {
      this.cancelKeeping = null;
      void this.reload({ reason: "keep" });
    });
  }

  /** Parts of the pack file that are no records: a torn write, or a fault of the disk. */
  private tellSkipped(bytes: number): void {
    const { state, onEvent } = this.options;
    if (bytes === 0 || state === null) return;
    const reason = `${bytes} octets are no whole record and were passed over`;
    onEvent({ kind: "image-refused", file: packPath(state), reason });
  }

  private poll(reason: string): void {
    if (this.trigger.poll()) this.options.onEvent({ kind: "watch-polling", reason });
  }
}

const trimMs = 100;
/** What a folder of a thousand names or two takes on most file systems. */
const bigFolderBytes = 64 << 10;
/** A full disk is not freed within seconds, and each try reads the zones again. */
const keepAgainMs = 60_000;
/** The usual start of FNV-1a, for callers that bring no randomness. */
const hashSeedDefault = 0x811c9dc5;
const noIndex: PackIndex = { zones: new Map(), skippedBytes: 0 };
