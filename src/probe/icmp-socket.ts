/**
 * A socket for echo requests: the kernel's ping socket, which needs no privilege where
 * net.ipv4.ping_group_range includes the server's group, else a raw one, which needs CAP_NET_RAW.
 */
import { getSystemErrorName } from "node:util";
import { MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_DGRAM } from "../net/linux/constants.js";
import type { Libc } from "../net/linux/libc.js";
import { sockaddr, writeSockaddr } from "../net/linux/socket-address.js";
import { ipv4HeaderBytes } from "./icmp-message.js";

const SOCK_RAW = 3;
const protocols = { 4: 1, 6: 58 } as const;

const sendBytesMax = 1500;
const receiveBytesMax = 2048;
/** Places in the one piece of memory that the kernel and this socket share. */
const at = { address: 0, length: 32, send: 64, receive: 64 + sendBytesMax } as const;

export interface Received {
  /** The ICMP message; valid until the next call. */
  readonly message: Uint8Array;
  readonly from: Uint8Array;
}

export class IcmpSocket {
  readonly #bytes = new Uint8Array(new SharedArrayBuffer(at.receive + receiveBytesMax));
  readonly #lengths = new Int32Array(this.#bytes.buffer, at.length, 1);
  readonly #memory: number;

  private constructor(
    private readonly libc: Libc,
    private readonly fd: number,
    private readonly family: 4 | 6,
    private readonly isRaw: boolean,
  ) {
    this.#memory = libc.addressOf(this.#bytes);
  }

  /** The socket, or why there is none. */
  static open(libc: Libc, family: 4 | 6): IcmpSocket | string {
    const domain = (family === 4 ? sockaddr.v4 : sockaddr.v6).family;
    for (const type of [SOCK_DGRAM, SOCK_RAW]) {
      const fd = libc.socket(domain, type | SOCK_CLOEXEC, protocols[family]);
      if (fd >= 0) return new IcmpSocket(libc, fd, family, type === SOCK_RAW);
    }
    const code = errorName(libc.errno());
    if (code !== "EPERM" && code !== "EACCES") return `no socket to ping with: ${code}`;
    return `no permission to ping (${code}): net.ipv4.ping_group_range, or CAP_NET_RAW`;
  }

  /** Undefined if it is on its way, else the error's code, as `ENETUNREACH`. */
  send(message: Uint8Array, to: Uint8Array): string | undefined {
    const { libc, fd } = this;
    const length = writeSockaddr(this.#bytes, at.address, to, 0);
    this.#bytes.set(message, at.send);
    const address = this.#memory + at.address;
    const sent = libc.sendto(
      fd,
      this.#memory + at.send,
      message.length,
      MSG_DONTWAIT,
      address,
      length,
    );
    return sent === -1 ? errorName(libc.errno()) : undefined;
  }

  /** The next message that waits; undefined if none does. */
  receive(): Received | undefined {
    this.#lengths[0] = sockaddr.bytesMax;
    const count = this.libc.recvfrom(
      this.fd,
      this.#memory + at.receive,
      receiveBytesMax,
      MSG_DONTWAIT,
      this.#memory + at.address,
      this.#memory + at.length,
    );
    if (count < 0) return undefined;
    const packet = this.#bytes.subarray(at.receive, at.receive + count);
    const skip = this.isRaw && this.family === 4 ? ipv4HeaderBytes(packet) : 0;
    const { address, addressBytes } = this.family === 4 ? sockaddr.v4 : sockaddr.v6;
    const from = this.#bytes.slice(at.address + address, at.address + address + addressBytes);
    return { message: packet.subarray(skip), from };
  }

  close(): void {
    this.libc.close(this.fd);
  }
}

function errorName(errno: number): string {
  return errno > 0 ? getSystemErrorName(-errno) : "unknown error";
}
