/**
 * One kept image, read back from the pack file and trusted only after everything agrees: its
 * digest, its layout, the zone it is for, and the verifier that every new image has to pass too.
 */
import fs from "node:fs";
import { segmentLayoutVersion } from "../image/layout.js";
import {
  type RecordHead,
  type RecordText,
  readRecordHead,
  readRecordText,
  recordIsWhole,
  recordKind,
} from "./image-record.js";
import type { KeptPlace } from "./load-job.js";
import type { RecordBuffer } from "./record-buffer.js";

export type KeptImage =
  | { readonly kind: "image"; readonly head: RecordHead; readonly text: RecordText }
  | { readonly kind: "refused"; readonly reason: string };

/** Says why a segment must not be served; undefined if it may. */
export type VerifySegment = (segment: Uint8Array) => string | undefined;

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
  into.reserve(place.bytes);
  const { bytes, length: at } = into;
  if (!readFully(descriptor, bytes, at, place)) return refused("it ends early");
  const head = readRecordHead(bytes, at);
  if (head === undefined || head.bytes !== place.bytes) return refused("its head is damaged");
  if (!recordIsWhole(bytes, at, head)) return refused("its digest does not match");
  const text = readRecordText(bytes, at);
  if (text === undefined || head.kind !== recordKind.image) return refused("it is no image");
  if (text.apex !== apex) return refused(`it is of zone ${text.apex}`);
  if (head.layout !== segmentLayoutVersion) {
    return refused(`its layout is ${head.layout}, this program reads ${segmentLayoutVersion}`);
  }
  const start = at + head.segmentAt;
  const fault = verify(bytes.subarray(start, start + head.segmentBytes));
  return fault === undefined ? { kind: "image", head, text } : refused(fault);
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
