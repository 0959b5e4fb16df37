/** A batched worker's sockets, from the descriptors that the main thread opened for it. */
import { BatchSocket } from "./batch-socket.js";
import { arenaLayout, type FrameArena } from "./frame-arena.js";
import type { Libc } from "./libc.js";
import { type HeaderKind, MessageHeaders } from "./message-headers.js";
import { SocketSet } from "./socket-set.js";

/** Plain data: part of a worker's workerData. */
export interface SocketHandle extends HeaderKind {
  readonly fd: number;
}

/**
 * How long an idle worker waits before it looks at its mail: 40 rounds a second cost some 0.04 % of
 * a core, and no message of the control plane is left lying longer than this.
 */
export const receiveTimeoutMs = 25;

export function openSocketSet(
  libc: Libc,
  arena: FrameArena,
  handles: readonly SocketHandle[],
): SocketSet {
  const base = libc.addressOf(arena.bytes);
  // Sockets of one kind share headers: between two batches nothing of them is in use.
  const kinds = new Map<string, MessageHeaders>();
  const sockets = handles.map((handle, slot) => {
    const key = `${handle.family} ${handle.packetInfo}`;
    const headers = kinds.get(key) ?? new MessageHeaders(arena, base, handle);
    kinds.set(key, headers);
    return new BatchSocket(libc, handle.fd, headers, arena, base, slot);
  });
  return new SocketSet(libc, sockets, base + arenaLayout.polls, receiveTimeoutMs);
}
