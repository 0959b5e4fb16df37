import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { afterEach, describe, expect, it } from "vitest";
import { decodeMessage } from "../../../src/dns/message.js";
import type { Check } from "../../../src/steering/config.js";
import { plannedProbe } from "./monitors.js";
import { runCheck, startCheck } from "./run-check.js";
import { closeAll, closeLater, freePort, listen } from "./targets.js";

afterEach(closeAll);

type DnsCheck = Extract<Check, { type: "dns" }>;

const usual: Omit<DnsCheck, "port"> = {
  type: "dns",
  transport: "udp",
  qname: "health.example.com.",
  qtype: "A",
  rcodes: ["NOERROR"],
  answers: [],
};

async function check(port: number, changes: Partial<DnsCheck> = {}) {
  return runCheck(plannedProbe("127.0.0.1", { ...usual, port, ...changes }));
}

/** A response to `query` with this RCODE, flags besides QR, and these addresses. */
function respond(query: Buffer, rcode = 0, flags = 0, addresses: number[][] = []): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const response = Buffer.from(query.subarray(0, end));
  response.writeUInt16BE(0x8000 | flags | rcode, 2);
  response.writeUInt16BE(addresses.length, 6);
  response.writeUInt16BE(0, 10);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]),
  );
  return Buffer.concat([response, ...records]);
}

async function serveUdp(
  answer: (query: Buffer, from: RemoteInfo, socket: Socket) => void,
): Promise<number> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => answer(query, from, socket));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  closeLater(() => socket.close());
  return socket.address().port;
}

/** Answers with what `make` makes of the query. */
function answering(make: (query: Buffer) => Buffer) {
  return serveUdp((query, from, socket) => socket.send(make(query), from.port, from.address));
}

async function serveTcp(make: (query: Buffer) => Buffer): Promise<number> {
  const { port } = await listen((socket) => {
    socket.on("data", (chunk: Buffer) => {
      const message = make(chunk.subarray(2));
      socket.write(Buffer.concat([Buffer.from([message.length >>> 8, message.length]), message]));
    });
  });
  return port;
}

