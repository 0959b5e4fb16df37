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
  onResult(job: LoadJob, result: LoadResult, done: () => void): void;
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
  private loader: Loader | null = null;
  private pool: LoaderPool | null = null;

  constructor(private readonly options: ZoneLoadOptions) {}

  /** `textBytes`: size of the zone files, included ones at a guess. */
  async run(requests: readonly LoadRequest[], textBytes: number): Promise<void> {
    if (requests.length === 0) return this.endThreads();
    if (requests.length <= inlineZonesMax && textBytes <= inlineBytesMax) {
      this.endThreads();
      return this.runInline(requests);
    }
    const pool = this.pool ?? this.newPool(requests.length);
    this.pool = null;
    await pool.run(batches(requests, this.threadsFor(requests.length)));
  }

  /** Makes the first small reload as fast as those after it. */
  async prepareInline(): Promise<Loader> {
    if (this.loader === null) {
      const [{ Loader }, { makeZoneCompiler }] = await Promise.all([
        import("./loader.js"),
        import("./zone-compiler.js"),
      ]);
      const { settings } = this.options;
      this.loader ??= new Loader(settings, makeZoneCompiler(settings));
    }
    return this.loader;
  }

  close(): void {
    this.endThreads();
    this.loader?.close();
    this.loader = null;
  }

  private async runInline(zones: readonly LoadRequest[]): Promise<void> {
    const loader = await this.prepareInline();
    const job: LoadJob = { id: 0, zones, buffer: null };
    this.options.onResult(job, loader.run(job), () => {});
    // The pack file may be rewritten before the next run.
    loader.close();
  }

  private newPool(zones: number): LoaderPool {
    const threads = this.threadsFor(zones);
    return new LoaderPool({ ...this.options, threads, jobMsMax });
  }

  private threadsFor(zones: number): number {
    return Math.max(1, Math.min(this.options.threads, Math.ceil(zones / zonesPerThread)));
  }

  private endThreads(): void {
    this.pool?.close();
    this.pool = null;
  }
}

/** Small enough that all threads end at about the same time. */
function batches(requests: readonly LoadRequest[], threads: number): LoadRequest[][] {
  const size = Math.max(1, Math.min(batchZones, Math.ceil(requests.length / (threads * 4))));
  const out: LoadRequest[][] = [];
  for (let at = 0; at < requests.length; at += size) out.push(requests.slice(at, at + size));
  return out;
}
