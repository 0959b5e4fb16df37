/**
 * Loaded into every thread of a server under test (NODE_OPTIONS): the probing thread dies
 * whenever the file that SABOTAGE names appears.
 */
import { existsSync, rmSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const order = process.env.SABOTAGE;
if (!isMainThread && order !== undefined && /probe-thread/.test(process.argv[1] ?? "")) {
  setInterval(() => {
    if (!existsSync(order)) return;
    rmSync(order);
    // A fault of a single check is survived; this is none.
    process.exit(7);
  }, 20).unref();
}
