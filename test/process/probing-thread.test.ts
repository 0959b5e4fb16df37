/**
 * The probing thread as it is shipped, in a process of its own that the test can stop and let go
 * (SIGSTOP, SIGCONT), against targets that live here.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type {
  PlannedProbe,
  ProbeNews,
  ProbeOrder,
  ProbeSettings,
} from "../../src/probe/probe-thread-messages.js";
import type { ProbeState } from "../../src/steering/state.js";
import { unknownProbe } from "../../src/steering/verdict.js";

const entry = path.resolve("dist/program/probe-thread.js");

/** Hands orders to the thread and its news to us. */
const host = `
import { Worker } from "node:worker_threads";
const worker = new Worker(${JSON.stringify(entry)}, { workerData: JSON.parse(process.argv[2]) });
worker.on("message", (news) => process.send(news));
worker.on("exit", () => process.disconnect());
process.on("message", (order) => worker.postMessage(order));
`;

const settings: ProbeSettings = {
  version: "test",
  allow: ["127.0.0.0/8"],
  commands: {},
  authorities: [],
  concurrencyMax: 100,
  seed: 1,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fivenines-probing-"));
  writeFileSync(path.join(folder, "host.mjs"), host);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

class Probing {
  readonly news: ProbeNews[] = [];
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  readonly #waiting = new Set<() => void>();

  constructor() {
    this.process = fork(path.join(folder, "host.mjs"), [JSON.stringify(settings)]);
    this.process.on("message", (news) => {
      this.news.push(news as ProbeNews);
      for (const look of this.#waiting) look();
    });
    this.ended = new Promise((resolve) => this.process.on("exit", () => resolve()));
    closers.push(() => this.process.kill("SIGKILL"));
  }

  order(order: ProbeOrder): void {
    this.process.send(order);
  }

  /** Once `holds` is true of the news so far. */
  async until(holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  get states(): ProbeState[] {
    return this.news.flatMap((news) =>
      news.kind === "states" ? news.changes.map(({ state }) => state) : [],
    );
  }

  get upCount(): number {
    const up = this.news.flatMap((news) =>
      news.kind === "states" ? news.changes.filter(({ state }) => state.health === "up") : [],
    );
    return new Set(up.map(({ key }) => key)).size;
  }

  /** Results counted as good since the start. */
  get okCount(): number {
    return this.news
      .flatMap((news) => (news.kind === "tally" ? news.of : []))
      .reduce((sum, { ok }) => sum + ok, 0);
  }
}

async function target(answerAfterMs: number): Promise<{ port: number; server: Server }> {
  const server = createServer(
    (_, response) => void setTimeout(() => response.end(), answerAfterMs),
  );
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, server };
}

function probesOf(port: number, count: number): PlannedProbe[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `probe ${i}`,
    host: `127.0.0.${i + 1}`,
    port: null,
    from: unknownProbe,
    monitor: {
      name: "web",
      check: {
        type: "http",
        port,
        method: "GET",
        path: "/",
        host: "",
        headers: [],
        codes: [[200, 200]],
        body: null,
      },
      // Wide enough for a machine that has other work; a stop is longer than all of it.
      intervalMs: 1000,
      timeoutMs: 1000,
      jitter: 0.1,
      fall: 1,
      rise: 2,
      okWindow: 10,
      recheckMs: 50,
      latencyMaxMs: null,
    },
  }));
}

describe("the probing thread", () => {
  it("blames no target for the time that its process was stopped", async () => {
    const { port } = await target(250);
    const ownDelay = monitorEventLoopDelay({ resolution: 10 });
    ownDelay.enable();
    const probing = new Probing();
    await probing.until(() => probing.news.some(({ kind }) => kind === "ready"));
    probing.order({ kind: "probes", probes: probesOf(port, 40) });
    await probing.until(() => probing.upCount > 20);
    probing.process.kill("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    probing.process.kill("SIGCONT");
    const before = probing.okCount;
    await probing.until(() => probing.okCount > before + 40);
    const stalls = probing.news.filter((news) => news.kind === "stalled");
    const discarded = stalls.map((news) => news.discarded);
    console.log(`stopped for 1.5 s: ${discarded} probes discarded, ${probing.okCount} passed`);
    expect(stalls.length).toBeGreaterThan(0);
    const ownDelayMs = ownDelay.max / 1e6;
    const down = probing.states.filter(({ health }) => health === "down");
    // The targets are served by this process: had it stood still, they would have been down.
    if (ownDelayMs > 500) console.log(`not judged: the targets stood still for ${ownDelayMs} ms`);
    else expect(down).toEqual([]);
  });

  it("tells that a target died, shows its history, and ends when it is told to", async () => {
    const { port, server } = await target(0);
    const probing = new Probing();
    probing.order({ kind: "probes", probes: probesOf(port, 1) });
    await probing.until(() => probing.upCount === 1);
    server.close();
    server.closeAllConnections();
    await probing.until(() => probing.states.at(-1)?.health === "down");
    expect(probing.states.at(-1)?.reason).toMatch(/^(refused|reset|closed)$/);
    probing.order({ kind: "history", id: 7, keys: ["probe 0"] });
    await probing.until(() => probing.news.some(({ kind }) => kind === "history"));
    const history = probing.news.find((news) => news.kind === "history");
    expect(history).toMatchObject({ id: 7, of: [{ key: "probe 0" }] });
    expect(history?.of[0]?.results.at(-1)?.ok).toBe(false);
    probing.order({ kind: "stop" });
    await probing.ended;
  });
});
