/** Whether threads pay off: starting one takes as long as checking a hundred small zones. */
import { availableParallelism } from "node:os";
import { fileAt } from "../base/file-at.js";
import { type CheckRun, runCheck } from "../check/check-run.js";
import type { ZoneVerdict } from "../check/zone-checker.js";
import { diskFiles } from "../zone/disk.js";

const manyZones = 200;
const manyBytes = 4 * 1024 * 1024;

export async function* verdictsOf(
  run: CheckRun,
  threadsAsked: number | undefined,
): AsyncGenerator<ZoneVerdict> {
  const threads = threadsAsked ?? availableParallelism();
  if (threads < 2 || !canBeShared(run) || !isMuch(run)) return yield* runCheck(run);
  const { runPool } = await import("../check/check-pool.js");
  const { targets, listed, options, weights, now } = run;
  const ruleIds = run.rules.map(({ id }) => id);
  yield* runPool({ targets, threads, settings: { ruleIds, listed, options, weights, now } });
}

/** What threads read must be on disk, for all of them. */
function canBeShared({ files, head, mergeBase, served, live }: CheckRun): boolean {
  const besides = [head, mergeBase, served, live];
  return files === diskFiles && besides.every((one) => one === undefined);
}

function isMuch({ targets }: CheckRun): boolean {
  if (targets.length > manyZones) return true;
  if (targets.length < 2) return false;
  let bytes = 0;
  for (const { path } of targets) bytes += fileAt(path)?.size ?? 0;
  return bytes > manyBytes;
}
