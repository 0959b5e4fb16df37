/** Entry of a thread that checks zones: batches in, verdicts out, until its port closes. */
import { parentPort, workerData } from "node:worker_threads";
import { rules } from "../../validators/registry.js";
import { assert } from "../base/assert.js";
import { diskFiles } from "../zone/disk.js";
import type { CheckBatch, CheckedBatch, ThreadSettings } from "./check-pool.js";
import { steeringReader, TargetChecker } from "./check-run.js";

assert(parentPort !== null, "this file is the entry of a worker thread");
const port = parentPort;
const { ruleIds, ...settings }: ThreadSettings = workerData;
const wanted = new Set(ruleIds);
const checker = new TargetChecker({
  ...settings,
  files: diskFiles,
  rules: rules.filter(({ id }) => wanted.has(id)),
  ...(await steeringReader(settings.listed)),
});

port.on("message", ({ id, targets }: CheckBatch) => {
  const verdicts = targets.map((target) => checker.check(target));
  port.postMessage({ id, verdicts } satisfies CheckedBatch);
});
