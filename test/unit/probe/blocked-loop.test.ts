/** The real clock, real checks and a loop that is really blocked; the target lives in a thread. */
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seeded-random.js";
import { threadClock } from "../../../src/probe/probe-clock.js";
import type { ProbeNews } from "../../../src/probe/probe-thread-messages.js";
import { Schedule } from "../../../src/probe/schedule.js";
import { plainRequest, plannedProbe } from "./monitors.js";
import { startCheck } from "./run-check.js";
import { closeAll, closeLater } from "./targets.js";

afterEach(closeAll);

/** Answers each request after a quarter of a second. */
const server = `
const { parentPort } = require("node:worker_threads");
const server = require("node:http").createServer((_, response) => {
  setTimeout(() => response.end("ok"), 250);
});
server.listen(0, "0.0.0.0", () => parentPort.postMessage(server.address().port));
`;

describe("a probing thread whose loop is blocked", () => {
  it("blames no target, and says what it threw away", async () => {
    const thread = new Worker(server, { eval: true });
    closeLater(() => void thread.terminate());
    const port = await new Promise<number>((resolve) => thread.once("message", resolve));
    const news: ProbeNews[] = [];
    let results = 0;
    const schedule = new Schedule({
      clock: threadClock,
      random: seededRandom(7),
      concurrencyMax: 100,
      tell: (told) => news.push(told),
      start: (probe, end) =>
        startCheck(probe, {}, (outcome) => {
          results++;
          end(outcome);
        }),
    });
    closeLater(() => schedule.close());
    // Wide enough for a machine that has other work; a pause is longer than all of it.
    const timing = { intervalMs: 1000, timeoutMs: 1000, recheckMs: 100, fall: 1 };
    const http = { type: "http", port, ...plainRequest } as const;
    schedule.set(
      Array.from({ length: 40 }, (_, i) => plannedProbe(`127.0.0.${i + 1}`, http, timing)),
    );
    await expect.poll(() => results).toBeGreaterThan(20);
    // Nothing of this thread runs meanwhile; the answers come, and wait.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    const before = results;
    await expect.poll(() => results).toBeGreaterThan(before + 40);
    const discarded = news.map((told) => (told.kind === "stalled" ? told.discarded : 0));
    expect(discarded.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    const states = news.flatMap((told) => (told.kind === "states" ? told.changes : []));
    expect(states.filter(({ state }) => state.health === "down")).toEqual([]);
  });
});
