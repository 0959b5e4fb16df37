import { createSecureServer, createServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { Server } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HttpCheck } from "../../../src/steering/config.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { plainRequest, plannedProbe, strictTls } from "./monitors.js";
import { runCheck } from "./run-check.js";
import { closeAll, closeLater, listen, portOf } from "./targets.js";

afterEach(closeAll);

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});

type Serve = (stream: ServerHttp2Stream, headers: Record<string, unknown>) => void;

async function serveTls(serve: Serve): Promise<number> {
  const server = createSecureServer({ ...certificates.good });
  server.on("session", (session) => {
    session.on("error", () => {});
    closeLater(() => session.destroy());
  });
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    serve(stream, headers);
  });
  return portOf(server as unknown as Server);
}

async function check(port: number, changes: Partial<HttpCheck> = {}) {
  const http2 = { type: "http2", port, ...plainRequest, ...strictTls, ...changes } as const;
  return runCheck(plannedProbe("127.0.0.1", http2), {
    environment: { secureContext: certificates.trusting },
  });
}

async function checkGrpc(port: number, service = "", tls = false) {
  const grpc = { type: "grpc", port, tls, service, ...strictTls } as const;
  return runCheck(plannedProbe("127.0.0.1", grpc), {
    environment: { secureContext: certificates.trusting },
  });
}

/** A gRPC server without TLS that sends these octets and this status. */
async function serveGrpc(body: (request: Buffer) => Buffer, status = "0"): Promise<number> {
  const server = createServer();
  server.on("session", (session) => {
    session.on("error", () => {});
    closeLater(() => session.destroy());
  });
  server.on("stream", (stream) => answerGrpc(stream, body, status));
  return portOf(server as unknown as Server);
}

