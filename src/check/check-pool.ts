/**
 * Checks many zones on disk with several threads. Batches go to whichever thread is free; verdicts
 * come out in the order of the zones. A batch that kills its thread is done again zone by zone, so
 * that the one zone that does it is named and all others are checked.
 */
import { Worker } from "node:worker_threads";
import { assert } from "../base/assert.js";
import type { RuleSettings } from "./check-run.js";
import type { ListedZone } from "./listed-zone.js";
import type { ZoneVerdict } from "./zone-checker.js";

export interface ThreadSettings extends Omit<RuleSettings, "rules"> {
  readonly ruleIds: readonly string[];
  readonly listed: readonly ListedZone[];
}

export interface CheckBatch {
  readonly id: number;
  readonly targets: readonly ListedZone[];
}

export interface CheckedBatch {
  readonly id: number;
  readonly verdicts: readonly ZoneVerdict[];
}

export interface PoolRun {
  readonly settings: ThreadSettings;
  readonly targets: readonly ListedZone[];
  readonly threads: number;
  /** The compiled check-thread.js beside this file; tests name the one in `dist`. */
  readonly entry?: URL;
}

/** Small enough that the threads end together, large enough that handing over costs nothing. */
const batchZones = 32;
/** Batches done but not yet given out, for each thread: what a slow first one may hold up. */
const aheadMax = 64;

export async function* runPool(run: PoolRun): AsyncGenerator<ZoneVerdict> {
  const pool = new CheckPool(run);
  try {
    for (let id = 0; id < pool.batchCount; id++) yield* await pool.result(id);
  } finally {
    pool.close();
  }
}

interface Member {
  readonly worker: Worker;
  /** What it is checking; null while it has nothing to do. */
  batch: CheckBatch | null;
}

class CheckPool {
  readonly batchCount: number;
  private nextId = 0;
  private givenOut = 0;
  private readonly members = new Set<Member>();
  private readonly results = new Map<number, readonly ZoneVerdict[]>();
  private readonly waiting = new Map<number, (verdicts: readonly ZoneVerdict[]) => void>();

  constructor(private readonly run: PoolRun) {
    this.batchCount = Math.ceil(run.targets.length / batchZones);
    const threads = Math.min(run.threads, this.batchCount);
    for (let i = 0; i < threads; i++) this.start();
  }

  /** Called once for each batch, in order. */
  async result(id: number): Promise<readonly ZoneVerdict[]> {
    this.givenOut = id;
    for (const member of this.members) if (member.batch === null) this.feed(member);
    const ready = this.results.get(id);
    if (ready === undefined) return new Promise((resolve) => this.waiting.set(id, resolve));
    this.results.delete(id);
    return ready;
  }

  close(): void {
    for (const { worker } of this.members) void worker.terminate();
    this.members.clear();
  }

  private start(): void {
    const entry = this.run.entry ?? new URL("./check-thread.js", import.meta.url);
    const worker = new Worker(entry, { workerData: this.run.settings, trackUnmanagedFds: false });
    const member: Member = { worker, batch: null };
    this.members.add(member);
    let reason = "it ended by itself";
    worker.on("message", ({ id, verdicts }: CheckedBatch) => {
      this.finish(id, verdicts);
      this.feed(member);
    });
    worker.on("error", (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", () => void this.lose(member, reason));
    this.feed(member);
  }

  private feed(member: Member): void {
    member.batch = null;
    const isFarAhead = this.nextId - this.givenOut > aheadMax * this.run.threads;
    if (this.nextId >= this.batchCount || isFarAhead) return;
    const id = this.nextId++;
    const targets = this.run.targets.slice(id * batchZones, (id + 1) * batchZones);
    member.batch = { id, targets };
    member.worker.postMessage(member.batch);
  }

  /** The thread is gone; what it was at is done again, and another takes its place. */
  private async lose(member: Member, reason: string): Promise<void> {
    if (!this.members.delete(member)) return;
    const { batch } = member;
    if (batch !== null) this.finish(batch.id, await this.oneByOne(batch.targets, reason));
    if (this.nextId < this.batchCount) this.start();
  }

  private async oneByOne(targets: readonly ListedZone[], reason: string): Promise<ZoneVerdict[]> {
    const verdicts: ZoneVerdict[] = [];
    for (const target of targets) {
      if (targets.length === 1) verdicts.push(lost(target, reason));
      else
        for await (const verdict of runPool({ ...this.run, targets: [target], threads: 1 }))
          verdicts.push(verdict);
    }
    return verdicts;
  }

  private finish(id: number, verdicts: readonly ZoneVerdict[]): void {
    assert(!this.results.has(id), "a batch has one result");
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (waiting === undefined) this.results.set(id, verdicts);
    else waiting(verdicts);
  }
}

function lost({ path, apex }: ListedZone, reason: string): ZoneVerdict {
  const diagnostic = {
    code: "checker-died",
    severity: "error",
    message: `the thread that checked this zone was lost: ${reason}`,
    file: path,
    hint: "the zone may be too large for this machine; otherwise please report it with the file",
  } as const;
  return { path, apex, records: 0, diagnostics: [diagnostic], suppressed: [] };
}
