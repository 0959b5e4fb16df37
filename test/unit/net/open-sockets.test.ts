import { describe, expect, it } from "vitest";
import * as c from "../../../src/net/linux/constants.js";
import { type Libc, loadLibc } from "../../../src/net/linux/libc.js";
import { listenAddressFromText } from "../../../src/net/listen-address.js";
import { OpenSockets } from "../../../src/net/open-sockets.js";

const libc = await loadLibc();
const sizes = { receiveBufferBytes: 100_000, sendBufferBytes: 100_000 };
const anywhere = ["127.0.0.1:0", "127.0.0.2:0"].map((text) => listenAddressFromText(text)!);

describe.skipIf("missing" in libc)("the sockets of a server", () => {
  const real = libc as Libc;

  it("are one a worker and address, with UDP and TCP on the same port", () => {
    const sockets = new OpenSockets(real, anywhere, 3, 16, sizes);
    try {
      expect(sockets.udp.map((handles) => handles.length)).toEqual([2, 2, 2]);
      expect(new Set(sockets.udp.flat().map(({ fd }) => fd)).size).toBe(6);
      expect(sockets.addresses.every(({ port }) => port > 0)).toBe(true);
      expect(sockets.receiveBufferBytes).toBe(100_000);
    } finally {
      sockets.close();
    }
  });

  it("are all closed again when one of them cannot be opened", () => {
    const open = new Set<number>();
    let left = 5;
    const failing: Libc = {
      ...real,
      socket: (...parameters) => {
        const fd = left-- > 0 ? real.socket(...parameters) : -1;
        if (fd >= 0) open.add(fd);
        return fd;
      },
      close: (fd) => {
        open.delete(fd);
        return real.close(fd);
      },
    };
    expect(() => new OpenSockets(failing, anywhere, 3, 16, sizes)).toThrow(/^socket failed for/);
    // More than one has failed where the port of the first try was taken.
    expect(left).toBeLessThan(0);
    expect(open.size).toBe(0);
  });

  it("tell what the kernel granted where buffers cannot be forced", () => {
    const unprivileged: Libc = {
      ...real,
      setsockopt: (fd, level, name, value, length) =>
        name === c.SO_RCVBUFFORCE || name === c.SO_SNDBUFFORCE
          ? -1
          : real.setsockopt(fd, level, name, value, length),
    };
    const asked = { receiveBufferBytes: 0x3fff_ffff, sendBufferBytes: 100_000 };
    const sockets = new OpenSockets(unprivileged, anywhere, 1, 16, asked);
    expect(sockets.receiveBufferBytes).toBeLessThan(asked.receiveBufferBytes);
    expect(sockets.receiveBufferBytes).toBeGreaterThan(10_000);
    sockets.close();
  });
});
