/**
 * Loaded into every thread of a server under test (NODE_OPTIONS): the probing thread dies of a fault
 * whenever the file that SABOTAGE names appears.
 */
import { existsSync, rmSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const order = process.env.SABOTAGE;
if (!isMainThread && order !== undefined && /probe-thread/.test(process.argv[1] ?? "")) {
  setInterval(() => {
    if (!existsSync(order)) return;
    rmSync(order);
    throw new Error("sabotaged by a test");
  }, 20).unref();
}
