/** Time limits of connections, with a clock that only moves when told; no sockets. */
import { once } from "node:events";
import { type Duplex, duplexPair } from "node:stream";
import { expect, it } from "vitest";
import type { Answerer } from "../../../src/answer/answerer.js";
import { makeCounters } from "../../../src/answer/counters.js";
import { ControlBlock } from "../../../src/net/control-block.js";
import { FrameArena } from "../../../src/net/linux/frame-arena.js";
import { defaultStreamLimits, type StreamLimits } from "../../../src/net/stream-limits.js";
import { StreamServer } from "../../../src/net/stream-server.js";
import { Traffic } from "../../../src/net/traffic.js";

/** Says every message back. */
const echo: Answerer = {
  answer: (_memory, _offset, length) => length,
  beginBatch() {},
  receive() {},
};

/** A server, a connection to it, and what makes `ms` go by. */
function connected(limits: Partial<StreamLimits>) {
  let nowMs = 1000;
  const server = new StreamServer(
    {
      answerer: echo,
      control: new ControlBlock(),
      traffic: new Traffic(makeCounters(1), 0),
      clock: { monotonicMs: () => nowMs, unixMs: () => 0 },
      arena: new FrameArena(),
    },
    { ...defaultStreamLimits, idleMs: 10_000, ...limits },
  );
  const [client, stream] = duplexPair();
  server.accept(stream, Uint8Array.of(192, 0, 2, 1));
  const pass = (ms: number) => {
    nowMs += ms;
    server.sweep();
  };
  return { server, client, stream, pass };
}

function framed(octets: number): Uint8Array {
  const message = new Uint8Array(2 + octets);
  new DataView(message.buffer).setUint16(0, octets);
  return message;
}

async function written(stream: Duplex, octets: Uint8Array): Promise<void> {
  await new Promise((done) => stream.write(octets, done));
}

it("ends a connection that has been idle for its time since the last answer", async () => {
  const { client, stream, pass } = connected({ idleMs: 300 });
  const closed = once(stream, "close");
  pass(299);
  const answered = once(client, "data");
  await written(client, framed(20));
  await answered;
  pass(299);
  expect(stream.writableEnded).toBe(false);
  pass(1);
  expect(stream.writableEnded).toBe(true);
  // An orderly end: the client sees it and closes as well.
  client.resume();
  await once(client, "end");
  client.end();
  await closed;
});

it("cuts off a message that is not complete in time, however its octets trickle", async () => {
  const { server, client, stream, pass } = connected({ messageMs: 200 });
  await written(client, framed(200).subarray(0, 10));
  for (let ms = 0; ms < 190; ms += 10) {
    pass(10);
    await written(client, Uint8Array.of(1));
  }
  expect(stream.destroyed).toBe(false);
  pass(10);
  expect(stream.destroyed).toBe(true);
  await expect.poll(() => server.connections).toBe(0);
});

it("cuts off a client that does not read for its time, and not one that reads in between", async () => {
  const { server, client, stream, pass } = connected({ unreadMs: 200 });
  const answers = framed(60_000);
  for (let i = 0; i < 4; i++) client.write(answers);
  await expect.poll(() => stream.isPaused()).toBe(true);
  pass(199);
  expect(stream.destroyed).toBe(false);
  client.resume();
  await expect.poll(() => stream.isPaused()).toBe(false);
  client.pause();
  for (let i = 0; i < 4; i++) client.write(answers);
  await expect.poll(() => stream.isPaused()).toBe(true);
  pass(199);
  expect(stream.destroyed).toBe(false);
  pass(1);
  expect(stream.destroyed).toBe(true);
  await expect.poll(() => server.connections).toBe(0);
});