function answerGrpc(stream: ServerHttp2Stream, body: (request: Buffer) => Buffer, status: string) {
  const request: Buffer[] = [];
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => request.push(chunk));
  stream.on("end", () => {
    stream.respond({ "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
    stream.end(body(Buffer.concat(request)));
  });
}

/** HealthCheckResponse with this status, in its frame. */
function response(status: number): Buffer {
  return Buffer.from(status === 0 ? [0, 0, 0, 0, 0] : [0, 0, 0, 0, 2, 0x08, status]);
}

describe("an http2 check", () => {
  it("asks by HTTP/2 and judges status and body as https does", async () => {
    let seen: Record<string, unknown> = {};
    const port = await serveTls((stream, headers) => {
      seen = { ...headers };
      stream.respond({ ":status": 200 });
      stream.end("all is well");
    });
    const body = { kind: "text", value: "is well" } as const;
    const headers = [["X-Probe", "1"]] as const;
    expect(await check(port, { body, headers, host: "www.example.com" })).toEqual({
      kind: "passed",
      reason: "ok",
    });
    expect(seen).toMatchObject({
      ":method": "GET",
      ":path": "/healthz",
      ":authority": "www.example.com",
      "user-agent": "fivenines-health/test",
      "x-probe": "1",
    });
    expect(await check(port, { body: { kind: "text", value: "ill" } })).toMatchObject({
      reason: "body",
    });
    expect(await check(port, { codes: [[503, 503]] })).toMatchObject({ reason: "status 200" });
  });

  it("fails where the server speaks HTTP/1.1 only", async () => {
    const server = createHttpsServer({ ...certificates.good }, (_, answer) => answer.end());
    expect(await check(await portOf(server))).toEqual({ kind: "failed", reason: "protocol" });
  });

  it("fails where the stream or the connection is given up", async () => {
    const refusing = await serveTls((stream) => stream.close(7));
    expect(await check(refusing)).toMatchObject({ kind: "failed" });
    const leaving = await serveTls((stream) => stream.session?.goaway(0));
    expect(await check(leaving)).toEqual({ kind: "failed", reason: "closed" });
    const dropping = await serveTls((stream) => stream.session?.destroy());
    expect(await check(dropping)).toMatchObject({ kind: "failed" });
  });

  it("reads 64 KiB of a body without end", async () => {
    const port = await serveTls((stream) => {
      stream.respond({ ":status": 200 });
      const more = () => {
        while (!stream.destroyed && stream.write("x".repeat(16_384)));
        stream.once("drain", more);
      };
      more();
    });
    const body = { kind: "text", value: "x" } as const;
    expect(await check(port, { body })).toMatchObject({ kind: "passed" });
  });
});

describe("a grpc check", () => {
  it("asks for the service and passes if it is serving", async () => {
    let asked = Buffer.alloc(0);
    const port = await serveGrpc((request) => {
      asked = request as Buffer<ArrayBuffer>;
      return response(1);
    });
    expect(await checkGrpc(port, "shop.Cart")).toEqual({ kind: "passed", reason: "ok" });
    expect(asked).toEqual(Buffer.from("\0\0\0\0\x0b\x0a\x09shop.Cart", "latin1"));
    await checkGrpc(port);
    expect(asked).toEqual(Buffer.from([0, 0, 0, 0, 0]));
  });

  it("asks over TLS where the file says so", async () => {
    const port = await serveTls((stream) => answerGrpc(stream, () => response(1), "0"));
    expect(await checkGrpc(port, "", true)).toEqual({ kind: "passed", reason: "ok" });
  });

  it.each([0, 2, 3])("fails with status %i: not serving", async (status) => {
    const port = await serveGrpc(() => response(status));
    expect(await checkGrpc(port)).toEqual({ kind: "failed", reason: "not serving" });
  });

  it("fails with what gRPC itself says, and with what is not gRPC", async () => {
    const unknownService = await serveGrpc(() => Buffer.alloc(0), "5");
    expect(await checkGrpc(unknownService)).toEqual({ kind: "failed", reason: "grpc status 5" });
    const bodies = [
      Buffer.from("serving"),
      Buffer.from([1, 0, 0, 0, 2, 8, 1]),
      Buffer.from([0, 0, 0, 0, 9, 8, 1]),
      Buffer.from([0, 0, 0, 0, 3, 8, 0xff, 0xff]),
      Buffer.from([0, 0, 0, 0, 2, 0x0a, 0x7f]),
    ];
    for (const body of bodies) {
      const port = await serveGrpc(() => body);
      expect(await checkGrpc(port)).toEqual({ kind: "failed", reason: "malformed" });
    }
  });

  it("passes over fields that it does not know", async () => {
    const fields = [0x12, 2, 9, 9, 0x08, 1, 0x1d, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 0, 0];
    const port = await serveGrpc(() => Buffer.from([0, 0, 0, 0, fields.length, ...fields]));
    expect(await checkGrpc(port)).toMatchObject({ kind: "passed" });
  });

  it("does not swallow a huge message", async () => {
    const port = await serveGrpc(() =>
      Buffer.concat([Buffer.from([0, 1, 0, 0, 0]), Buffer.alloc(2 ** 24)]),
    );
    expect(await checkGrpc(port)).toEqual({ kind: "failed", reason: "malformed" });
  });

  it("cuts off a server that floods the connection with frames", async () => {
    // SETTINGS, then PING frames (RFC 9113 §6.7) without end.
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const ping = Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const flood = Buffer.concat(new Array<Buffer>(4000).fill(ping));
    let sent = 0;
    const { port } = await listen((socket) => {
      socket.resume();
      socket.write(settings);
      const more = () => {
        while (!socket.destroyed && sent < 2 ** 30) {
          sent += flood.length;
          if (!socket.write(flood)) {
            socket.once("drain", more);
            return;
          }
        }
      };
      more();
    });
    expect(await checkGrpc(port)).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(/^(too much|malformed|closed|reset)$/),
    });
    console.log(`flooded with ${Math.round(sent / 1024)} KiB`);
    expect(sent).toBeLessThan(2 ** 29);
  });

  it("fails where no HTTP/2 is spoken", async () => {
    const { port } = await listen((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await checkGrpc(port)).toMatchObject({ kind: "failed" });
  });
});
