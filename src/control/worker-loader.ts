/** A loader thread as the pool sees it, made of a `worker_threads` Worker. */
import { Worker } from "node:worker_threads";
import { postedJob } from "./job-post.js";
import type { LoaderSettings, LoadResult } from "./load-job.js";
import type { LoaderThread } from "./loader-pool.js";

/** `entry` is the compiled loader-thread.js beside this file; tests name the one in `dist`. */
export function startWorkerLoader(
  settings: LoaderSettings,
  entry: URL = new URL("./loader-thread.js", import.meta.url),
): LoaderThread {
  const worker = new Worker(entry, {
    workerData: settings,
    // Garbage of small zones dies young; a larger nursery is memory that is only touched.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
    // They are closed where they were opened; counting them takes as long as opening.
    trackUnmanagedFds: false,
  });
  return {
    post: (job) => worker.postMessage(postedJob(job), job.buffer === null ? [] : [job.buffer]),
    listen: (onResult, onEnd) => {
      let reason = "it ended by itself";
      worker.on("message", (result: LoadResult) => onResult(result));
      worker.on("error", (error) => {
        reason = error instanceof Error ? error.message : String(error);
      });
      worker.on("exit", () => onEnd(reason));
    },
    end: () => void worker.terminate(),
  };
}
