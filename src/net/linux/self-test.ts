/**
 * Whether batch mode works on this very machine: a few messages there and back over loopback by the
 * same code that will serve. A wrong struct layout, a seccomp filter or a missing call shows here,
 * and the portable path is taken instead.
 */
import { isDeepStrictEqual } from "node:util";
import * as c from "./constants.js";
import { arenaLayout, FrameArena, frameStride, nameStride } from "./frame-arena.js";
import type { Libc } from "./libc.js";
import { headerWords, lengthAt } from "./message-headers.js";
import { SocketError, SocketFactory } from "./socket.js";
import { writeSockaddr } from "./socket-address.js";
import type { SocketSet } from "./socket-set.js";
import { openSocketSet, receiveTimeoutMs } from "./worker-sockets.js";

const loopbacks = [
  { family: 4, address: Uint8Array.of(127, 0, 0, 1) },
  { family: 6, address: Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0)) },
] as const;

/** Lengths with a gap in the middle: message 1 gets no answer, so send headers move up. */
const lengths = [17, 40, 512, 1232];
const unanswered = 1;
/** Receive calls that may come back empty: a stopped process, or messages that are on their way. */
const emptyMax = 8;

/** Undefined if all is well, otherwise what was wrong. */
export function selfTest(libc: Libc): string | undefined {
  for (const loopback of loopbacks) {
    for (const packetInfo of [false, true]) {
      try {
        const fault = roundTrip(libc, loopback.address, loopback.family, packetInfo);
        if (fault !== undefined) return `IPv${loopback.family}: ${fault}`;
      } catch (error) {
        // A machine without IPv6 still serves IPv4 in batches.
        if (loopback.family === 6 && error instanceof SocketError) continue;
        return `IPv${loopback.family}: ${(error as Error).message}`;
      }
    }
  }
  return undefined;
}

function roundTrip(
  libc: Libc,
  address: Uint8Array,
  family: 4 | 6,
  packetInfo: boolean,
): string | undefined {
  const factory = new SocketFactory(libc);
  const options = {
    receiveBufferBytes: 65_536,
    sendBufferBytes: 65_536,
    receiveTimeoutMs: 10 * receiveTimeoutMs,
    sharePort: false,
    name: "the self-test",
  };
  const opened: number[] = [];
  const end = (info: boolean) => {
    const socket = factory.openUdp({ address, port: 0 }, { ...options, packetInfo: info });
    opened.push(socket.fd);
    const arena = new FrameArena();
    const set = openSocketSet(libc, arena, [{ fd: socket.fd, family, packetInfo: info }]);
    return { arena, set, port: socket.port };
  };
  try {
    const server = end(packetInfo);
    const client = end(false);
    const patterns = lengths.map((length, i) => new Uint8Array(length).fill(65 + i));
    for (const [i, pattern] of patterns.entries()) {
      client.arena.bytes.set(pattern, i * frameStride);
      writeSockaddr(client.arena.bytes, arenaLayout.names + i * nameStride, address, server.port);
      client.set.current.headers.queue(i, i, pattern.length);
    }
    client.set.current.send(patterns.length);
    if (client.set.current.failed > 0) return "sendmmsg did not take the messages";

    let fault: string | undefined;
    const { headers } = server.set.current;
    const come = receiveAll(server, patterns.length, (first, count) => {
      let queued = 0;
      for (let i = 0; i < count; i++) {
        if (!headers.isWhole(i)) fault ??= `message ${first + i} came without its address`;
        if (packetInfo && headers.receive[i * headerWords + 10] === 0) {
          fault ??= "no packet info came";
        }
        const length = headers.receive[i * headerWords + lengthAt]!;
        if (first + i !== unanswered) headers.queue(queued++, i, length);
      }
      server.set.current.send(queued);
    });
    if (!isDeepStrictEqual(come, patterns)) {
      return "recvmmsg did not give the messages that were sent";
    }
    if (fault !== undefined) return fault;
    const answers = patterns.filter((_, i) => i !== unanswered);
    const back = receiveAll(client, answers.length, () => {});
    if (!isDeepStrictEqual(back, answers)) return "answers did not come back";
    const from = new Uint8Array(client.set.current.headers.layout.bytes);
    const length = writeSockaddr(from, 0, address, server.port);
    const name = client.arena.bytes.slice(arenaLayout.names, arenaLayout.names + length);
    return isDeepStrictEqual(name, from) ? undefined : "an answer came from another address";
  } finally {
    for (const fd of opened) factory.close(fd);
  }
}

/**
 * The messages that come, `count` of them if all is well; `onBatch` is told of those in the frames.
 * Mostly one call gets them all, but a busy machine may still be carrying the last ones by then.
 */
function receiveAll(
  { set, arena }: { readonly set: SocketSet; readonly arena: FrameArena },
  count: number,
  onBatch: (first: number, count: number) => void,
): Uint8Array[] {
  const { current } = set;
  const come: Uint8Array[] = [];
  for (let empty = 0; come.length < count && empty < emptyMax; ) {
    const received = current.receive(c.MSG_WAITFORONE);
    if (received === 0) empty++;
    const first = come.length;
    for (let i = 0; i < received; i++) {
      const length = current.headers.receive[i * headerWords + lengthAt]!;
      come.push(arena.bytes.slice(i * frameStride, i * frameStride + length));
    }
    if (received > 0) onBatch(first, received);
  }
  return come;
}
