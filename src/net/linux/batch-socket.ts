/** One UDP socket by batches: at most one call to receive 64 messages, one to send the answers. */
import { limits } from "../../base/limits.js";
import * as c from "./constants.js";
import type { FrameArena } from "./frame-arena.js";
import { arenaLayout } from "./frame-arena.js";
import type { Libc } from "./libc.js";
import type { MessageHeaders } from "./message-headers.js";

/** How long a send may wait for room in the socket's buffer, once a batch. */
const sendWaitMs = 10;

/** What the network or the load does to a receive call; the next one may do better. */
const passing: readonly number[] = [
  c.EAGAIN,
  c.EINTR,
  c.ENOMEM,
  c.ENOBUFS,
  c.ECONNREFUSED,
  c.EHOSTUNREACH,
];

/** Faults of this program: the worker has to die, not the datagram. */
const fatal: readonly number[] = [c.EBADF, c.EFAULT, c.ENOTSOCK];

export class BatchSocket {
  /** Messages that the kernel would not take, for the counters. */
  failed = 0;
  readonly #libc: Libc;
  readonly #receiveAddress: number;
  readonly #sendAddress: number;
  readonly #poll: Int32Array;
  readonly #pollAddress: number;

  /** `slot` is a place of its own among the arena's poll descriptors; `base` the arena's address. */
  constructor(
    libc: Libc,
    readonly fd: number,
    readonly headers: MessageHeaders,
    arena: FrameArena,
    base: number,
    slot: number,
  ) {
    this.#libc = libc;
    this.#receiveAddress = headers.receiveAddress;
    this.#sendAddress = headers.sendAddress;
    this.#poll = new Int32Array(arena.shared, arenaLayout.polls + slot * 8, 2);
    this.#pollAddress = base + arenaLayout.polls + slot * 8;
    this.watch(c.POLLIN);
  }

  /** Number of messages received; 0 if there was none in time. */
  receive(flags: number): number {
    const received = this.#libc.recvmmsg(this.fd, this.#receiveAddress, limits.batchMax, flags, 0);
    if (received >= 0) return received;
    const errno = this.#libc.errno();
    if (passing.includes(errno)) return 0;
    throw new Error(`recvmmsg failed: error ${errno}`);
  }

  /**
   * Sends the first `count` queued messages. sendmmsg stops in front of a message that it cannot
   * send and tells why only when asked for that one first: then it alone is given up.
   */
  send(count: number): void {
    let sent = 0;
    let patience = 1;
    while (sent < count) {
      const taken = this.#libc.sendmmsg(
        this.fd,
        this.#sendAddress + sent * 64,
        count - sent,
        c.MSG_DONTWAIT,
      );
      if (taken > 0) {
        sent += taken;
        continue;
      }
      const errno = this.#libc.errno();
      if (fatal.includes(errno)) throw new Error(`sendmmsg failed: error ${errno}`);
      if (errno === c.EINTR) continue;
      if (errno === c.EAGAIN) {
        if (patience-- > 0 && this.#writable()) continue;
        // The rest would meet the same full buffer; the clients ask again.
        this.failed += count - sent;
        return;
      }
      this.failed++;
      sent++;
    }
  }

  /** Sets what poll() reports for this socket. */
  watch(events: number): void {
    this.#poll[0] = this.fd;
    this.#poll[1] = events;
  }

  /** What poll() last found for this socket. */
  get isReady(): boolean {
    return this.#poll[1]! >>> 16 !== 0;
  }

  #writable(): boolean {
    this.watch(c.POLLOUT);
    const ready = this.#libc.poll(this.#pollAddress, 1, sendWaitMs);
    this.watch(c.POLLIN);
    return ready > 0;
  }
}
