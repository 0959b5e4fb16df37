/** DNS over TCP by the compiled worker (RFC 7766), from the client's side. */
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { counter, counterRow } from "../../src/answer/counters.js";
import type { StreamLimits } from "../../src/net/stream-limits.js";
import { query, type Served, serve, textOf } from "../fixtures/net/serve.js";

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function started(
  streamLimits: Partial<StreamLimits> = {},
  udp: "auto" | "portable" = "auto",
): Promise<Served> {
  const served = await serve(["127.0.0.1:0", "[::1]:0"], { streamLimits, udp });
  open.push({ close: () => served.stop() });
  return served;
}

const sum = (total: number, value: number) => total + value;

function framed(...messages: Buffer[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(message.length);
      return [prefix, message];
    }),
  );
}

/** A TCP client that cuts what it reads into messages. */
class TcpClient {
  readonly messages: Buffer[] = [];
  closed = false;
  #read = Buffer.alloc(0);

  private constructor(readonly socket: Socket) {
    socket.on("data", (chunk) => this.#onData(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
    });
  }

  static async open(port: number, host = "127.0.0.1"): Promise<TcpClient> {
    const socket = connect({ port, host, noDelay: true });
    const client = new TcpClient(socket);
    open.unshift({ close: () => void socket.destroy() });
    await once(socket, "connect");
    return client;
  }

  async received(count: number): Promise<Buffer[]> {
    await expect.poll(() => this.messages.length, { interval: 5 }).toBe(count);
    return this.messages;
  }

  /** Asks; whether an answer came, rather than an end. */
  async isServed(): Promise<boolean> {
    this.socket.write(framed(query(1, "hello")));
    await expect.poll(() => this.messages.length > 0 || this.closed, { interval: 5 }).toBe(true);
    return this.messages.length > 0;
  }

  async gone(): Promise<void> {
    await expect.poll(() => this.closed, { interval: 5 }).toBe(true);
  }

  #onData(chunk: Buffer): void {
    this.#read = Buffer.concat([this.#read, chunk]);
    while (this.#read.length >= 2 && this.#read.length >= 2 + this.#read.readUInt16BE(0)) {
      const end = 2 + this.#read.readUInt16BE(0);
      this.messages.push(this.#read.subarray(2, end));
      this.#read = this.#read.subarray(end);
    }
  }
}

