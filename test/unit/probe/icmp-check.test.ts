import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadLibc } from "../../../src/net/linux/libc.js";
import { checksum, readEchoReply, writeEcho } from "../../../src/probe/icmp-message.js";
import { IcmpSocket } from "../../../src/probe/icmp-socket.js";
import { plannedProbe } from "./monitors.js";
import { runCheck, startCheck } from "./run-check.js";

const icmp = { type: "icmp", payloadBytes: 56 } as const;

/** Why this machine cannot ping; undefined if it can. */
async function obstacle(family: 4 | 6): Promise<string | undefined> {
  const libc = await loadLibc();
  if ("missing" in libc) return libc.missing;
  const socket = IcmpSocket.open(libc, family);
  if (typeof socket === "string") return socket;
  const loopback = family === 4 ? Uint8Array.of(127, 0, 0, 1) : new Uint8Array(16).fill(1, 15);
  const message = new Uint8Array(16);
  writeEcho(message, family, 1, 1, randomBytes(8));
  const fault = socket.send(message, loopback);
  socket.close();
  return fault === undefined ? undefined : `this machine has no IPv${family} loopback: ${fault}`;
}

const obstacles = { 4: await obstacle(4), 6: await obstacle(6) };

describe("an icmp check", () => {
  for (const [family, address] of [
    [4, "127.0.0.1"],
    [6, "::1"],
  ] as const) {
    const why = obstacles[family];
    const reason = why === undefined ? "" : ` (skipped: ${why})`;
    it.skipIf(why !== undefined)(`passes when ${address} answers${reason}`, async () => {
      const probe = plannedProbe(address, icmp);
      expect(await runCheck(probe)).toEqual({ kind: "passed", reason: "ok" });
      const several = await Promise.all([1, 2, 3].map(() => runCheck(probe)));
      expect(several.map(({ kind }) => kind)).toEqual(["passed", "passed", "passed"]);
    });
  }

  it("leaves nothing behind when it is stopped before the answer", async () => {
    const stop = startCheck(plannedProbe("127.0.0.1", icmp), {}, () => {});
    stop();
    stop();
  });
});

describe("an echo request", () => {
  it("has a checksum that comes out even", () => {
    const message = new Uint8Array(24);
    writeEcho(message, 4, 0x1234, 7, randomBytes(8));
    expect(checksum(message)).toBe(0);
    expect([...message.subarray(0, 2), ...message.subarray(4, 8)]).toEqual([
      8, 0, 0x12, 0x34, 0, 7,
    ]);
  });

  it("is not taken for a reply, nor is anything too short", () => {
    const message = new Uint8Array(24);
    writeEcho(message, 4, 1, 513, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(readEchoReply(message, 4)).toBeUndefined();
    message[0] = 0;
    expect(readEchoReply(message, 4)).toEqual({
      sequence: 513,
      token: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    });
    expect(readEchoReply(message, 6)).toBeUndefined();
    expect(readEchoReply(message.subarray(0, 15), 4)).toBeUndefined();
  });
});
