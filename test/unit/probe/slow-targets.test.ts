/** Targets that accept and then take for ever: ended by the time-out, with all that they hold. */
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { threadClock } from "../../../src/probe/probe-clock.js";
import type { ProbeNews } from "../../../src/probe/probe-thread-messages.js";
import { Schedule } from "../../../src/probe/schedule.js";
import type { Check } from "../../../src/steering/config.js";
import { plainRequest, plannedProbe, strictTls } from "./monitors.js";
import { startCheck } from "./run-check.js";
import { closeAll, closeLater, listen } from "./targets.js";

afterEach(closeAll);

const checks: { readonly [name: string]: (port: number) => Check } = {
  tls: (port) => ({ type: "tls", port, ...strictTls }),
  http: (port) => ({ type: "http", port, ...plainRequest }),
  https: (port) => ({ type: "https", port, ...plainRequest, ...strictTls }),
  http2: (port) => ({ type: "http2", port, ...plainRequest, ...strictTls }),
  "grpc without TLS": (port) => ({ type: "grpc", port, tls: false, service: "", ...strictTls }),
  "dns by TCP": (port) => ({
    type: "dns",
    port,
    transport: "tcp",
    qname: "example.com.",
    qtype: "SOA",
    rcodes: ["NOERROR"],
    answers: [],
  }),
};

/** The reason told after the first probe, and whether the target saw its connection end. */
async function probe(check: (port: number) => Check, serve: (socket: Socket) => void) {
  let closed = 0;
  const { port } = await listen((socket) => {
    socket.on("close", () => closed++);
    socket.resume();
    serve(socket);
  });
  const news: ProbeNews[] = [];
  const schedule = new Schedule({
    clock: threadClock,
    random: () => 0,
    concurrencyMax: 10,
    tell: (told) => news.push(told),
    start: (planned, end) => startCheck(planned, {}, end),
  });
  closeLater(() => schedule.close());
  schedule.set([
    plannedProbe("127.0.0.1", check(port), {
      timeoutMs: 150,
      intervalMs: 60_000,
      recheckMs: 60_000,
    }),
  ]);
  const reasons = () =>
    news
      .flatMap((told) => (told.kind === "states" ? told.changes : []))
      .map((one) => one.state.reason);
  await expect.poll(reasons).not.toEqual([]);
  await expect.poll(() => closed).toBeGreaterThan(0);
  return reasons();
}

describe.each(Object.entries(checks))("a target of a %s check", (name, check) => {
  it("that accepts and says nothing is given up when its time is out", async () => {
    expect(await probe(check, () => {})).toEqual(["timeout"]);
  });

  it("that says an octet now and then is given up as well", async () => {
    const words: { readonly [name: string]: string } = {
      http: "HTTP/1.1 200 OK\r\nX-Slow: ",
      "dns by TCP": "\xff\xff",
      // SETTINGS, then a frame of 16 KiB of an unknown type, to be ignored (RFC 9113 §4.1).
      "grpc without TLS": "\0\0\0\x04\0\0\0\0\0\0\x40\0\xff\0\0\0\0\0",
    };
    // The head of a TLS handshake record of 16 KiB.
    const word = words[name] ?? "\x16\x03\x03\x40\x00\x02\x00\x3f\xfc";
    const dribble = (socket: Socket) => {
      let at = 0;
      const timer = setInterval(() => socket.write(word[at++] ?? "x", "latin1"), 5);
      socket.on("close", () => clearInterval(timer));
    };
    expect(await probe(check, dribble)).toEqual(["timeout"]);
  });
});
