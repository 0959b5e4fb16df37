/** Batches against a C library that fails on demand: what the kernel may do on a bad day. */
import { describe, expect, it } from "vitest";
import { BatchSocket } from "../../../src/net/linux/batch-socket.js";
import * as c from "../../../src/net/linux/constants.js";
import { arenaLayout, FrameArena, frameStride } from "../../../src/net/linux/frame-arena.js";
import type { Libc } from "../../../src/net/linux/libc.js";
import { loadLibc } from "../../../src/net/linux/libc.js";
import { MessageHeaders } from "../../../src/net/linux/message-headers.js";
import { selfTest } from "../../../src/net/linux/self-test.js";
import { SocketSet } from "../../../src/net/linux/socket-set.js";

const base = 0x7f12_3456_7000;

/** A C library whose calls give what the lists say, one after the other; a negative is an errno. */
class ScriptedLibc implements Libc {
  readonly calls: string[] = [];
  #errno = 0;
  constructor(
    readonly received: number[] = [],
    readonly sent: number[] = [],
    readonly polled: number[] = [],
    readonly onPoll: () => void = () => {},
  ) {}
  socket = () => 3;
  setsockopt = () => 0;
  getsockopt = () => 0;
  bind = () => 0;
  listen = () => 0;
  getsockname = () => 0;
  sendto = () => -1;
  recvfrom = () => -1;
  fcntl = () => 4;
  close = () => 0;
  addressOf = () => base;
  errno = () => this.#errno;
  poll = (_at: number, count: number, timeoutMs: number) => {
    this.onPoll();
    return this.#next(this.polled, `poll ${count} ${timeoutMs}`);
  };
  recvmmsg = (fd: number, _at: number, _count: number, flags: number) =>
    this.#next(this.received, `recv ${fd} ${flags === c.MSG_DONTWAIT ? "now" : "wait"}`);
  sendmmsg = (fd: number, at: number, count: number) =>
    this.#next(this.sent, `send ${fd} +${(at - this.sendStart) / 64} ${count}`);
  sendStart = 0;
  #next(list: number[], call: string): number {
    this.calls.push(call);
    const value = list.shift() ?? -c.EAGAIN;
    if (value >= 0) return value;
    this.#errno = -value;
    return -1;
  }
}

function socketOn(libc: ScriptedLibc, fd = 7, slot = 0, arena = new FrameArena()): BatchSocket {
  const headers = new MessageHeaders(arena, base, { family: 4, packetInfo: false });
  libc.sendStart = headers.sendAddress;
  return new BatchSocket(libc, fd, headers, arena, base, slot);
}

describe("sending a batch", () => {
  it("goes on behind what a first call took", () => {
    const libc = new ScriptedLibc([], [3, 2]);
    socketOn(libc).send(5);
    expect(libc.calls).toEqual(["send 7 +0 5", "send 7 +3 2"]);
  });

  it("gives up only the message that cannot be sent, and counts it", () => {
    const libc = new ScriptedLibc([], [2, -1 /* EPERM */, 2]);
    const socket = socketOn(libc);
    socket.send(5);
    expect(libc.calls).toEqual(["send 7 +0 5", "send 7 +2 3", "send 7 +3 2"]);
    expect(socket.failed).toBe(1);
  });

  it("waits once for room in a full buffer, then gives up the rest", () => {
    const libc = new ScriptedLibc([], [-c.EAGAIN, 1, -c.EAGAIN], [1]);
    const socket = socketOn(libc);
    socket.send(4);
    expect(libc.calls).toEqual(["send 7 +0 4", "poll 1 10", "send 7 +0 4", "send 7 +1 3"]);
    expect(socket.failed).toBe(3);
  });

  it("tries again after a signal", () => {
    const libc = new ScriptedLibc([], [-c.EINTR, 2]);
    const socket = socketOn(libc);
    socket.send(2);
    expect([libc.calls.length, socket.failed]).toEqual([2, 0]);
  });

  it("dies on a fault of its own", () => {
    const socket = socketOn(new ScriptedLibc([], [-c.EFAULT]));
    expect(() => socket.send(1)).toThrow("sendmmsg failed: error 14");
  });
});

describe("receiving a batch", () => {
  it("takes a time-out, a signal and want of memory as nothing received", () => {
    const socket = socketOn(new ScriptedLibc([-c.EAGAIN, -c.EINTR, -c.ENOMEM, 5]));
    expect([0, 0, 0, 0].map(() => socket.receive(0))).toEqual([0, 0, 0, 5]);
  });

  it("dies on a fault of its own", () => {
    const socket = socketOn(new ScriptedLibc([-c.EBADF]));
    expect(() => socket.receive(0)).toThrow("recvmmsg failed: error 9");
  });

  it("refuses a message that was cut, or that came without its address", () => {
    const { headers } = socketOn(new ScriptedLibc());
    expect(headers.isWhole(3)).toBe(true);
    headers.receive[3 * 16 + 12] = c.MSG_TRUNC;
    expect(headers.isWhole(3)).toBe(false);
    headers.receive[4 * 16 + 2] = 0;
    expect(headers.isWhole(4)).toBe(false);
    // The length is put right again for the next batch.
    expect(headers.isWhole(4)).toBe(true);
  });
});

