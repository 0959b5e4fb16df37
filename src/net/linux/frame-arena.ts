/**
 * The memory of one batched worker, one SharedArrayBuffer: frames, clients' addresses and control
 * data. It is made in the main thread, so that after a crash the packet in hand can still be read.
 *
 *   ┌ frames: 64 × 4160 ┬ names: 64 × 32 ┬ controls: 64 × 64 ┬ headers (message-headers.ts) ┐
 */
import { assert } from "../../base/assert.js";
import { limits } from "../../base/limits.js";

/**
 * 4096 octets of message and one cache line, of which 8 octets may be scribbled on: with a stride of
 * exactly 4096 all frames would begin in the same set of the L1 cache. On the kernel's side of the
 * loop (1.9 µs a query over loopback) the difference does not show, on ours it is free.
 */
export const frameStride = limits.udpPayloadMaxBytes + 64;
/** sockaddr_in6 has 28 octets. */
export const nameStride = 32;
/** CMSG_SPACE of in6_pktinfo is 40. */
export const controlStride = 64;
/** Four sets of headers (IPv4 and IPv6, plain and with control data), see message-headers.ts. */
export const headerSetBytes = limits.batchMax * (64 + 16 + 64 + 16);
export const headerSetsMax = 4;

const framesBytes = limits.batchMax * frameStride;
const namesBytes = limits.batchMax * nameStride;
const controlsBytes = limits.batchMax * controlStride;

export const arenaLayout = {
  names: framesBytes,
  controls: framesBytes + namesBytes,
  headers: framesBytes + namesBytes + controlsBytes,
  /** One poll descriptor (8 octets) a socket. */
  polls: framesBytes + namesBytes + controlsBytes + headerSetsMax * headerSetBytes,
  bytes:
    framesBytes +
    namesBytes +
    controlsBytes +
    headerSetsMax * headerSetBytes +
    limits.listenAddressesMax * 8,
} as const;

assert(frameStride >= limits.udpPayloadMaxBytes + 8, "a frame has room for the scribble behind it");
assert(frameStride % 64 === 0, "frames start on a cache line");
assert(arenaLayout.headers % 64 === 0, "a header is one cache line");

export class FrameArena {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;

  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(arenaLayout.bytes)) {
    assert(shared.byteLength === arenaLayout.bytes, "an arena of this build");
    this.bytes = new Uint8Array(shared);
    this.words = new Int32Array(shared);
  }
}
