/**
 * The memory a segment is built in: words appended at the end. Small segments share one buffer that
 * is used again; a big one gets shared memory of its own, sized by a generous estimate, because
 * pages that are never touched cost nothing and a copy of 60 MB does.
 */
import { assert } from "../base/assert.js";

const bigSegmentBytes = 4 * 1024 * 1024;

export class SegmentWriter {
  words: Int32Array = new Int32Array(16 * 1024);
  bytes: Uint8Array = new Uint8Array(this.words.buffer);
  /** Words written. */
  length = 0;
  private scratch = this.words;

  /** Starts a segment of about `bytes` octets. */
  start(bytes: number): void {
    this.length = 0;
    if (bytes >= bigSegmentBytes) this.use(new Int32Array(new SharedArrayBuffer(pages(bytes))));
    else {
      if (this.scratch.length * 4 < bytes) this.scratch = new Int32Array(pages(bytes) / 4);
      this.use(this.scratch);
    }
  }

  /** Makes room for `count` more words. */
  reserve(count: number): void {
    if (this.length + count <= this.words.length) return;
    const bytes = pages(Math.max(this.words.length * 8, (this.length + count) * 4));
    const shared = bytes >= bigSegmentBytes;
    const larger = new Int32Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
    larger.set(this.words.subarray(0, this.length));
    if (!shared) this.scratch = larger;
    this.use(larger);
  }

  /** Appends octets, padded with zeros to a word; returns their offset in bytes. */
  copyBytes(source: Uint8Array, start: number, length: number): number {
    this.reserve((length + 3) >> 2);
    const offset = this.length * 4;
    const { bytes } = this;
    let at = offset;
    for (let i = 0; i < length; i++) bytes[at++] = source[start + i]!;
    while ((at & 3) !== 0) bytes[at++] = 0;
    this.length = at >> 2;
    return offset;
  }

  /** Appends words `[start, end)`; returns their offset in bytes. */
  copyWords(source: Int32Array, start: number, end: number): number {
    this.reserve(end - start);
    const offset = this.length * 4;
    const { words } = this;
    let at = this.length;
    if (end - start > 64) {
      words.set(source.subarray(start, end), at);
      at += end - start;
    } else for (let i = start; i < end; i++) words[at++] = source[i]!;
    this.length = at;
    return offset;
  }

  word(value: number): void {
    this.reserve(1);
    this.words[this.length++] = value;
  }

  /** The segment lives in shared memory of its own, and can be adopted without a copy. */
  get shared(): SharedArrayBuffer | null {
    const { buffer } = this.words;
    return buffer instanceof SharedArrayBuffer ? buffer : null;
  }

  /** What was written; for a small segment valid until the next `start`. */
  finished(): Uint8Array {
    assert(this.length <= this.words.length, "the writer stays inside its memory");
    return this.bytes.subarray(0, this.length * 4);
  }

  private use(words: Int32Array): void {
    this.words = words;
    this.bytes = new Uint8Array(words.buffer);
  }
}

function pages(bytes: number): number {
  return Math.ceil(bytes / 4096) * 4096;
}
