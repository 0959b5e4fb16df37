/**
 * The buffer that a loader fills with segments, one behind the other. It goes to the main thread
 * with the job's result and comes back empty, so loading a hundred thousand zones takes the memory
 * of a few jobs.
 */
import type { LoadedImage } from "./load-job.js";

const bytesFirst = 256 << 10;

export class RecordBuffer {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Octets taken; the next segment starts here. */
  length = 0;

  start(buffer: ArrayBuffer | null): void {
    this.bytes = new Uint8Array(buffer ?? new ArrayBuffer(bytesFirst));
    this.length = 0;
  }

  finish(): ArrayBuffer {
    const { buffer } = this.bytes;
    this.bytes = new Uint8Array(0);
    return buffer;
  }

  /** Makes room for `count` octets behind what was taken. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Copies a segment in, to be published from here; one that has shared memory stays there. */
  add(
    segment: Uint8Array,
    memory: SharedArrayBuffer | null,
    serial: number,
    records: number,
  ): LoadedImage {
    const origin = "text";
    const segmentBytes = segment.length;
    if (memory !== null) {
      return { kind: "shared", origin, segment: memory, segmentBytes, serial, records };
    }
    const segmentAt = this.length;
    this.reserve(segmentBytes);
    this.bytes.set(segment, segmentAt);
    // Segments are multiples of 64 octets, so the next one starts at a word boundary as well.
    this.length += segmentBytes;
    return { kind: "packed", origin, segmentAt, segmentBytes, serial, records };
  }
}