describe("a dns check", () => {
  it("asks the question, and passes with a right answer by UDP and by TCP", async () => {
    let seen: Buffer = Buffer.alloc(0);
    const make = (query: Buffer) => {
      seen = query;
      return respond(query);
    };
    expect(await check(await answering(make))).toEqual({ kind: "passed", reason: "ok" });
    expect(decodeMessage(seen)).toMatchObject({ questions: [{ type: 1, class: 1 }] });
    expect(await check(await serveTcp(make), { transport: "tcp" })).toMatchObject({
      kind: "passed",
    });
  });

  it("uses another ID and another port each time", async () => {
    const seen = new Set<string>();
    const port = await serveUdp((query, from, socket) => {
      seen.add(`${query.readUInt16BE(0)} ${from.port}`);
      socket.send(respond(query), from.port, from.address);
    });
    for (let i = 0; i < 8; i++) await check(port);
    expect(seen.size).toBe(8);
  });

  it("judges the RCODE", async () => {
    const port = await answering((query) => respond(query, 2));
    expect(await check(port)).toEqual({ kind: "failed", reason: "rcode SERVFAIL" });
    expect(await check(port, { rcodes: ["NXDOMAIN", "SERVFAIL"] })).toMatchObject({
      kind: "passed",
    });
    const refusing = await answering((query) => {
      const response = query.subarray(0, 12);
      response.writeUInt16BE(0x8005, 2);
      response.fill(0, 4);
      return response;
    });
    expect(await check(refusing)).toEqual({ kind: "failed", reason: "rcode REFUSED" });
  });

  it("looks for one of the answers, in canonical form", async () => {
    const port = await answering((query) =>
      respond(query, 0, 0, [
        [192, 0, 2, 1],
        [192, 0, 2, 2],
      ]),
    );
    expect(await check(port, { answers: ["192.0.2.9", "192.0.2.2"] })).toMatchObject({
      kind: "passed",
    });
    expect(await check(port, { answers: ["192.0.2.9", "no address"] })).toEqual({
      kind: "failed",
      reason: "answer",
    });
  });

  it("passes over answers with another ID, of another question, and what is no answer", async () => {
    const port = await serveUdp((query, from, socket) => {
      const send = (message: Buffer) => socket.send(message, from.port, from.address);
      const otherId = respond(query, 3);
      otherId.writeUInt16BE(otherId.readUInt16BE(0) ^ 1, 0);
      send(otherId);
      const otherQuestion = respond(query, 3);
      otherQuestion[13]! ^= 1;
      send(otherQuestion);
      send(query);
      send(Buffer.from("x"));
      send(respond(query));
    });
    expect(await check(port)).toEqual({ kind: "passed", reason: "ok" });
  });

  it("passes over what comes from another port", async () => {
    const stranger = createSocket("udp4");
    closeLater(() => stranger.close());
    const port = await serveUdp((query, from, socket) => {
      stranger.send(respond(query, 5), from.port, from.address, () => {
        socket.send(respond(query), from.port, from.address);
      });
    });
    expect(await check(port)).toEqual({ kind: "passed", reason: "ok" });
  });

  it("calls an answer that cannot be read malformed", async () => {
    const cut = await answering((query) => respond(query, 0, 0, [[192, 0, 2, 1]]).subarray(0, -2));
    expect(await check(cut)).toEqual({ kind: "failed", reason: "malformed" });
    const other = await serveTcp((query) => {
      const response = respond(query);
      response.writeUInt16BE(response.readUInt16BE(0) ^ 1, 0);
      return response;
    });
    expect(await check(other, { transport: "tcp" })).toEqual({
      kind: "failed",
      reason: "malformed",
    });
  });

  it("asks again by TCP if what it looks for may be in what was cut off", async () => {
    const udp = await answering((query) => respond(query, 0, 0x0200));
    expect(await check(udp)).toMatchObject({ kind: "passed" });
    // Nobody listens on that port by TCP.
    expect(await check(udp, { answers: ["192.0.2.1"] })).toEqual({
      kind: "failed",
      reason: "refused",
    });
  });

  it("is told where nothing listens, and closes its socket when it is stopped", async () => {
    const { port } = await freePort();
    expect(await check(port)).toEqual({ kind: "failed", reason: "refused" });
    let ended = false;
    const silent = await serveUdp(() => {});
    const stop = startCheck(plannedProbe("127.0.0.1", { ...usual, port: silent }), {}, () => {
      ended = true;
    });
    stop();
    stop();
    expect(ended).toBe(false);
  });

  it("does not ask what is no question", async () => {
    expect(await check(1, { qname: "a..b" })).toMatchObject({ kind: "unknown" });
    expect(await check(1, { qtype: "NOSUCHTYPE" })).toMatchObject({ kind: "unknown" });
  });
});

describe("a host name", () => {
  const tcp = (port: number) => ({ type: "tcp", port }) as const;

  /** A resolver that knows one address of each name. */
  async function resolver(address: number[]): Promise<string> {
    const port = await answering((query) => {
      const type = query.readUInt16BE(query.indexOf(0, 12) + 1);
      return respond(query, 0, 0x0180, type === 1 ? [address] : []);
    });
    return `127.0.0.1:${port}`;
  }

  it("is resolved, and its address probed", async () => {
    const { port } = await listen(() => {});
    const resolvers = [await resolver([127, 0, 0, 1])];
    const outcome = await runCheck(plannedProbe("www.example.com.", tcp(port)), { resolvers });
    expect(outcome).toEqual({ kind: "passed", reason: "ok" });
  });

  it("is not probed at an address that is not allowed, whatever its owner makes of it", async () => {
    const { port } = await listen(() => {});
    const resolvers = [await resolver([127, 0, 0, 1])];
    const settings = { resolvers, allow: ["127.0.0.2"] };
    expect(await runCheck(plannedProbe("www.example.com.", tcp(port)), settings)).toEqual({
      kind: "unknown",
      reason: "not allowed: 127.0.0.1 is loopback",
    });
  });

  it("fails if it does not exist, and is not blamed for a resolver that is dead", async () => {
    const denying = `127.0.0.1:${await answering((query) => respond(query, 3, 0x0180))}`;
    const probe = plannedProbe("www.example.com.", tcp(1));
    expect(await runCheck(probe, { resolvers: [denying] })).toEqual({
      kind: "failed",
      reason: "its name has no address",
    });
    const { port } = await freePort();
    expect(await runCheck(probe, { resolvers: [`127.0.0.1:${port}`] })).toMatchObject({
      kind: "skipped",
      reason: expect.stringContaining("no resolver answers"),
    });
  });
});
