import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { selfQuery } from "../../../src/admin/self-query.js";

let udp: Socket;
let tcp: Server;
let port = 0;

/** Nothing takes this long; a machine under load may stand still for a while. */
const patienceMs = 30_000;

beforeEach(async () => {
  for (let isFree = false; !isFree; ) {
    udp = createSocket("udp4");
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    ({ port } = udp.address());
    tcp = createServer();
    // Somebody may have the port of that number for streams.
    isFree = await new Promise<boolean>((resolve) => {
      tcp.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) udp.close();
  }
});

afterEach(() => {
  udp.close();
  tcp.close();
});

it("is content with any response, also one that comes octet by octet", async () => {
  udp.on("message", (message, from) => udp.send(asResponse(message), from.port, from.address));
  tcp.on("connection", (socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      const response = asResponse(chunk.subarray(2));
      for (const octet of [0, response.length, ...response]) socket.write(Uint8Array.of(octet));
    });
  });
  const results = await selfQuery([{ address: "127.0.0.1", port }], patienceMs, 4711);
  expect(results).toEqual([
    { address: `127.0.0.1:${port}`, transport: "udp", fault: null },
    { address: `127.0.0.1:${port}`, transport: "tcp", fault: null },
  ]);
});

it("says that a transport is silent", async () => {
  // The question itself is no response.
  udp.on("message", (message, from) => udp.send(message, from.port, from.address));
  tcp.on("connection", (socket) => socket.on("error", () => {}));
  const results = await selfQuery([{ address: "127.0.0.1", port }], 100, 4711);
  expect(results.map(({ fault }) => fault)).toEqual(Array(2).fill("no response within 100 ms"));
});

it("says that a connection closes", async () => {
  udp.on("message", (message, from) => udp.send(asResponse(message), from.port, from.address));
  tcp.on("connection", (socket) => socket.end());
  const results = await selfQuery([{ address: "127.0.0.1", port }], patienceMs, 4711);
  expect(results.map(({ fault }) => fault)).toEqual([
    null,
    "the connection was closed without a response",
  ]);
});

it("asks the loopback for a wildcard address", async () => {
  udp.on("message", (message, from) => udp.send(asResponse(message), from.port, from.address));
  tcp.on("connection", (socket) => socket.destroy());
  const [result] = await selfQuery([{ address: "0.0.0.0", port }], patienceMs, 1);
  expect(result).toEqual({ address: `0.0.0.0:${port}`, transport: "udp", fault: null });
});

/** The question with QR set (RFC 1035 §4.1.1). */
function asResponse(message: Uint8Array): Uint8Array {
  const response = Uint8Array.from(message);
  response[2]! |= 0x80;
  return response;
}
