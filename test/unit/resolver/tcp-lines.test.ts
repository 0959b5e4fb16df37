import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { MessageAssembler } from "../../../src/dns/message-assembler.js";
import { tcpLines } from "../../../src/resolver/tcp-lines.js";

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server?.close(resolve));
});

/** Calls `onMessage` for each message, with how many came on its connection and on all. */
async function listen(onMessage: (socket: Socket, message: Uint8Array, nth: number) => void) {
  const seen = { connections: 0 };
  server = createServer((socket) => {
    seen.connections++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    const assembler = new MessageAssembler();
    const frame = new Uint8Array(65_535);
    let nth = 0;
    socket.on("data", (chunk) => {
      assembler.push(chunk);
      for (let length = assembler.next(frame); length >= 0; length = assembler.next(frame)) {
        onMessage(socket, frame.slice(0, length), ++nth);
      }
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server!.address() as { port: number };
  return { at: { address: "127.0.0.1", port }, seen };
}

function answer(socket: Socket, message: Uint8Array): void {
  socket.write(Buffer.concat([Uint8Array.of(0, message.length), message]));
}

/** What is sent is an ID; only the same ID is an answer to it. */
const exchange = tcpLines();
const ask = (at: { address: string; port: number }, id: number, timeoutMs = 10_000) =>
  exchange(at, Uint8Array.of(id), timeoutMs, (bytes) => (bytes[0] === id ? bytes[0] : undefined));

const ids = Array.from({ length: 50 }, (_, i) => i + 1);

it("asks everything on one connection, and takes answers in any order", async () => {
  const held: Uint8Array[] = [];
  const { at, seen } = await listen((socket, message) => {
    held.push(message);
    if (held.length === ids.length) for (const one of held.reverse()) answer(socket, one);
  });
  expect(await Promise.all(ids.map((id) => ask(at, id)))).toEqual(ids);
  expect(seen.connections).toBe(1);
});

it("asks again what a server had not answered when it closed", async () => {
  const { at, seen } = await listen((socket, message, nth) => {
    if (nth <= 20) answer(socket, message);
    if (nth === 20) socket.end();
  });
  expect(await Promise.all(ids.map((id) => ask(at, id)))).toEqual(ids);
  expect(seen.connections).toBe(3);
});

it("asks alone where a server takes one query a connection", async () => {
  const { at } = await listen((socket, message, nth) => {
    if (nth === 1) answer(socket, message);
  });
  expect(await Promise.all([ask(at, 1), ask(at, 2, 50), ask(at, 3, 50)])).toEqual([1, 2, 3]);
});

it("gives up on a server that closes without an answer", async () => {
  const { at, seen } = await listen((socket) => socket.end());
  expect(await Promise.all([ask(at, 1), ask(at, 2)])).toEqual([
    "the connection was closed without a response",
    "the connection was closed without a response",
  ]);
  expect(seen.connections).toBe(1);
});

it("gives up on a server that answers something else", async () => {
  const { at } = await listen((socket) => answer(socket, Uint8Array.of(99)));
  expect(await ask(at, 1, 50)).toBe("no response within 50 ms");
});
