/**
 * Loader threads for one run of the control plane. They are started for it and end with it, which
 * gives back their memory, and each job goes to whichever thread is free.
 *
 * A job that kills its thread, or takes for ever, is done again zone by zone, so that the one zone
 * that does it is found, reported and left out, and all others are served.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { Clock } from "./clock.js";
import type { LoadedZone, LoaderSettings, LoadJob, LoadRequest, LoadResult } from "./load-job.js";

/** A thread, or what a test puts in its place. */
export interface LoaderThread {
  post(job: LoadJob): void;
  /** Sets who hears of results and of the end; called once, before the first job. */
  listen(onResult: (result: LoadResult) => void, onEnd: (reason: string) => void): void;
  end(): void;
}

export type StartLoaderThread = (settings: LoaderSettings) => LoaderThread;

export interface PoolOptions {
  readonly start: StartLoaderThread;
  readonly settings: LoaderSettings;
  readonly threads: number;
  readonly clock: Clock;
  /** A job that takes longer than this is given up, and its thread with it. */
  readonly jobMsMax: number;
  /** Results arrive in any order. The buffer goes back to the loaders afterwards. */
  onResult(job: LoadJob, result: LoadResult): void;
  /** A zone that no thread survives. */
  onFatal(zone: LoadedZone): void;
}

/** Two jobs wait at each thread, so that it never idles while the main thread takes a result. */
const jobsPerThread = 2;

interface Member {
  readonly thread: LoaderThread;
  readonly jobs: LoadJob[];
  cancelTimer: () => void;
}

export class LoaderPool {
  private readonly members = new Set<Member>();
  private readonly buffers: ArrayBuffer[] = [];
  private batches: Iterator<readonly LoadRequest[]> | null = null;
  /** To be done again; these go first. */
  private readonly again: (readonly LoadRequest[])[] = [];
  private nextId = 1;
  private finished: () => void = () => {};

  constructor(private readonly options: PoolOptions) {}

  /** Resolves when every request has come back by `onResult` or `onFatal`, and threads are gone. */
  async run(batches: Iterator<readonly LoadRequest[]>): Promise<void> {
    this.batches = batches;
    const all = new Promise<void>((resolve) => {
      this.finished = resolve;
    });
    this.prepare();
    for (const member of this.members) this.feed(member);
    this.settle();
    await all;
    this.close();
  }

  /** Starts the threads, which load their code while the caller finds out what there is to do. */
  prepare(): void {
    while (this.members.size < this.options.threads) this.add();
  }

  close(): void {
    for (const member of this.members) {
      member.cancelTimer();
      member.thread.end();
    }
    this.members.clear();
    this.buffers.length = 0;
  }

  private add(): void {
    const thread = this.options.start(this.options.settings);
    const member: Member = { thread, jobs: [], cancelTimer: () => {} };
    this.members.add(member);
    thread.listen(
      (result) => this.take(member, result),
      (reason) => this.lose(member, reason),
    );
  }

  private feed(member: Member): void {
    while (member.jobs.length < jobsPerThread) {
      const zones = this.next();
      if (zones === null) break;
      const job: LoadJob = { id: this.nextId++, zones, buffer: this.buffers.pop() ?? null };
      member.jobs.push(job);
      if (member.jobs.length === 1) this.watch(member);
      // A buffer is moved along with the job; what stays here is an empty shell.
      member.thread.post(job);
    }
  }

  private next(): readonly LoadRequest[] | null {
    const again = this.again.pop();
    if (again !== undefined) return again;
    const next = this.batches?.next();
    if (next?.done === false) return next.value;
    this.batches = null;
    return null;
  }

  private watch(member: Member): void {
    member.cancelTimer();
    if (member.jobs.length === 0) return;
    member.cancelTimer = this.options.clock.after(this.options.jobMsMax, () => {
      member.thread.end();
      this.lose(member, `gave no result within ${this.options.jobMsMax / 1000} s`);
    });
  }

  private take(member: Member, result: LoadResult): void {
    const at = member.jobs.findIndex((job) => job.id === result.id);
    const [job] = at < 0 ? [] : member.jobs.splice(at, 1);
    if (job === undefined) return;
    this.feed(member);
    this.watch(member);
    this.options.onResult(job, result);
    this.buffers.push(result.buffer);
    this.settle();
  }

  /** The thread is gone. Its first job is to blame; the others only stood behind it. */
  private lose(member: Member, reason: string): void {
    if (!this.members.delete(member)) return;
    member.cancelTimer();
    const [blamed, ...others] = member.jobs;
    for (const job of others) this.again.push(job.zones);
    const [only] = blamed?.zones ?? [];
    if (blamed?.zones.length === 1 && only !== undefined) {
      this.options.onFatal(fatal(only, reason));
    } else for (const zone of blamed?.zones ?? []) this.again.push([zone]);
    if (this.again.length > 0 || this.batches !== null) {
      this.add();
      for (const other of this.members) this.feed(other);
    }
    this.settle();
  }

  private settle(): void {
    if (this.again.length > 0 || this.batches !== null) return;
    for (const member of this.members) if (member.jobs.length > 0) return;
    this.finished();
  }
}

function fatal({ apex, file }: LoadRequest, reason: string): LoadedZone {
  const diagnostic: Diagnostic = {
    code: "loader-died",
    severity: "error",
    message: `the thread that read this zone was lost: ${reason}`,
    ...(file === null ? {} : { file }),
    hint: "the zone may be too large for this machine; otherwise please report it with the file",
  };
  return {
    apex,
    image: null,
    good: false,
    sources: null,
    diagnostics: [diagnostic],
    keptRefused: null,
  };
}
