import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { selfQuery } from "../../../src/admin/self-query.js";

let udp: Socket;
let tcp: Server;
let port = 0;

beforeEach(async () => {
  tcp = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => tcp.once("listening", resolve));
  ({ port } = tcp.address() as { port: number });
  udp = createSocket("udp4");
  await new Promise<void>((resolve) => udp.bind(port, "127.0.0.1", resolve));
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
  const results = await selfQuery([{ address: "127.0.0.1", port }], 5000, 4711);
  expect(results).toEqual([
    { address: `127.0.0.1:${port}`, transport: "udp", fault: null },
    { address: `127.0.0.1:${port}`, transport: "tcp", fault: null },
  ]);
});

it("says which transport is silent, and which closes", async () => {
  // An answer with another ID, and the question itself, are no response.
  udp.on("message", (message, from) => udp.send(message, from.port, from.address));
  tcp.on("connection", (socket) => socket.end());
  const results = await selfQuery([{ address: "127.0.0.1", port }], 100, 4711);
  expect(results.map(({ fault }) => fault)).toEqual([
    "no response within 100 ms",
    "the connection was closed without a response",
  ]);
});

it("asks the loopback for a wildcard address", async () => {
  udp.on("message", (message, from) => udp.send(asResponse(message), from.port, from.address));
  tcp.on("connection", (socket) => socket.destroy());
  const [result] = await selfQuery([{ address: "0.0.0.0", port }], 5000, 1);
  expect(result).toEqual({ address: `0.0.0.0:${port}`, transport: "udp", fault: null });
});

/** The question with QR set (RFC 1035 §4.1.1). */
function asResponse(message: Uint8Array): Uint8Array {
  const response = Uint8Array.from(message);
  response[2]! |= 0x80;
  return response;
}