describe("send headers", () => {
  it("point at the frame whose answer they carry, and move up over one without", () => {
    const arena = new FrameArena();
    const { headers } = socketOn(new ScriptedLibc(), 7, 0, arena);
    const pointers = new BigUint64Array(arena.shared);
    const sendAt = (headers.sendAddress - base) / 8;
    const carried = (k: number) => {
      const vector = (Number(pointers[sendAt + k * 8 + 2]) - base) / 8;
      const name = (Number(pointers[sendAt + k * 8]) - base - arenaLayout.names) / 32;
      return [(Number(pointers[vector]) - base) / frameStride, name, Number(pointers[vector + 1])];
    };
    headers.queue(0, 0, 100);
    headers.queue(1, 2, 101);
    headers.queue(2, 5, 102);
    expect([0, 1, 2].map(carried)).toEqual([
      [0, 0, 100],
      [2, 2, 101],
      [5, 5, 102],
    ]);
    // The next batch has no gap: they move back.
    headers.queue(1, 1, 103);
    headers.queue(2, 2, 104);
    expect([1, 2].map(carried)).toEqual([
      [1, 1, 103],
      [2, 2, 104],
    ]);
  });
});

describe("several sockets of one worker", () => {
  function pair(received: number[], ready: [boolean, boolean][]) {
    const arena = new FrameArena();
    const polls = new Int32Array(arena.shared, arenaLayout.polls, 4);
    const libc = new ScriptedLibc(
      received,
      [],
      ready.map((each) => each.filter(Boolean).length),
      () => {
        const next = ready.shift() ?? [false, false];
        for (const [i, isReady] of next.entries()) polls[i * 2 + 1] = c.POLLIN + (+isReady << 16);
      },
    );
    const sockets = [socketOn(libc, 10, 0, arena), socketOn(libc, 11, 1, arena)];
    return { libc, set: new SocketSet(libc, sockets, base + arenaLayout.polls, 25) };
  }

  it("are left alone while one of them is busy with less than a turn's worth", () => {
    const { libc, set } = pair([20, 20, 20], [[true, false]]);
    expect([set.receive(), set.receive(), set.receive()]).toEqual([20, 20, 20]);
    expect(libc.calls).toEqual(["poll 2 25", "recv 10 now", "recv 10 now", "recv 10 now"]);
  });

  it("take turns when both are busy", () => {
    const both: [boolean, boolean] = [true, true];
    const { libc, set } = pair([64, 64, 64, 64], [both, both, both, both]);
    for (let i = 0; i < 4; i++) expect(set.receive()).toBe(64);
    const read = libc.calls.filter((call) => call.startsWith("recv"));
    expect(read).toEqual(["recv 11 now", "recv 10 now", "recv 11 now", "recv 10 now"]);
  });

  it("are looked at when the busy one has run dry", () => {
    const { set } = pair(
      [8, -c.EAGAIN, 5],
      [
        [true, false],
        [false, true],
      ],
    );
    expect([set.receive(), set.current.fd]).toEqual([8, 10]);
    expect([set.receive(), set.current.fd]).toEqual([5, 11]);
  });

  it("give nothing after the time-out", () => {
    const { set } = pair([], []);
    expect(set.receive()).toBe(0);
  });
});

describe("the self-test", () => {
  it("passes with the real C library and fails with a broken one", async ({ skip }) => {
    const libc = await loadLibc();
    if ("missing" in libc) return skip(libc.missing);
    expect(selfTest(libc)).toBeUndefined();
    const deaf = { ...libc, recvmmsg: () => 0 };
    expect(selfTest(deaf)).toBe("IPv4: recvmmsg did not give the messages that were sent");
    const mute = { ...libc, sendmmsg: () => -1, errno: () => 1 };
    expect(selfTest(mute)).toBe("IPv4: sendmmsg did not take the messages");
  });

  // With SO_REUSEPORT the kernel gave both sockets the same port once in seven thousand starts, or the
  // port of a server that ran: messages went astray, and the server served in portable mode.
  it("has ports that it shares with nobody", async ({ skip }) => {
    const libc = await loadLibc();
    if ("missing" in libc) return skip(libc.missing);
    const options: number[] = [];
    const watched: Libc = {
      ...libc,
      setsockopt: (fd, level, name, value, length) => {
        options.push(name);
        return libc.setsockopt(fd, level, name, value, length);
      },
    };
    expect(selfTest(watched)).toBeUndefined();
    expect(options).toContain(c.SO_RCVTIMEO);
    expect(options).not.toContain(c.SO_REUSEPORT);
  });

  // On a busy machine not all messages had come when the first was given, or a call was interrupted.
  it("passes where messages come in pieces, or a call is interrupted", async ({ skip }) => {
    const libc = await loadLibc();
    if ("missing" in libc) return skip(libc.missing);
    const inPieces: Libc = {
      ...libc,
      recvmmsg: (fd, at, count, flags, timeout) =>
        libc.recvmmsg(fd, at, Math.min(count, 3), flags, timeout),
    };
    expect(selfTest(inPieces)).toBeUndefined();
    let calls = 0;
    const interrupted: Libc = {
      ...libc,
      recvmmsg: (...parameters) => (calls++ % 2 === 0 ? -1 : libc.recvmmsg(...parameters)),
      errno: () => (calls % 2 === 1 ? c.EINTR : libc.errno()),
    };
    expect(selfTest(interrupted)).toBeUndefined();
  });
});
