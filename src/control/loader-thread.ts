/** Entry of a loader thread: jobs in, results out, until its port closes. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.js";
import { type PostedJob, receivedJob } from "./job-post.js";
import type { LoaderSettings } from "./load-job.js";
import { Loader } from "./loader.js";
import { makeZoneCompiler } from "./zone-compiler.js";

assert(parentPort !== null, "this file is the entry of a worker thread");
const port = parentPort;
const settings: LoaderSettings = workerData;
const loader = new Loader(settings, makeZoneCompiler(settings));

let before: Promise<void> = Promise.resolve();
port.on("message", (posted: PostedJob) => {
  const job = receivedJob(posted);
  before = before.then(async () => {
    await loader.prepare(job);
    const result = loader.run(job);
    port.postMessage(result, [result.buffer, result.plain.buffer]);
  });
});
