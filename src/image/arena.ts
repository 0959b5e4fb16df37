/**
 * Shared memory for segments: chunks of 64 MiB cut into blocks, with a free list for each size. A
 * segment larger than a quarter of a chunk gets a chunk of its own, as large as it is.
 *
 * Only the main thread allocates. Pages that were never written are not resident, so an almost
 * empty chunk is cheap.
 */
import { assert } from "../base/assert.js";
import {
  addressOf,
  addressUnitBytes,
  chunkBytes,
  chunkCountMax,
  chunkOfAddress,
  offsetOfAddress,
} from "./layout.js";

const ownChunkBytes = chunkBytes / 4;
const exactUnitsMax = 64;

export class Arena {
  /** By chunk number; 0 is never used, so that no address is 0. */
  readonly chunks: (SharedArrayBuffer | null)[] = [null];
  /** Views of them, made once: many zones are looked at one after the other. */
  private readonly bytes: (Uint8Array | null)[] = [null];
  private readonly words: (Int32Array | null)[] = [null];
  /** Addresses of free blocks by size class. */
  private readonly free = new Map<number, number[]>();
  /** The chunk that new blocks are cut from, and how far it is used. */
  private current = 0;
  private used = chunkBytes;
  /** Octets in blocks that hold a segment. */
  bytesInUse = 0;

  constructor(
    private readonly onChunk: (chunk: number, memory: SharedArrayBuffer | null) => void,
  ) {}

  /** Takes what is in shared memory of its own: a big one stays there, a small one is copied. */
  place(memory: SharedArrayBuffer): number {
    return memory.byteLength > ownChunkBytes
      ? this.adopt(memory)
      : this.store(new Uint8Array(memory));
  }

  /** Copies a segment into shared memory; returns its address. */
  store(segment: Uint8Array): number {
    if (segment.byteLength > ownChunkBytes) {
      const memory = new SharedArrayBuffer(segment.byteLength);
      new Uint8Array(memory).set(segment);
      return this.adopt(memory);
    }
    const size = blockBytes(segment.byteLength);
    const address = this.free.get(size)?.pop() ?? this.cut(size);
    this.bytes[chunkOfAddress(address)]!.set(segment, offsetOfAddress(address));
    this.bytesInUse += size;
    return address;
  }

  /** Takes shared memory that holds one segment at its start; returns its address. */
  adopt(memory: SharedArrayBuffer): number {
    this.bytesInUse += memory.byteLength;
    return addressOf(this.addChunk(memory), 0);
  }

  /** The whole memory that a block is in. */
  bytesOf(address: number): Uint8Array {
    return this.bytes[chunkOfAddress(address)]!;
  }

  wordsOf(address: number): Int32Array {
    return this.words[chunkOfAddress(address)]!;
  }

  /** Gives a block of `segmentBytes` back. No thread may read it any more. */
  release(address: number, segmentBytes: number): void {
    const chunk = chunkOfAddress(address);
    const memory = this.chunks[chunk];
    assert(memory !== null && memory !== undefined, "a block is released once");
    if (memory.byteLength !== chunkBytes) {
      this.bytesInUse -= memory.byteLength;
      this.chunks[chunk] = this.bytes[chunk] = this.words[chunk] = null;
      this.onChunk(chunk, null);
      return;
    }
    const size = blockBytes(segmentBytes);
    this.bytesInUse -= size;
    const list = this.free.get(size);
    if (list === undefined) this.free.set(size, [address]);
    else list.push(address);
  }

  private cut(size: number): number {
    if (this.used + size > chunkBytes) {
      this.current = this.addChunk(new SharedArrayBuffer(chunkBytes));
      this.used = 0;
    }
    const address = addressOf(this.current, this.used);
    this.used += size;
    return address;
  }

  private addChunk(memory: SharedArrayBuffer): number {
    let chunk = this.chunks.indexOf(null, 1);
    if (chunk === -1) chunk = this.chunks.length;
    assert(chunk < chunkCountMax, "the image has at most 4,096 chunks");
    this.chunks[chunk] = memory;
    this.bytes[chunk] = new Uint8Array(memory);
    this.words[chunk] = new Int32Array(memory, 0, memory.byteLength >> 2);
    this.onChunk(chunk, memory);
    return chunk;
  }
}

/**
 * Small blocks come in every multiple of 64 bytes: with many small zones, a size in between is what
 * each of them would waste. Larger ones grow by an eighth of a power of two.
 */
function blockBytes(bytes: number): number {
  const units = Math.ceil(bytes / addressUnitBytes);
  if (units <= exactUnitsMax) return units * addressUnitBytes;
  const step = 2 ** (31 - Math.clz32(units - 1) - 3);
  return Math.ceil(units / step) * step * addressUnitBytes;
}
