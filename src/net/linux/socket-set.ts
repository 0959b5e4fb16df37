/**
 * The sockets that one worker serves. A single one is read with a blocking call. Several are read
 * without blocking, staying with the one that had messages last: poll() is called only when it has
 * run dry, or has had its turn of 64 messages while the others may wait. So with one busy address
 * a second costs one poll() every 64 queries.
 */
import { limits } from "../../base/limits.js";
import type { BatchSocket } from "./batch-socket.js";
import * as c from "./constants.js";
import type { Libc } from "./libc.js";

export class SocketSet {
  /** The socket that the last receive() read. */
  current: BatchSocket;
  readonly #libc: Libc;
  readonly #sockets: readonly BatchSocket[];
  readonly #pollAddress: number;
  readonly #timeoutMs: number;
  #index = 0;
  #turn = 0;

  /** `sockets` have the poll slots 0, 1, …, which begin at `pollAddress`. */
  constructor(libc: Libc, sockets: readonly BatchSocket[], pollAddress: number, timeoutMs: number) {
    this.#libc = libc;
    this.#sockets = sockets;
    this.#pollAddress = pollAddress;
    this.#timeoutMs = timeoutMs;
    this.current = sockets[0]!;
  }

  /** Messages now in the frames; 0 after the time-out. */
  receive(): number {
    if (this.#sockets.length === 1) return this.current.receive(c.MSG_WAITFORONE);
    if (this.#turn > 0) {
      const received = this.current.receive(c.MSG_DONTWAIT);
      this.#turn -= received;
      if (received > 0) return received;
    }
    return this.#next();
  }

  #next(): number {
    const sockets = this.#sockets;
    if (this.#libc.poll(this.#pollAddress, sockets.length, this.#timeoutMs) <= 0) return 0;
    for (let step = 0; step < sockets.length; step++) {
      this.#index = this.#index + 1 === sockets.length ? 0 : this.#index + 1;
      const socket = sockets[this.#index]!;
      if (!socket.isReady) continue;
      this.current = socket;
      const received = socket.receive(c.MSG_DONTWAIT);
      this.#turn = limits.batchMax - received;
      return received;
    }
    return 0;
  }
}
