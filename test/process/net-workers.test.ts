/** Workers that die, hang or are stopped, under load. */
import { afterEach, describe, expect, it } from "vitest";
import { type Served, serve, textOf, UdpClient, workersModule } from "../fixtures/net/serve.js";

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function started(...parameters: Parameters<typeof serve>): Promise<Served> {
  const served = await serve(...parameters);
  open.push({ close: () => served.stop() });
  return served;
}

async function client(): Promise<UdpClient> {
  const opened = await UdpClient.open();
  open.unshift(opened);
  return opened;
}

describe("workers", () => {
  it("lose at most the batch in hand when killed under load, and the next one is served", async () => {
    const served = await started(["127.0.0.1:0"]);
    const window = 32;
    const asker = await client();
    const kills = 3;
    let asking = true;
    const load = (async () => {
      let wrong = 0;
      while (asking) wrong += await asker.askMany(200, window, served.port);
      return wrong;
    })();
    for (let i = 1; i <= kills; i++) {
      await served.workers.kill(0);
      await served.event("worker-started", 2 + i);
      // What waited in the socket while there was no worker is answered by the next one.
      await asker.giveUpLost(served.port);
    }
    asking = false;
    expect(await load).toBeLessThanOrEqual(kills * window);
    expect(await asker.askMany(500, window, served.port)).toBe(0);
    expect(served.workers.deaths[0]).toEqual({ worker: "udp-0", row: 0, deaths: kills });
  });

  it("answer what arrived while there was no worker", async () => {
    const served = await started(["127.0.0.1:0"]);
    const asker = await client();
    const killed = served.workers.kill(0);
    const answers = Array.from({ length: 200 }, (_, i) => asker.ask(`waiting ${i}`, served.port));
    await killed;
    await asker.giveUpLost(served.port);
    const lost = (await Promise.all(answers)).filter((answer) => answer === undefined).length;
    expect(lost).toBeLessThanOrEqual(64);
    expect(lost).toBeLessThan(200);
  });

  it("share a port, and serve it with the worker that is left", async () => {
    const served = await started(["127.0.0.1:0"], { udpWorkers: 2 });
    const rows = new Set<string>();
    for (let i = 0; i < 40 && rows.size < 2; i++) {
      const asker = await client();
      rows.add(textOf((await asker.ask("row", served.port))!.message));
    }
    expect([...rows].sort()).toEqual(["0", "1"]);
  });

  it("that do not come back from an answer are ended and replaced", async () => {
    const served = await started(["127.0.0.1:0"], { hungMs: 1000 });
    const asker = await client();
    void asker.ask("hang", served.port, 1);
    const died = await served.event("worker-died");
    expect(died.reason).toBe("no sign of life for 1000 ms");
    expect(Buffer.from(died.packetHex!, "hex").subarray(12).toString()).toBe("hang");
    expect(await asker.askMany(20, 4, served.port)).toBe(0);
  });

  it("that end by themselves are replaced", async () => {
    const served = await started(["127.0.0.1:0"]);
    const asker = await client();
    void asker.ask("exit", served.port, 1);
    const died = await served.event("worker-died");
    expect(died.reason).toBe("ended with code 3");
    expect(await asker.askMany(20, 4, served.port)).toBe(0);
  });

  it("start from what is true at their start, and are attached and detached once each", async () => {
    const attached: number[] = [];
    const detached: number[] = [];
    const served = await started(["127.0.0.1:0"], {
      attach: (row, post) => {
        attached.push(row);
        post(`attached ${attached.length}`);
        return () => detached.push(row);
      },
    });
    const asker = await client();
    expect(attached).toEqual([0, 1]);
    expect(textOf((await asker.ask("told", served.port))!.message)).toBe("attached 1");
    await served.workers.kill(0);
    await served.event("worker-started", 3);
    expect([attached, detached]).toEqual([[0, 1, 0], [0]]);
    expect(textOf((await asker.ask("told", served.port))!.message)).toBe("attached 3");
    await served.stop();
    expect(detached.sort()).toEqual([0, 0, 1]);
  });

  it("answer what has come before they stop, and then leave the port", async () => {
    const served = await serve(["127.0.0.1:0"]);
    const asker = await client();
    const answers = Array.from({ length: 100 }, (_, i) => asker.ask(`last ${i}`, served.port));
    // One turn of the loop, so that the queries have left this process.
    await new Promise((resolve) => setImmediate(resolve));
    await served.stop();
    const lost = (await Promise.all(answers)).filter((answer) => answer === undefined).length;
    expect(lost).toBe(0);
    const again = await started([`127.0.0.1:${served.port}`]);
    expect(again.port).toBe(served.port);
  });

  it("refuse an address that another server has, naming it", async () => {
    const served = await started(["127.0.0.1:0"]);
    await expect(serve([`127.0.0.1:${served.port}`])).rejects.toThrow(
      `127.0.0.1:${served.port} (TCP): the address is in use`,
    );
    await expect(serve([`127.0.0.1:${served.port}`], { udp: "portable" })).rejects.toThrow(
      "EADDRINUSE",
    );
  });

  it("that never come to serve make the start fail with the reason", async () => {
    const answererModule = new URL("file:///nowhere/answerer.mjs");
    await expect(serve(["127.0.0.1:0"], { answererModule })).rejects.toThrow(
      /does not start: .*nowhere/,
    );
  });

  it("need rows for each UDP worker and the stream worker", () => {
    expect(workersModule.workerRows(4)).toBe(5);
  });
});
