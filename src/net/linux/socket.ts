/**
 * Sockets made in the main thread, before privileges are dropped. A worker gets the descriptor's
 * number only: when it dies the socket lives on, the kernel goes on queueing, and the next worker
 * finds what came meanwhile.
 */
import { isWildcard, type ListenAddress } from "../listen-address.js";
import * as c from "./constants.js";
import type { Libc } from "./libc.js";
import { layoutOf, readPort, sockaddr, writeSockaddr } from "./socket-address.js";

export class SocketError extends Error {
  override readonly name = "SocketError";
  constructor(
    readonly call: string,
    readonly errno: number,
    readonly address: string,
  ) {
    super(`${call} failed for ${address}: ${describeErrno(errno)}`);
  }
}

export interface UdpSocketOptions {
  /** Octets of kernel queue; the kernel caps them unless the process may force them. */
  readonly receiveBufferBytes: number;
  readonly sendBufferBytes: number;
  /** How long a receive call waits, so that an idle worker sees its mail. */
  readonly receiveTimeoutMs: number;
  /**
   * Whether other sockets of this user may have the port as well, as the workers of a server do.
   * Where the kernel chooses the port it may then choose one that such a socket has already.
   */
  readonly sharePort: boolean;
  /** Shown in errors. */
  readonly name: string;
  /** Whether each message tells the address it came to; by default on wildcard addresses only. */
  readonly packetInfo?: boolean;
}

/** A bound socket and what it got. */
export interface BoundSocket {
  readonly fd: number;
  readonly port: number;
  /** Octets that may wait to be received. */
  readonly receiveBufferBytes: number;
}

