/**
 * The buffer that a loader fills with records, one behind the other. It goes to the main thread
 * with the job's result and comes back empty, so loading a hundred thousand zones takes the memory
 * of a few jobs.
 */
import {
  encodeRecordText,
  type RecordMeta,
  recordBytes,
  sealRecord,
  writeRecordHead,
} from "./image-record.js";
import type { LoadedImage } from "./load-job.js";

const bytesFirst = 256 << 10;
const noText = new Uint8Array(0);

export class RecordBuffer {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Octets taken; the next record starts here. */
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

  /**
   * Copies a segment in as a record; `digest` only if it will be kept. A segment that has shared
   * memory of its own stays there, to be served without a copy, and is digested when it is kept.
   */
  add(
    segment: Uint8Array,
    memory: SharedArrayBuffer | null,
    meta: RecordMeta,
    digest: boolean,
  ): LoadedImage {
    const text = digest ? encodeRecordText(meta.text) : noText;
    if (memory !== null) return split(segment, memory, meta, text);
    const at = this.length;
    const total = recordBytes(text.length, segment.length);
    this.reserve(total);
    const segmentAt = writeRecordHead(this.bytes, at, meta, text, segment.length);
    this.bytes.set(segment, segmentAt);
    if (digest) sealRecord(this.bytes, at, segmentAt + segment.length, total);
    this.length += total;
    const { serial, records } = meta;
    return {
      kind: "packed",
      origin: "text",
      at,
      bytes: total,
      segmentAt,
      segmentBytes: segment.length,
      serial,
      records,
    };
  }
}

function split(
  segment: Uint8Array,
  memory: SharedArrayBuffer,
  meta: RecordMeta,
  text: Uint8Array,
): LoadedImage {
  const headBytes = recordBytes(text.length, 0);
  const head = new Uint8Array(headBytes);
  const total = recordBytes(text.length, segment.length);
  const padding = new Uint8Array(total - headBytes - segment.length);
  writeRecordHead(head, 0, meta, text, segment.length);
  const { serial, records } = meta;
  return {
    kind: "shared",
    origin: "text",
    segment: memory,
    segmentBytes: segment.length,
    head,
    padding,
    serial,
    records,
  };
}
