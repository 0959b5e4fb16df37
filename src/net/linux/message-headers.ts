/**
 * Arrays of struct mmsghdr and iovec for one kind of socket, written as words. One mmsghdr is 64
 * octets, a cache line, on both architectures (64-bit, little-endian):
 *
 *   word  0,1 msg_name     2 msg_namelen   4,5 msg_iov       6,7 msg_iovlen
 *         8,9 msg_control  10,11 msg_controllen   12 msg_flags      14 msg_len
 *
 * Receive header i always stands for frame i. Send header k starts out for frame k; when a frame
 * gets no answer those behind it move up, and `#frameOf` remembers, so that the pointers of a send
 * header are written only when they change.
 *
 * The kernel writes back msg_namelen, msg_controllen, msg_flags and msg_len. The name's length is
 * the same each time (one family a socket); only the control length has to be restored.
 */
import { limits } from "../../base/limits.js";
import * as c from "./constants.js";
import {
  arenaLayout,
  controlStride,
  type FrameArena,
  frameStride,
  headerSetBytes,
  nameStride,
} from "./frame-arena.js";
import { type SockaddrLayout, sockaddr } from "./socket-address.js";

export const headerWords = 16;
export const at = { name: 0, nameLength: 2, vector: 4, vectors: 6, control: 8 } as const;
export const controlLengthAt = 10;
export const flagsAt = 12;
export const lengthAt = 14;

const count = limits.batchMax;

export interface HeaderKind {
  readonly family: 4 | 6;
  /** Whether IP_PKTINFO or IPV6_PKTINFO comes and goes with each message. */
  readonly packetInfo: boolean;
}

export class MessageHeaders {
  readonly layout: SockaddrLayout;
  readonly packetInfo: boolean;
  /** Receive headers; message i's begins at word 16 i. */
  readonly receive: Int32Array;
  readonly receiveAddress: number;
  readonly sendAddress: number;
  readonly #send: Int32Array;
  readonly #sendVectors: Int32Array;
  readonly #frameOf = new Int32Array(count);
  readonly #arena: FrameArena;
  readonly #base: number;

  /** `base` is the arena's address. */
  constructor(arena: FrameArena, base: number, kind: HeaderKind) {
    this.#arena = arena;
    this.#base = base;
    this.layout = kind.family === 4 ? sockaddr.v4 : sockaddr.v6;
    this.packetInfo = kind.packetInfo;
    const set = (kind.family === 4 ? 0 : 2) + (kind.packetInfo ? 1 : 0);
    const receiveAt = arenaLayout.headers + set * headerSetBytes;
    const sendAt = receiveAt + count * 64;
    const receiveVectorsAt = sendAt + count * 64;
    const sendVectorsAt = receiveVectorsAt + count * 16;
    this.receive = new Int32Array(arena.shared, receiveAt, count * headerWords);
    this.#send = new Int32Array(arena.shared, sendAt, count * headerWords);
    this.#sendVectors = new Int32Array(arena.shared, sendVectorsAt, count * 4);
    this.receiveAddress = base + receiveAt;
    this.sendAddress = base + sendAt;
    const receiveVectors = new Int32Array(arena.shared, receiveVectorsAt, count * 4);
    for (let i = 0; i < count; i++) {
      this.#point(this.receive, i, base + receiveVectorsAt + i * 16, i);
      this.#point(this.#send, i, base + sendVectorsAt + i * 16, i);
      writePointer(receiveVectors, i * 4, base + i * frameStride);
      receiveVectors[i * 4 + 2] = limits.udpPayloadMaxBytes;
      writePointer(this.#sendVectors, i * 4, base + i * frameStride);
      this.#frameOf[i] = i;
    }
  }

  /** Makes send header `k` carry `length` octets of frame `frame` back to where it came from. */
  queue(k: number, frame: number, length: number): void {
    if (this.#frameOf[k] !== frame) this.#repoint(k, frame);
    this.#sendVectors[k * 4 + 2] = length;
    if (this.packetInfo) this.#answerFrom(k, frame);
  }

  /** Undoes what the kernel wrote into the first `received` receive headers. */
  restore(received: number): void {
    if (!this.packetInfo) return;
    for (let i = 0; i < received; i++) {
      this.receive[i * headerWords + controlLengthAt] = controlStride;
    }
  }

  /**
   * Whether message `i` came whole and from a peer. An address of another length would mean that
   * the name in memory is an older one's: an answer must never go there.
   */
  isWhole(i: number): boolean {
    const header = i * headerWords;
    if ((this.receive[header + flagsAt]! & c.MSG_TRUNC) !== 0) return false;
    if (this.receive[header + at.nameLength] === this.layout.bytes) return true;
    this.receive[header + at.nameLength] = this.layout.bytes;
    return false;
  }

  /** Fills a header for frame `frame`. */
  #point(headers: Int32Array, i: number, vectorAddress: number, frame: number): void {
    const header = i * headerWords;
    writePointer(headers, header + at.name, this.#nameAddress(frame));
    headers[header + at.nameLength] = this.layout.bytes;
    writePointer(headers, header + at.vector, vectorAddress);
    headers[header + at.vectors] = 1;
    if (!this.packetInfo) return;
    writePointer(headers, header + at.control, this.#controlAddress(frame));
    headers[header + controlLengthAt] = controlStride;
  }

  #repoint(k: number, frame: number): void {
    this.#frameOf[k] = frame;
    writePointer(this.#send, k * headerWords + at.name, this.#nameAddress(frame));
    writePointer(this.#sendVectors, k * 4, this.#base + frame * frameStride);
    if (this.packetInfo) {
      writePointer(this.#send, k * headerWords + at.control, this.#controlAddress(frame));
    }
  }

  /**
   * Sends the received control data back, so that the answer leaves from the address that the query
   * came to. The interface is taken out, routing decides; only link-local addresses (fe80::/10)
   * mean nothing without theirs.
   *
   *   cmsghdr: length:8 level:4 type:4, then
   *   in_pktinfo:  interface:4 local address:4 header address:4       CMSG_SPACE 32
   *   in6_pktinfo: address:16 interface:4                             CMSG_SPACE 40
   */
  #answerFrom(k: number, frame: number): void {
    const length = this.receive[frame * headerWords + controlLengthAt]!;
    this.#send[k * headerWords + controlLengthAt] = length;
    if (length === 0) return;
    const data = arenaLayout.controls + frame * controlStride + 16;
    if (this.layout === sockaddr.v4) this.#arena.words[data >> 2] = 0;
    else if (!isLinkLocal(this.#arena.bytes, data)) this.#arena.words[(data >> 2) + 4] = 0;
  }

  #nameAddress(frame: number): number {
    return this.#base + arenaLayout.names + frame * nameStride;
  }

  #controlAddress(frame: number): number {
    return this.#base + arenaLayout.controls + frame * controlStride;
  }
}

function isLinkLocal(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0xfe && (bytes[start + 1]! & 0xc0) === 0x80;
}

function writePointer(words: Int32Array, word: number, address: number): void {
  words[word] = address % 2 ** 32;
  words[word + 1] = Math.floor(address / 2 ** 32);
}
