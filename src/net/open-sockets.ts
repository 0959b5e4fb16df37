/** All sockets of a server that uses the C library, opened together or not at all. */

import type { Libc } from "./linux/libc.js";
import { type BoundSocket, SocketError, SocketFactory } from "./linux/socket.js";
import { receiveTimeoutMs, type SocketHandle } from "./linux/worker-sockets.js";
import { isWildcard, type ListenAddress, listenAddressToText } from "./listen-address.js";

export interface BufferSizes {
  readonly receiveBufferBytes: number;
  readonly sendBufferBytes: number;
}

/** Tries to find a port that is free for both TCP and UDP, where the kernel may choose. */
const portAttemptsMax = 8;
const EADDRINUSE = 98;

export class OpenSockets {
  /** The addresses with the ports they really have. */
  readonly addresses: readonly ListenAddress[];
  /** For each UDP worker a socket for each address. */
  readonly udp: readonly (readonly SocketHandle[])[];
  /** What the kernel granted of the receive buffer that was asked for: the least of all sockets. */
  receiveBufferBytes: number;
  readonly #factory: SocketFactory;
  readonly #tcp: number[] = [];
  readonly #open: number[] = [];

  constructor(
    libc: Libc,
    listen: readonly ListenAddress[],
    workers: number,
    backlog: number,
    sizes: BufferSizes,
  ) {
    this.#factory = new SocketFactory(libc);
    this.receiveBufferBytes = sizes.receiveBufferBytes;
    const udp: SocketHandle[][] = Array.from({ length: workers }, () => []);
    try {
      this.addresses = listen.map((address) => this.#openAddress(address, udp, backlog, sizes));
    } catch (error) {
      this.close();
      throw error;
    }
    this.udp = udp;
  }

  /** New descriptors of the listening TCP sockets, for a worker that will own and close them. */
  duplicateListeners(): { readonly fd: number }[] {
    return this.#tcp.map((fd) => ({ fd: this.#factory.duplicate(fd) }));
  }

  close(): void {
    for (const fd of this.#open.splice(0)) this.#factory.close(fd);
  }

  #openAddress(
    listen: ListenAddress,
    udp: SocketHandle[][],
    backlog: number,
    sizes: BufferSizes,
  ): ListenAddress {
    for (let attempt = 1; ; attempt++) {
      const opened = this.#open.length;
      try {
        return this.#tryAddress(listen, udp, backlog, sizes);
      } catch (error) {
        for (const fd of this.#open.splice(opened)) this.#factory.close(fd);
        const taken = error instanceof SocketError && error.errno === EADDRINUSE;
        if (!taken || listen.port !== 0 || attempt === portAttemptsMax) throw error;
      }
    }
  }

  /**
   * TCP first: its port is not shared, so a second server on the same address fails here, before
   * its UDP sockets would join the first one's group and swallow half of its queries.
   */
  #tryAddress(
    listen: ListenAddress,
    udp: SocketHandle[][],
    backlog: number,
    sizes: BufferSizes,
  ): ListenAddress {
    const name = listenAddressToText(listen);
    const tcp = this.#keep(this.#factory.openTcp(listen, backlog, `${name} (TCP)`));
    const address = { address: listen.address, port: tcp.port };
    const udpName = `${listenAddressToText(address)} (UDP)`;
    const options = { ...sizes, receiveTimeoutMs, sharePort: true, name: udpName };
    const handles = udp.map((): SocketHandle => {
      const { fd, receiveBufferBytes } = this.#keep(this.#factory.openUdp(address, options));
      this.receiveBufferBytes = Math.min(this.receiveBufferBytes, receiveBufferBytes);
      const family = listen.address.length === 16 ? 6 : 4;
      return { fd, family, packetInfo: isWildcard(listen) };
    });
    this.#tcp.push(tcp.fd);
    for (const [worker, handle] of handles.entries()) udp[worker]!.push(handle);
    return address;
  }

  #keep(socket: BoundSocket): BoundSocket {
    this.#open.push(socket.fd);
    return socket;
  }
}