describe("TCP", () => {
  it.each(["auto", "portable"] as const)("answers on IPv4 and IPv6 (%s)", async (udp) => {
    const { workers } = await started({}, udp);
    const four = await TcpClient.open(workers.addresses[0]!.port);
    four.socket.write(framed(query(1, "client")));
    expect(textOf((await four.received(1))[0]!)).toBe("7f000001");
    const six = await TcpClient.open(workers.addresses[1]!.port, "::1");
    six.socket.write(framed(query(1, "client")));
    expect(textOf((await six.received(1))[0]!)).toBe(`${"00".repeat(15)}01`);
  });

  it("answers a thousand pipelined queries in order, whatever pieces they come in", async () => {
    const { port } = await started();
    const client = await TcpClient.open(port);
    const texts = Array.from({ length: 1000 }, (_, i) => `query ${i} ${"x".repeat(i % 97)}`);
    const stream = framed(...texts.map((text, i) => query(i, text)));
    // Pieces of 1 to 700 octets: prefixes are cut in two, messages share pieces.
    for (let at = 0, size = 1; at < stream.length; at += size, size = (size * 7) % 701 || 1) {
      client.socket.write(stream.subarray(at, at + size));
    }
    expect((await client.received(1000)).map(textOf)).toEqual(texts);
  });

  it("puts a message together that comes octet by octet", async () => {
    const { port } = await started();
    const client = await TcpClient.open(port);
    for (const octet of framed(query(7, "slowly"))) {
      client.socket.write(Uint8Array.of(octet));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(textOf((await client.received(1))[0]!)).toBe("slowly");
  });

  it("takes and gives messages of 65,535 octets", async () => {
    const { port } = await started();
    const client = await TcpClient.open(port);
    const large = "z".repeat(65_535 - 12);
    client.socket.write(framed(query(1, large), query(2, "fill"), query(3, "after")));
    const [first, second, third] = await client.received(3);
    expect(textOf(first!)).toBe(large);
    expect(second!.length).toBe(65_535);
    expect(textOf(third!)).toBe("after");
  });

  it("answers all that was asked before the client closed its side, then closes", async () => {
    const { port } = await started();
    const client = await TcpClient.open(port);
    client.socket.end(framed(query(1, "one"), query(2, "fill"), query(3, "three")));
    expect((await client.received(3)).map((message) => message.readUInt16BE(0))).toEqual([1, 2, 3]);
    await client.gone();
  });

  it("closes on what cannot be DNS", async () => {
    const { port } = await started();
    const client = await TcpClient.open(port);
    client.socket.write(framed(Buffer.alloc(3)));
    await client.gone();
    expect(client.messages).toEqual([]);
  });

  // What is kept of each time limit is in test/unit/net/stream-server.test.ts, where time is turned.
  it("looks at the time limits without being asked", async () => {
    const { port } = await started({ idleMs: 50 });
    await (await TcpClient.open(port)).gone();
  });

  it("allows a client so many connections, and the places of closed ones again", async () => {
    const { port, workers } = await started({ connectionsPerClientMax: 3 });
    const clients: TcpClient[] = [];
    for (let i = 0; i < 3; i++) clients.push(await TcpClient.open(port));
    for (const client of clients) {
      client.socket.write(framed(query(1, "hello")));
      await client.received(1);
    }
    const refused = await TcpClient.open(port);
    await refused.gone();
    // Another client has places of its own.
    const other = await TcpClient.open(workers.addresses[1]!.port, "::1");
    other.socket.write(framed(query(1, "hello")));
    await other.received(1);
    clients[0]!.socket.end();
    await clients[0]!.gone();
    // Its place is free when the server has seen the end as well.
    await expect.poll(async () => (await TcpClient.open(port)).isServed()).toBe(true);
  });

  it("makes room at the limit by ending the connection that has been idle longest", async () => {
    const { port } = await started({ connectionsMax: 2 });
    const clients: TcpClient[] = [];
    for (let i = 0; i < 3; i++) {
      const client = await TcpClient.open(port);
      client.socket.write(framed(query(1, "hello")));
      await client.received(1);
      clients.push(client);
    }
    await clients[0]!.gone();
    expect(clients.map((client) => client.closed)).toEqual([true, false, false]);
  });

  it("takes no more queries from a client that does not read, and goes on when it does", async () => {
    const { port, counters } = await started();
    const client = await TcpClient.open(port);
    client.socket.pause();
    const asked = 400;
    const queries = Array.from({ length: asked }, (_, i) => query(i, "fill"));
    client.socket.write(framed(...queries));
    // 400 answers of 64 KiB are 26 MB: far more than the kernel's buffers and ours may hold.
    const row = counterRow(counters, 1);
    const answered = () => row.slice(counter.latency, counter.latency + 14).reduce(sum, 0);
    let before = -1;
    await expect
      .poll(
        () => {
          const settled = before === answered() && before > 0;
          before = answered();
          return settled;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(before).toBeLessThan(asked / 2);
    client.socket.resume();
    const ids = (await client.received(asked)).map((message) => message.readUInt16BE(0));
    expect(ids).toEqual(Array.from({ length: asked }, (_, i) => i));
  });

  it("cuts off a client that never reads", async () => {
    const { port } = await started({ unreadMs: 200, connectionsPerClientMax: 1 });
    const client = await TcpClient.open(port);
    client.socket.pause();
    client.socket.write(framed(...Array.from({ length: 400 }, (_, i) => query(i, "fill"))));
    // It has gone once another has its place.
    await expect.poll(async () => (await TcpClient.open(port)).isServed()).toBe(true);
    client.socket.resume();
    await client.gone();
    expect(client.messages.length).toBeLessThan(400);
  });

  it("lets a client finish its query when the server stops, and closes idle connections", async () => {
    const served = await started();
    const idle = await TcpClient.open(served.port);
    const asking = await TcpClient.open(served.port);
    expect(await asking.isServed()).toBe(true);
    const message = framed(query(2, "unfinished"));
    asking.socket.write(message.subarray(0, 10));
    // When this is answered, the server has read what came before it.
    expect(await idle.isServed()).toBe(true);
    const stopped = served.stop();
    await idle.gone();
    asking.socket.write(message.subarray(10));
    expect(textOf((await asking.received(2))[1]!)).toBe("unfinished");
    await asking.gone();
    await stopped;
  });

  it.runIf(process.platform === "linux")("leaks no descriptor when its worker dies", async () => {
    const served = await started();
    const descriptors = () => readdirSync("/proc/self/fd").length;
    const kill = async (nth: number) => {
      await served.workers.kill(1);
      await served.event("worker-started", 2 + nth);
    };
    // The first time also opens what a second worker shares with the first.
    await kill(1);
    const before = descriptors();
    for (const nth of [2, 3, 4]) await kill(nth);
    // Fewer is no fault: what tests before this one left open may have been closed meanwhile.
    await expect.poll(descriptors).toBeLessThanOrEqual(before);
  });

  it("keeps its listening sockets when its worker dies", async () => {
    const served = await started();
    const client = await TcpClient.open(served.port);
    client.socket.write(framed(query(1, "poison pill")));
    const died = await served.event("worker-died");
    expect(died).toMatchObject({ worker: "stream", reason: "poisoned" });
    expect(Buffer.from(died.packetHex!, "hex").subarray(12).toString()).toBe("poison pill");
    // No wait: the kernel accepts while the next worker starts.
    const next = await TcpClient.open(served.port);
    next.socket.write(framed(query(2, "hello")));
    expect(textOf((await next.received(1))[0]!)).toBe("hello");
    await client.gone();
  });
});