export class SocketFactory {
  readonly #libc: Libc;
  readonly #bytes = new Uint8Array(new SharedArrayBuffer(64));
  readonly #words = new Int32Array(this.#bytes.buffer);
  readonly #address: number;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#address = libc.addressOf(this.#bytes);
  }

  openUdp(listen: ListenAddress, options: UdpSocketOptions): BoundSocket {
    return this.#open(listen, c.SOCK_DGRAM, options.name, (fd) => {
      if (options.sharePort) this.#option(fd, c.SOL_SOCKET, c.SO_REUSEPORT, 1);
      this.#bufferOption(fd, c.SO_RCVBUFFORCE, c.SO_RCVBUF, options.receiveBufferBytes);
      this.#bufferOption(fd, c.SO_SNDBUFFORCE, c.SO_SNDBUF, options.sendBufferBytes);
      this.#timeoutOption(fd, options.receiveTimeoutMs);
      const packetInfo = options.packetInfo ?? isWildcard(listen);
      if (listen.address.length === 16) {
        // IPV6_DONTFRAG stays off: our own cap of 1232 octets never needs a fragment, and an
        // operator who raises the cap has asked for them.
        this.#option(fd, c.IPPROTO_IPV6, c.IPV6_MTU_DISCOVER, c.IPV6_PMTUDISC_OMIT);
        if (packetInfo) this.#option(fd, c.IPPROTO_IPV6, c.IPV6_RECVPKTINFO, 1);
      } else {
        this.#option(fd, c.IPPROTO_IP, c.IP_MTU_DISCOVER, c.IP_PMTUDISC_OMIT);
        if (packetInfo) this.#option(fd, c.IPPROTO_IP, c.IP_PKTINFO, 1);
      }
    });
  }

  openTcp(listen: ListenAddress, backlog: number, name: string): BoundSocket {
    const bound = this.#open(listen, c.SOCK_STREAM, name, (fd) => {
      this.#option(fd, c.SOL_SOCKET, c.SO_REUSEADDR, 1);
    });
    if (this.#libc.listen(bound.fd, backlog) !== 0) this.#fail("listen", name, bound.fd);
    return bound;
  }

  /** A second descriptor of the same socket, for an owner that will close it. */
  duplicate(fd: number): number {
    const copy = this.#libc.fcntl(fd, c.F_DUPFD_CLOEXEC, 3);
    if (copy < 0) this.#fail("dup", `descriptor ${fd}`);
    return copy;
  }

  close(fd: number): void {
    this.#libc.close(fd);
  }

  #open(
    listen: ListenAddress,
    type: number,
    name: string,
    configure: (fd: number) => void,
  ): BoundSocket {
    const libc = this.#libc;
    const fd = libc.socket(layoutOf(listen.address).family, type | c.SOCK_CLOEXEC, 0);
    if (fd < 0) this.#fail("socket", name);
    try {
      // Without it [::]:53 would also take IPv4, and 0.0.0.0:53 could not be bound beside it.
      if (listen.address.length === 16) this.#option(fd, c.IPPROTO_IPV6, c.IPV6_V6ONLY, 1);
      configure(fd);
      const length = writeSockaddr(this.#bytes, 0, listen.address, listen.port);
      if (libc.bind(fd, this.#address, length) !== 0) this.#fail("bind", name);
      this.#words[8] = sockaddr.bytesMax;
      if (libc.getsockname(fd, this.#address, this.#address + 32) !== 0) {
        this.#fail("getsockname", name);
      }
      const port = readPort(this.#bytes, 0);
      return { fd, port, receiveBufferBytes: this.#receiveBufferBytes(fd) };
    } catch (error) {
      libc.close(fd);
      throw error;
    }
  }

  #option(fd: number, level: number, name: number, value: number): void {
    this.#words[0] = value;
    if (this.#libc.setsockopt(fd, level, name, this.#address, 4) !== 0) {
      this.#fail(`setsockopt ${level}/${name}`, `descriptor ${fd}`);
    }
  }

  #bufferOption(fd: number, force: number, plain: number, octets: number): void {
    this.#words[0] = octets;
    if (this.#libc.setsockopt(fd, c.SOL_SOCKET, force, this.#address, 4) === 0) return;
    this.#option(fd, c.SOL_SOCKET, plain, octets);
  }

  /** The kernel doubles what was asked for, for its own bookkeeping, and tells the double. */
  #receiveBufferBytes(fd: number): number {
    this.#words[8] = 4;
    const lengthAt = this.#address + 32;
    if (this.#libc.getsockopt(fd, c.SOL_SOCKET, c.SO_RCVBUF, this.#address, lengthAt) !== 0) {
      this.#fail("getsockopt SO_RCVBUF", `descriptor ${fd}`);
    }
    return this.#words[0]! / 2;
  }

  /** struct timeval: seconds and microseconds, 64 bits each. */
  #timeoutOption(fd: number, milliseconds: number): void {
    this.#words.set([Math.trunc(milliseconds / 1000), 0, (milliseconds % 1000) * 1000, 0]);
    if (this.#libc.setsockopt(fd, c.SOL_SOCKET, c.SO_RCVTIMEO, this.#address, 16) !== 0) {
      this.#fail("setsockopt SO_RCVTIMEO", `descriptor ${fd}`);
    }
  }

  #fail(call: string, name: string, fd?: number): never {
    const errno = this.#libc.errno();
    if (fd !== undefined) this.#libc.close(fd);
    throw new SocketError(call, errno, name);
  }
}

const errnoTexts: Readonly<Record<number, string>> = {
  1: "not permitted (EPERM)",
  13: "not permitted (EACCES); ports below 1024 need root or CAP_NET_BIND_SERVICE",
  22: "invalid argument (EINVAL)",
  24: "too many open files (EMFILE)",
  97: "this system has no such address family (EAFNOSUPPORT)",
  98: "the address is in use (EADDRINUSE); another server listens there",
  99: "no interface has this address (EADDRNOTAVAIL)",
};

function describeErrno(errno: number): string {
  return errnoTexts[errno] ?? `error ${errno}`;
}
