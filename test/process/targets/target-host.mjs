/**
 * The process that targets live in: servers on loopback addresses that are well, or ill in the way
 * that the test orders. It ends when the test does, however that ends: its channel closes.
 */
import { createSocket } from "node:dgram";
import { createServer as createHttp } from "node:http";
import { createServer as createHttp2, createSecureServer } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp } from "node:net";

/** By id. */
const targets = new Map();

process.on("message", async ({ id, order }) => {
  try {
    const target = targets.get(id) ?? new Target();
    targets.set(id, target);
    const port = await target.obey(order);
    process.send({ id, port });
  } catch (error) {
    process.send({ id, fault: error instanceof Error ? error.message : String(error) });
  }
});
process.on("disconnect", () => process.exit());

class Target {
  mode = { is: "healthy" };
  servers = [];
  sockets = new Set();

  /** Order by order: where it is to be and what it is to speak, or only how it is to behave. */
  async obey(order) {
    if (order.kind !== undefined) {
      this.place = { kind: order.kind, address: order.address, tls: order.tls };
      this.port = order.port;
    }
    const was = this.mode;
    this.mode = order.mode;
    this.chance = randomFrom(order.mode.seed ?? 1);
    if (order.mode.is === "refusing") await this.close();
    else if (this.servers.length === 0) await this.open();
    // Connections of the way it was before do not linger.
    else if (was.is === "stalled") for (const socket of this.sockets) socket.destroy();
    const certificate = order.mode.certificate ?? this.place.tls;
    for (const server of this.servers) server.setSecureContext?.(certificate);
    return this.port;
  }

  async open() {
    const { kind, address, tls } = this.place;
    for (const server of makers[kind](this, tls)) {
      server.on("error", () => {});
      server.on("connection", (socket) => {
        this.sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => this.sockets.delete(socket));
      });
      this.port = await listen(server, this.port ?? 0, address);
      this.servers.push(server);
    }
  }

  async close() {
    const closing = this.servers.splice(0);
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(closing.map((server) => new Promise((done) => server.close(done))));
  }

  /** Answers a request in the way of the mode. `drop` ends it without an answer. */
  serve(answer, drop) {
    const { mode } = this;
    if (mode.is === "stalled") return;
    if (mode.is === "lossy" && this.chance() < mode.share) drop();
    else if (mode.is === "slow") setTimeout(() => answer("healthy"), mode.ms);
    else answer(mode.is);
  }
}

const makers = {
  tcp: () => [createTcp((socket) => socket.resume())],
  http: (target) => [createHttp((request, response) => serveHttp(target, request, response))],
  https: (target, tls) => {
    // Slow ones are so in the handshake too, where a probe has more than one step to go.
    const SNICallback = (_, done) => {
      setTimeout(() => done(null, null), target.mode.is === "slow" ? target.mode.ms : 0);
    };
    return [
      createHttps({ ...tls, SNICallback }, (request, response) =>
        serveHttp(target, request, response),
      ),
    ];
  },
  grpc: (target, tls) => {
    const server = tls === undefined ? createHttp2() : createSecureServer(tls);
    server.on("sessionError", () => {});
    server.on("stream", (stream) => serveGrpc(target, stream));
    return [server];
  },
  // TCP first: its port is the rarer one to be free.
  dns: (target) => [createTcp((socket) => serveDnsStream(target, socket)), dnsDatagrams(target)],
};

function serveHttp(target, request, response) {
  target.serve(
    (how) => {
      if (how === "status") response.writeHead(503);
      response.end(how === "wrong-body" ? "the database is away" : "all is well");
    },
    () => request.socket.destroy(),
  );
}

/** grpc.health.v1.Health/Check: a message of one field, 1 for SERVING and 2 for NOT_SERVING. */
function serveGrpc(target, stream) {
  stream.on("error", () => {});
  stream.resume();
  stream.on("end", () =>
    target.serve(
      (how) => {
        if (stream.destroyed) return;
        stream.respond(
          { ":status": 200, "content-type": "application/grpc" },
          { waitForTrailers: true },
        );
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(Buffer.from([0, 0, 0, 0, 2, 0x08, how === "not-serving" ? 2 : 1]));
      },
      () => stream.session?.destroy(),
    ),
  );
}

function dnsDatagrams(target) {
  const socket = createSocket(target.place.address.includes(":") ? "udp6" : "udp4");
  socket.on("message", (query, from) =>
    target.serve(
      (how) => socket.send(dnsAnswer(query, how), from.port, from.address),
      () => {},
    ),
  );
  return socket;
}

function serveDnsStream(target, socket) {
  socket.on("data", (bytes) =>
    target.serve(
      (how) => {
        const answer = dnsAnswer(bytes.subarray(2), how);
        socket.write(
          Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]),
        );
      },
      () => socket.destroy(),
    ),
  );
}

/** The question again, and 192.0.2.1 for it. */
function dnsAnswer(query, how) {
  let end = 12;
  while (query[end] !== 0) end += query[end] + 1;
  const head = Buffer.from(query.subarray(0, end + 5));
  const rcode = how === "status" ? 2 : 0;
  head.writeUInt16BE(0x8400 | rcode, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(rcode === 0 ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  if (rcode !== 0) return head;
  const last = how === "wrong-body" ? 99 : 1;
  return Buffer.concat([
    head,
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, last]),
  ]);
}

function listen(server, port, address) {
  return new Promise((done, fail) => {
    server.once("error", fail);
    const listening = () => {
      server.off("error", fail);
      done(server.address().port);
    };
    if (server.bind === undefined) server.listen(port, address, listening);
    else server.bind(port, address, listening);
  });
}

/** Mulberry32. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
