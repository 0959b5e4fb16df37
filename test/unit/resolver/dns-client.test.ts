import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { flag } from "../../../src/dns/header.js";
import { nameFromText } from "../../../src/dns/name-text.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";

const name = nameFromText("www.example.com.") ?? new Uint8Array();
const ask = { name, type: 1 };
const id = 0x1234;

/** A server of datagrams that answers each query with what `answers` makes of it. */
async function udpServer(answers: (query: Buffer) => readonly Buffer[]): Promise<number> {
  const socket = createSocket("udp4");
  onTestFinished(() => new Promise<void>((done) => void socket.close(() => done())));
  socket.on("message", (query, from) => {
    for (const answer of answers(query)) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  return socket.address().port;
}

/** The query as a response, with other flags, and octets changed. */
function response(
  query: Buffer,
  flags: number,
  change: (bytes: Buffer) => void = () => {},
): Buffer {
  const bytes = Buffer.from(query);
  bytes.writeUInt16BE(flags, 2);
  change(bytes);
  return bytes;
}

/** Patient where an answer comes: a machine under load may stand still for a while. */
function client(timeoutMs = 30_000): DnsClient {
  return new DnsClient({ timeoutMs, attempts: 2, randomId: () => id });
}

const to = (port: number) => ({ address: "127.0.0.1", port });

test("takes the answer to its own question, and none of the forged ones before it", async () => {
  const port = await udpServer((query) => [
    response(query, flag.qr | 3, (bytes) => bytes.writeUInt16BE(id + 1, 0)),
    response(query, flag.qr | 3, (bytes) => bytes.writeUInt16BE(28, 12 + name.length)),
    response(query, flag.qr | 3, (bytes) => bytes.write("evil", 17)),
    response(query, 3),
    Buffer.from([0x12]),
    response(query, flag.qr | flag.aa),
  ]);
  const reply = await client().ask(to(port), ask);
  expect(reply).toMatchObject({ id, flags: flag.qr | flag.aa, rcode: 0 });
});

test("says what is wrong with an answer that cannot be read", async () => {
  const port = await udpServer((query) => [
    response(query, flag.qr, (bytes) => bytes.fill(9, 6, 8)),
  ]);
  expect(await client().ask(to(port), ask)).toMatch(/^a malformed answer: /);
});

test("asks twice, and then says how long it has waited", async () => {
  let queries = 0;
  const port = await udpServer(() => {
    queries++;
    return [];
  });
  expect(await client(60).ask(to(port), ask)).toBe("no response within 120 ms");
  // The server of this test may hear the second one only after the client has given up.
  await expect.poll(() => queries).toBe(2);
});

test("says at once that nothing listens", async () => {
  const elsewhere = await udpServer(() => []);
  // Connected, so that it hears nobody else; open, so that nobody else gets the port.
  const deaf = createSocket("udp4");
  onTestFinished(() => void deaf.close());
  await new Promise<void>((done) => deaf.connect(elsewhere, "127.0.0.1", done));
  const { port } = deaf.address();
  expect(await client().ask(to(port), ask)).toBe("no response: nothing listens there");
});

/** A port at which datagrams are answered truncated, and streams with these pieces. */
async function bothServers(pieces: (query: Buffer) => readonly Buffer[]): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (query) => {
      for (const piece of pieces(Buffer.from(query).subarray(2))) socket.write(piece);
      socket.end();
    });
  });
  onTestFinished(() => new Promise<void>((done) => void server.close(() => done())));
  for (;;) {
    const port = await udpServer((query) => [response(query, flag.qr | flag.tc)]);
    const isFree = await new Promise<boolean>((done) => {
      // Somebody may have the port of that number for streams.
      server.once("error", () => done(false)).listen(port, "127.0.0.1", () => done(true));
    });
    if (isFree) return port;
  }
}

test("asks again over TCP when the answer was truncated, in whatever pieces it comes", async () => {
  const port = await bothServers((query) => {
    const answer = response(query, flag.qr | flag.aa);
    const framed = Buffer.concat([Buffer.from([0, answer.length]), answer]);
    return [framed.subarray(0, 1), framed.subarray(1, 9), framed.subarray(9)];
  });
  expect(await client().ask(to(port), ask)).toMatchObject({ flags: flag.qr | flag.aa });
});

test("says that a stream ended before the answer did", async () => {
  const port = await bothServers((query) => [Buffer.from([0, 200]), query]);
  expect(await client().ask(to(port), ask)).toBe("the connection was closed without a response");
});
