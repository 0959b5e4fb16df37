/**
 * One kept image, read back from the pack file and trusted only after everything agrees: its
 * digest, its layout, the zone it is for, and the verifier that every new image has to pass too.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { segmentLayoutVersion } from "../image/layout.js";
import {
  digestedFrom,
  digestStart,
  type RecordHead,
  type RecordText,
  readRecordHead,
  readRecordText,
  recordHeadBytes,
  recordIsWhole,
  recordKind,
} from "./image-record.js";
import type { KeptPlace } from "./load-job.js";
import type { RecordBuffer } from "./record-buffer.js";

export type KeptImage =
  | {
      readonly kind: "image";
      readonly head: RecordHead;
      readonly text: RecordText;
      /** A big segment, in memory of its own; null if the record is in the buffer. */
      readonly memory: SharedArrayBuffer | null;
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Says why a segment must not be served; undefined if it may. */
export type VerifySegment = (segment: Uint8Array) => string | undefined;

/** From this size on a segment is read into memory of its own, to be served without a copy. */
const sharedFromBytes = 1 << 20;

/**
 * Reads a record behind what `into` holds. It stays there only if the caller takes it, by adding
 * its octets to `into.length`.
 */
export function readKeptImage(
  descriptor: number,
  place: KeptPlace,
  apex: string,
  into: RecordBuffer,
  verify: VerifySegment,
): KeptImage {
  if (place.bytes >= sharedFromBytes) return readBigImage(descriptor, place, apex, verify);
  into.reserve(place.bytes);
  const { bytes, length: at } = into;
  if (!readFully(descriptor, bytes, at, place)) return refused("it ends early");
  const head = readRecordHead(bytes, at);
  if (head === undefined || head.bytes !== place.bytes) return refused("its head is damaged");
  if (!recordIsWhole(bytes, at, head)) return refused("its digest does not match");
  const start = at + head.segmentAt;
  const segment = bytes.subarray(start, start + head.segmentBytes);
  return accept(head, readRecordText(bytes, at), apex, segment, null, verify);
}

/** The same in three parts: what is before the segment, the segment, what is behind it. */
function readBigImage(
  descriptor: number,
  place: KeptPlace,
  apex: string,
  verify: VerifySegment,
): KeptImage {
  const { offset } = place;
  const first = new Uint8Array(recordHeadBytes);
  if (!readFully(descriptor, first, 0, { offset, bytes: first.length }))
    return refused("it ends early");
  const head = readRecordHead(first, 0);
  if (head === undefined || head.bytes !== place.bytes) return refused("its head is damaged");
  const { segmentAt, segmentBytes, bytes } = head;
  const before = new Uint8Array(segmentAt);
  const memory = new SharedArrayBuffer(segmentBytes);
  const segment = new Uint8Array(memory);
  const behind = new Uint8Array(bytes - segmentAt - segmentBytes);
  let at = offset;
  for (const part of [before, segment, behind]) {
    if (!readFully(descriptor, part, 0, { offset: at, bytes: part.length })) {
      return refused("it ends early");
    }
    at += part.length;
  }
  const digest = createHash("sha256")
    .update(before.subarray(digestedFrom))
    .update(segment)
    .update(behind)
    .digest();
  if (!digest.equals(before.subarray(digestStart, digestedFrom))) {
    return refused("its digest does not match");
  }
  return accept(head, readRecordText(before, 0), apex, segment, memory, verify);
}

/** The octets are the ones that were written; whether they are what is wanted is another matter. */
function accept(
  head: RecordHead,
  text: RecordText | undefined,
  apex: string,
  segment: Uint8Array,
  memory: SharedArrayBuffer | null,
  verify: VerifySegment,
): KeptImage {
  if (text === undefined || head.kind !== recordKind.image) return refused("it is no image");
  if (text.apex !== apex) return refused(`it is of zone ${text.apex}`);
  if (head.layout !== segmentLayoutVersion) {
    return refused(`its layout is ${head.layout}, this program reads ${segmentLayoutVersion}`);
  }
  const fault = verify(segment);
  return fault === undefined ? { kind: "image", head, text, memory } : refused(fault);
}

function refused(reason: string): KeptImage {
  return { kind: "refused", reason };
}

function readFully(descriptor: number, bytes: Uint8Array, at: number, place: KeptPlace): boolean {
  let done = 0;
  while (done < place.bytes) {
    const count = readOnce(descriptor, bytes, at + done, place.bytes - done, place.offset + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

function readOnce(
  descriptor: number,
  bytes: Uint8Array,
  at: number,
  count: number,
  position: number,
): number {
  try {
    return fs.readSync(descriptor, bytes, at, count, position);
  } catch {
    return 0;
  }
}
