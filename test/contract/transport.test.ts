/** What every UDP transport owes to clients and to the answerer, whichever system calls it uses. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { counter, counterRow } from "../../src/answer/counters.js";
import { loadLibc } from "../../src/net/linux/libc.js";
import { selfTest } from "../../src/net/linux/self-test.js";
import { type Served, serve, textOf, UdpClient } from "../fixtures/net/serve.js";

const libc = await loadLibc();
const noBatch = "missing" in libc ? libc.missing : selfTest(libc);

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function started(...parameters: Parameters<typeof serve>): Promise<Served> {
  const served = await serve(...parameters);
  open.push({ close: () => served.stop() });
  return served;
}

async function client(family: 4 | 6 = 4): Promise<UdpClient> {
  const opened = await UdpClient.open(family);
  open.unshift(opened);
  return opened;
}

describe.each([
  { udp: "batch", skip: noBatch },
  { udp: "portable", skip: undefined },
] as const)("UDP transport, $udp", ({ udp, skip }) => {
  const test = skip === undefined ? it : it.skip;
  if (skip !== undefined) it.skip(`batch mode does not work here: ${skip}`, () => {});

  /** One server for the tests that leave no trace in it; port 0 is the IPv4 one, 1 the IPv6 one. */
  let shared: Served;
  let ports: number[];
  beforeAll(async () => {
    if (skip !== undefined) return;
    shared = await serve(["127.0.0.1:0", "[::1]:0"], { udp });
    ports = shared.workers.addresses.map(({ port }) => port);
  });
  afterAll(() => shared?.stop());

  test("answers thousands of queries of several clients, each with its own answer", async () => {
    const clients = await Promise.all([client(), client(), client()]);
    const wrong = await Promise.all(clients.map((each) => each.askMany(1_500, 40, ports[0]!)));
    expect(wrong).toEqual([0, 0, 0]);
  });

  test("serves IPv4 and IPv6 with one worker", async () => {
    const [four, six] = [await client(4), await client(6)];
    const wrong = await Promise.all([
      four.askMany(600, 20, ports[0]!),
      six.askMany(600, 20, ports[1]!),
    ]);
    expect(wrong).toEqual([0, 0]);
  });

  test("tells the answerer the client's address", async () => {
    const four = await (await client(4)).ask("client", ports[0]!);
    const six = await (await client(6)).ask("client", ports[1]!);
    expect(textOf(four!.message)).toBe("7f000001");
    expect(textOf(six!.message)).toBe(`${"00".repeat(15)}01`);
  });

  test("answers from the address that was asked, also on a wildcard address", async () => {
    const { port } = await started(["0.0.0.0:0"], { udp });
    const asker = await client();
    // Portable mode serves the addresses that interfaces list, and lo lists 127.0.0.1 only.
    const addresses = udp === "batch" ? ["127.0.0.1", "127.0.0.2", "127.9.8.7"] : ["127.0.0.1"];
    for (const address of addresses) {
      const answer = await asker.ask("hello", port, undefined, address);
      expect(answer?.from).toBe(address);
    }
    expect(await asker.askMany(500, 40, port)).toBe(0);
  });

  test("answers on the IPv6 wildcard address, and leaves IPv4 to others", async () => {
    const { workers } = await started(["[::]:0"], { udp });
    const { port } = workers.addresses[0]!;
    // At an address where no other test has ports.
    const host = process.platform === "linux" ? "127.0.7.7" : "127.0.0.1";
    await started([`${host}:${port}`], { udp });
    const [four, six] = [await client(4), await client(6)];
    expect(textOf((await six.ask("client", port))!.message)).toBe(`${"00".repeat(15)}01`);
    const answer = await four.ask("client", port, undefined, host);
    expect(textOf(answer!.message)).toBe("7f000001");
  });

  test("sends nothing for what the answerer keeps silent about, and goes on", async () => {
    const port = ports[0]!;
    const asker = await client();
    const silent = Array.from({ length: 20 }, () => asker.ask("quiet", port, 300));
    const answered = Array.from({ length: 20 }, (_, i) => asker.ask(`loud ${i}`, port));
    expect(await Promise.all(silent)).toEqual(new Array(20).fill(undefined));
    for (const [i, answer] of (await Promise.all(answered)).entries()) {
      expect(textOf(answer!.message)).toBe(`loud ${i}`);
    }
  });

  test("carries answers up to 4096 octets", async () => {
    const port = ports[0]!;
    const answer = await (await client()).ask("fill", port);
    expect(answer?.message.length).toBe(4096);
    expect(answer?.message.subarray(12).every((octet) => octet === 0x41)).toBe(true);
  });

  test("drops and counts messages larger than a frame", async () => {
    const { port, counters } = await started(["127.0.0.1:0"], { udp });
    const asker = await client();
    expect(await asker.ask("x".repeat(4097 - 12), port, 200)).toBeUndefined();
    expect(textOf((await asker.ask("y".repeat(4096 - 12), port))!.message)).toHaveLength(4084);
    await expect.poll(() => counterRow(counters, 0)[counter.drop + 2]).toBe(1);
  });

  test("counts every message in the latency and batch histograms", async () => {
    const { port, counters } = await started(["127.0.0.1:0"], { udp });
    expect(await (await client()).askMany(300, 30, port)).toBe(0);
    const row = counterRow(counters, 0);
    const sum = (start: number, places: number) =>
      row.slice(start, start + places).reduce((total, value) => total + value, 0);
    await expect.poll(() => sum(counter.latency, 14)).toBe(300);
    expect(sum(counter.batch, 8)).toBeGreaterThan(0);
    expect(sum(counter.batch, 8)).toBeLessThanOrEqual(300);
    expect(row[counter.latencySum]).toBeGreaterThan(0);
  });

  test("hands messages of the control plane to the answerer while idle and while busy", async () => {
    const { workers, port } = shared;
    const asker = await client();
    workers.broadcast("first");
    await expect.poll(async () => textOf((await asker.ask("told", port))!.message)).toBe("first");
    const load = asker.askMany(2_000, 20, port);
    workers.broadcast("second");
    await expect.poll(async () => textOf((await asker.ask("told", port))!.message)).toBe("second");
    expect(await load).toBe(0);
  });

  test("lets the answerer fetch its mail in the middle of an answer", async () => {
    const { workers, port } = shared;
    const asker = await client();
    const answer = asker.ask("fetch", port);
    const timer = setInterval(() => workers.broadcast("fetched"), 10);
    expect(textOf((await answer)!.message)).toBe("fetched");
    clearInterval(timer);
  });

  test("tells an idle answerer the time again and again, so that it lets go of old state", async () => {
    const port = ports[0]!;
    const asker = await client();
    const batches = async () => Number(textOf((await asker.ask("batches", port))!.message));
    const before = await batches();
    // Each look is a batch itself, so there must be more than the looks explain.
    let looks = 0;
    const untold = async () => (await batches()) - before - ++looks;
    await expect.poll(untold, { interval: 250 }).toBeGreaterThan(2);
  });

  test("survives a client that asks from port 0 or is gone", async () => {
    const port = ports[0]!;
    const gone = await UdpClient.open();
    for (let i = 0; i < 50; i++) void gone.ask("anyone", port, 1);
    gone.close();
    expect(await (await client()).askMany(200, 10, port)).toBe(0);
  });

  test("replaces a worker that throws, and reports the packet it died on", async () => {
    const served = await started(["127.0.0.1:0"], { udp });
    const asker = await client();
    expect(await asker.ask("poison apple", served.port, 200)).toBeUndefined();
    const died = await served.event("worker-died");
    expect(died.reason).toBe("poisoned");
    expect(died.restartInMs).toBe(0);
    expect(Buffer.from(died.packetHex!, "hex").subarray(12).toString()).toBe("poison apple");
    await served.event("worker-started", 3);
    expect(await asker.askMany(100, 10, served.port)).toBe(0);
  });
});
