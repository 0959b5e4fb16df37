/**
 * Has zones loaded where that is fastest. A thread takes 40 ms to start, so a handful of small
 * zones is compiled in the main thread, which serves no queries; a big zone, or many, go to
 * threads of their own, whose memory is given back when they end.
 */
import type { Clock } from "./clock.js";
import type { LoadedZone, LoaderSettings, LoadJob, LoadRequest, LoadResult } from "./load-job.js";
import type { Loader } from "./loader.js";
import { LoaderPool, type StartLoaderThread } from "./loader-pool.js";

export interface ZoneLoadOptions {
  readonly settings: LoaderSettings;
  readonly threads: number;
  readonly start: StartLoaderThread;
  readonly clock: Clock;
  onResult(job: LoadJob, result: LoadResult): void;
  onFatal(zone: LoadedZone): void;
}

/** What the main thread compiles by itself: a few milliseconds of work. */
export const inlineZonesMax = 32;
const inlineBytesMax = 256 << 10;
/** Fewer zones than this are not worth another thread. */
const zonesPerThread = 200;
const batchZones = 128;
/** Nothing that can be served takes this long: ten times the time of ten million records. */
const jobMsMax = 120_000;

export class ZoneLoad {
  private loader: Promise<Loader> | null = null;
  private pool: LoaderPool | null = null;

  constructor(private readonly options: ZoneLoadOptions) {}

  /** `count`: how many requests there will be. `textBytes`: size of the zone files, included ones at a guess. */
  async run(count: number, requests: Iterable<LoadRequest>, textBytes: number): Promise<void> {
    const prepared = this.pool;
    if (count === 0 || (count <= inlineZonesMax && textBytes <= inlineBytesMax)) {
      prepared?.close();
      this.pool = null;
      return count === 0 ? undefined : this.runInline([...requests]);
    }
    const wanted = Math.min(this.options.threads, Math.ceil(count / zonesPerThread));
    const pool = prepared ?? this.newPool(wanted);
    this.pool = pool;
    try {
      await pool.run(batches(requests, batchSize(count, wanted)));
    } finally {
      this.pool = null;
    }
  }

  /** Has threads get ready for a run with very many zones, which is about to come. */
  prepareThreads(): void {
    this.pool ??= this.newPool(this.options.threads);
    this.pool.prepare();
  }

  /** Makes the first small reload as fast as those after it. */
  prepareInline(): Promise<Loader> {
    this.loader ??= this.importLoader();
    return this.loader;
  }

  async close(): Promise<void> {
    this.pool?.close();
    (await this.loader?.catch(() => null))?.close();
    this.loader = null;
  }

  private newPool(threads: number): LoaderPool {
    return new LoaderPool({ ...this.options, threads, jobMsMax });
  }

  private async importLoader(): Promise<Loader> {
    const [{ Loader }, { makeZoneCompiler }] = await Promise.all([
      import("./loader.js"),
      import("./zone-compiler.js"),
    ]);
    const { settings } = this.options;
    return new Loader(settings, makeZoneCompiler(settings));
  }

  private async runInline(zones: readonly LoadRequest[]): Promise<void> {
    const loader = await this.prepareInline();
    const job: LoadJob = { id: 0, zones, buffer: null };
    await loader.prepare(job);
    this.options.onResult(job, loader.run(job));
    // The pack file may be rewritten before the next run.
    loader.close();
  }
}

/** Small enough that all threads end at about the same time. */
function batchSize(count: number, threads: number): number {
  return Math.max(1, Math.min(batchZones, Math.ceil(count / (threads * 4))));
}

function* batches(requests: Iterable<LoadRequest>, size: number): Generator<LoadRequest[]> {
  let batch: LoadRequest[] = [];
  for (const request of requests) {
    batch.push(request);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
