import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HttpCheck } from "../../../src/steering/config.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { plainRequest, plannedProbe, strictTls } from "./monitors.js";
import { runCheck, startCheck } from "./run-check.js";
import { closeAll, closeLater, listen, portOf } from "./targets.js";

afterEach(closeAll);

async function check(port: number, changes: Partial<HttpCheck> = {}) {
  return runCheck(plannedProbe("127.0.0.1", { type: "http", port, ...plainRequest, ...changes }));
}

async function serve(answer: RequestListener): Promise<number> {
  return portOf(createServer(answer));
}

/** A server that answers with these octets, whatever it is asked, and leaves the connection open. */
async function say(text: string): Promise<number> {
  return (await listen((socket) => socket.once("data", () => socket.write(text, "latin1")))).port;
}

describe("an http check", () => {
  it("sends one request with the headers that it is given, and no more", async () => {
    let seen = "";
    const { port } = await listen((socket) => {
      socket.on("data", (chunk) => {
        seen += chunk.toString("latin1");
        if (seen.endsWith("\r\n\r\n")) socket.end("HTTP/1.1 204 No Content\r\n\r\n");
      });
    });
    const headers = [
      ["X-Probe", "a b"],
      ["accept", "text/plain"],
    ] as const;
    expect(await check(port, { headers, path: "/a?b=c" })).toMatchObject({ kind: "passed" });
    expect(seen).toBe(
      `GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: fivenines-health/test\r\n` +
        "X-Probe: a b\r\naccept: text/plain\r\nConnection: close\r\n\r\n",
    );
  });

  it("asks for the host that the file names", async () => {
    let host = "";
    const port = await serve((request, response) => {
      host = String(request.headers.host);
      response.end();
    });
    await check(port, { host: "www.example.com" });
    expect(host).toBe("www.example.com");
  });

  it("judges the status by the ranges given, and follows no redirect", async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await check(port)).toEqual({ kind: "failed", reason: "status 302" });
    expect(
      await check(port, {
        codes: [
          [200, 200],
          [300, 399],
        ],
      }),
    ).toMatchObject({
      kind: "passed",
    });
    expect(asked).toBe(2);
  });

  it("looks for text and patterns in the body, whatever its framing", async () => {
    const body = { kind: "text", value: "all is well" } as const;
    const other = { kind: "pattern", value: "all*bad" } as const;
    const framings: RequestListener[] = [
      (_, response) => response.writeHead(200, { "content-length": 11 }).end("all is well"),
      (_, response) => {
        for (const letter of "all is well") response.write(letter);
        response.end();
      },
      (request) => request.socket.end("HTTP/1.0 200 OK\r\n\r\nall is well"),
    ];
    for (const framing of framings) {
      const port = await serve(framing);
      expect(await check(port, { body })).toEqual({ kind: "passed", reason: "ok" });
      expect(await check(port, { body: other })).toEqual({ kind: "failed", reason: "body" });
    }
  });

  it("needs no body for HEAD, and for the status alone does not wait for one", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    expect(await check(await say(head), { method: "HEAD" })).toMatchObject({ kind: "passed" });
    expect(await check(await say(head))).toMatchObject({ kind: "passed" });
  });

  it("finds text in the first 64 KiB only, and reads no further", async () => {
    const { port, sent } = await endless((fill) => `${"x".repeat(65_530)}needle${fill}`);
    const wanted = (value: string) => ({ body: { kind: "text", value } as const });
    expect(await check(port, wanted("needle"))).toMatchObject({ kind: "passed" });
    expect(await check(port, wanted("needley"))).toEqual({ kind: "failed", reason: "body" });
    expect(sent()).toBeLessThan(32 * 1024 * 1024);
  });

  it("gives up on headers without end", async () => {
    const { port } = await endless((fill) => `X-Fill: ${fill}\r\n`, "HTTP/1.1 200 OK\r\n");
    expect(await check(port)).toEqual({ kind: "failed", reason: "malformed" });
  });

  it("gives up on interim responses without end", async () => {
    const early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    const { port } = await endless(() => early.repeat(100), early);
    expect(await check(port)).toEqual({ kind: "failed", reason: "malformed" });
  });

  it("takes an interim response for what it is", async () => {
    const port = await say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\n\r\n");
    expect(await check(port)).toEqual({ kind: "failed", reason: "status 503" });
  });

  it.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["HTTP/2 in plain text", "HTTP/2 200\r\n\r\n"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab"],
    ["an unknown transfer coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n"],
    [
      "a chunk longer than it says",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
    ],
    [
      "a chunk line without end",
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(300)}`,
    ],
  ])("calls %s malformed", async (_, text) => {
    const body = { kind: "text", value: "x" } as const;
    expect(await check(await say(text), { body })).toEqual({ kind: "failed", reason: "malformed" });
  });

  it("tells a connection that was closed without a word from a body that was cut short", async () => {
    const closing = await listen((socket) => socket.once("data", () => socket.end()));
    expect(await check(closing.port)).toEqual({ kind: "failed", reason: "closed" });
    const cut = await listen((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab"));
    });
    const body = { kind: "text", value: "ab" } as const;
    expect(await check(cut.port, { body })).toEqual({ kind: "failed", reason: "malformed" });
  });

  it("does not send what would be another header, or another request", async () => {
    const port = await serve((_, response) => response.end());
    const attempts: Partial<HttpCheck>[] = [
      { path: "/ HTTP/1.1\r\nX: y" },
      { path: "no-slash" },
      { host: "a\r\nX: y" },
      { headers: [["X", "a\nY: b"]] },
      { headers: [["X: y\r\nZ", "a"]] },
    ];
    for (const attempt of attempts) {
      expect(await check(port, attempt)).toMatchObject({
        kind: "unknown",
        reason: expect.stringContaining("cannot be sent"),
      });
    }
  });

  it("closes the connection when it is stopped in the middle", async () => {
    let closed: Promise<void> | undefined;
    const asked = new Promise<void>((resolve) => {
      void listen((socket: Socket) => {
        closed = new Promise((done) => socket.on("close", () => done()));
        socket.once("data", () => resolve());
      }).then(({ port }) => {
        const stop = startCheck(
          plannedProbe("127.0.0.1", { type: "http", port, ...plainRequest }),
          {},
          () => {},
        );
        void asked.then(stop);
      });
    });
    await asked;
    await closed;
  });
});

describe("an https check", () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });

  async function checkTls(shown: "good" | "expired" | "ending", status: number) {
    let serverName: string | false | null | undefined;
    const server = createTlsServer(certificates[shown], (request, response) => {
      serverName = (request.socket as import("node:tls").TLSSocket).servername;
      response.writeHead(status).end();
    });
    const port = await portOf(server);
    const https = { type: "https", port, ...plainRequest, ...strictTls } as const;
    const probe = plannedProbe("127.0.0.1", { ...https, serverName: "www.example.com" });
    const outcome = await runCheck(probe, {
      environment: { secureContext: certificates.trusting },
    });
    return { outcome, serverName };
  }

  it("passes with a good certificate and a good status, and names the server", async () => {
    const { outcome, serverName } = await checkTls("good", 200);
    expect(outcome).toEqual({ kind: "passed", reason: "ok" });
    expect(serverName).toBe("www.example.com");
  });

  it("fails over the certificate before it asks for anything", async () => {
    const { outcome, serverName } = await checkTls("expired", 200);
    expect(outcome).toEqual({ kind: "failed", reason: "certificate expired" });
    expect(serverName).toBeUndefined();
  });

  it("fails over the status, and hands on that the certificate ends soon", async () => {
    expect((await checkTls("ending", 503)).outcome).toMatchObject({
      kind: "failed",
      reason: "status 503",
      warning: expect.stringContaining("the certificate ends in"),
    });
  });
});

/** A server that never stops sending. */
async function endless(make: (fill: string) => string, start = "HTTP/1.1 200 OK\r\n\r\n") {
  let sent = 0;
  const fill = "y".repeat(1000);
  const { port } = await listen((socket) => {
    let open = true;
    socket.on("close", () => {
      open = false;
    });
    const more = () => {
      while (open) {
        const text = make(fill);
        sent += text.length;
        if (!socket.write(text)) {
          socket.once("drain", more);
          return;
        }
      }
    };
    socket.once("data", () => {
      socket.write(start);
      more();
    });
    closeLater(() => socket.destroy());
  });
  return { port, sent: () => sent };
}
