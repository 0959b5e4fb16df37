/**
 * A compiled zone with what is needed to trust it later: the form in which loader threads hand
 * segments over and in which they are kept on disk, so that keeping one costs a write and no copy.
 * Numbers are in the machine's order: a pack file is not carried to another machine.
 *
 *    0  magic            u32      40  layout version   u32      64  fingerprint of the zone file
 *    4  octets in all    u32      44  segment offset   u32          4 × f64
 *    8  SHA-256 of [40, all)      48  segment octets   u32      96  text octets      u32
 *                                 52  serial           u32     100  kind             u32
 *                                 56  records          u32     104  text (JSON)
 *                                 60  reserved         u32          padding, segment, padding
 *
 * Segments start at multiples of 8, counted from the record, and records follow each other at
 * multiples of 8, so that a segment can be read in place through an Int32Array.
 */
import { createHash, hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { assert } from "../base/assert.js";
import type { FileFingerprint } from "../zone/zone-files.js";

export const recordMagic = 0x5a_49_39_35;
export const recordHeadBytes = 104;
export const recordKind = { image: 1, removal: 2 } as const;
export type RecordKind = (typeof recordKind)[keyof typeof recordKind];

const digestBytes = 32;
/** A millisecond of digesting, or two. */
const sliceBytes = 1 << 20;
export const digestStart = 8;
/** Everything from here to the record's end is under the digest. */
export const digestedFrom = digestStart + digestBytes;
/** Text is a path, an apex and a list of included files; more is no record of ours. */
export const recordTextBytesMax = 1 << 20;

export interface RecordText {
  readonly apex: string;
  /** Path of the zone file. */
  readonly file: string;
  /** Version of the program that compiled it. */
  readonly version: string;
  /** What the zone was read from besides the zone file itself. */
  readonly includes?: readonly FileFingerprint[];
}

export interface RecordMeta {
  readonly kind: RecordKind;
  readonly layout: number;
  readonly serial: number;
  readonly records: number;
  readonly fingerprint: FileFingerprint;
  readonly text: RecordText;
}

export interface RecordHead {
  readonly kind: number;
  readonly bytes: number;
  readonly layout: number;
  readonly segmentAt: number;
  readonly segmentBytes: number;
  readonly serial: number;
  readonly records: number;
  readonly fingerprint: Omit<FileFingerprint, "path">;
}

const align = (n: number): number => n + ((8 - (n % 8)) % 8);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Octets of a record for a segment of `segmentBytes` whose text takes `textBytes`. */
export function recordBytes(textBytes: number, segmentBytes: number): number {
  return align(align(recordHeadBytes + textBytes) + segmentBytes);
}

/** JSON is ASCII here save for paths, so the length is known only after encoding. */
export function encodeRecordText(text: RecordText): Uint8Array {
  return encoder.encode(JSON.stringify(text));
}

/**
 * Writes everything but the segment and the digest at `at` of `target`, and returns where the
 * segment goes. `at` is a multiple of 8.
 */
export function writeRecordHead(
  target: Uint8Array,
  at: number,
  meta: RecordMeta,
  text: Uint8Array,
  segmentBytes: number,
): number {
  assert(at % 8 === 0, "records are aligned");
  assert(text.length <= recordTextBytesMax, "a record's text is bounded");
  const view = new DataView(target.buffer, target.byteOffset + at);
  const total = recordBytes(text.length, segmentBytes);
  const segmentAt = align(recordHeadBytes + text.length);
  view.setUint32(0, recordMagic, true);
  view.setUint32(4, total, true);
  view.setUint32(40, meta.layout, true);
  view.setUint32(44, segmentAt, true);
  view.setUint32(48, segmentBytes, true);
  view.setUint32(52, meta.serial, true);
  view.setUint32(56, meta.records, true);
  view.setUint32(60, 0, true);
  view.setFloat64(64, meta.fingerprint.sizeBytes, true);
  view.setFloat64(72, meta.fingerprint.modifiedMs, true);
  view.setFloat64(80, meta.fingerprint.changedMs, true);
  view.setFloat64(88, meta.fingerprint.inode, true);
  view.setUint32(96, text.length, true);
  view.setUint32(100, meta.kind, true);
  target.set(text, at + recordHeadBytes);
  target.fill(0, at + recordHeadBytes + text.length, at + segmentAt);
  return at + segmentAt;
}

/** Pads and digests the record of `total` octets at `at`, once its segment is in place. */
export function sealRecord(
  target: Uint8Array,
  at: number,
  segmentEnd: number,
  total: number,
): void {
  target.fill(0, segmentEnd, at + total);
  const digest = hash("sha256", target.subarray(at + digestedFrom, at + total), "buffer");
  target.set(digest, at + digestStart);
}

/**
 * The same where the segment lives elsewhere: head and segment are written one after the other. A
 * big segment takes a while, so other work gets its turn between slices.
 */
export async function sealSplitRecord(
  head: Uint8Array,
  segment: Uint8Array,
  padding: Uint8Array,
): Promise<void> {
  const digest = createHash("sha256").update(head.subarray(digestedFrom));
  for (let at = 0; at < segment.length; at += sliceBytes) {
    digest.update(segment.subarray(at, at + sliceBytes));
    await setImmediate();
  }
  head.set(digest.update(padding).digest(), digestStart);
}

/** Undefined if these octets cannot start a record; nothing is said about its digest. */
export function readRecordHead(bytes: Uint8Array, at: number): RecordHead | undefined {
  if (bytes.length - at < recordHeadBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  if (view.getUint32(0, true) !== recordMagic) return undefined;
  const total = view.getUint32(4, true);
  const segmentAt = view.getUint32(44, true);
  const segmentBytes = view.getUint32(48, true);
  const textBytes = view.getUint32(96, true);
  if (textBytes > recordTextBytesMax || segmentAt !== align(recordHeadBytes + textBytes)) {
    return undefined;
  }
  if (total !== align(segmentAt + segmentBytes)) return undefined;
  return {
    kind: view.getUint32(100, true),
    bytes: total,
    layout: view.getUint32(40, true),
    segmentAt,
    segmentBytes,
    serial: view.getUint32(52, true),
    records: view.getUint32(56, true),
    fingerprint: {
      sizeBytes: view.getFloat64(64, true),
      modifiedMs: view.getFloat64(72, true),
      changedMs: view.getFloat64(80, true),
      inode: view.getFloat64(88, true),
    },
  };
}

/** Whether the record's octets are the ones that were written. */
export function recordIsWhole(bytes: Uint8Array, at: number, head: RecordHead): boolean {
  if (bytes.length - at < head.bytes) return false;
  const digest = hash("sha256", bytes.subarray(at + digestedFrom, at + head.bytes), "buffer");
  for (let i = 0; i < digestBytes; i++) {
    if (digest[i] !== bytes[at + digestStart + i]) return false;
  }
  return true;
}

/** The text of a record; undefined if it is none of ours, which a whole record never is. */
export function readRecordText(bytes: Uint8Array, at: number): RecordText | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const length = view.getUint32(96, true);
  const start = at + recordHeadBytes;
  try {
    const text: unknown = JSON.parse(decoder.decode(bytes.subarray(start, start + length)));
    return isRecordText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function isRecordText(value: unknown): value is RecordText {
  if (typeof value !== "object" || value === null) return false;
  const text = value as Partial<Record<keyof RecordText, unknown>>;
  return (
    typeof text.apex === "string" &&
    typeof text.file === "string" &&
    typeof text.version === "string" &&
    (text.includes === undefined || Array.isArray(text.includes))
  );
}

/** A record that says that a zone was taken out of service for good. */
export function removalRecord(apex: string, file: string, version: string): Uint8Array {
  const text = encodeRecordText({ apex, file, version });
  const record = new Uint8Array(recordBytes(text.length, 0));
  const fingerprint = { path: file, sizeBytes: 0, modifiedMs: 0, changedMs: 0, inode: 0 };
  const meta = { kind: recordKind.removal, layout: 0, serial: 0, records: 0, fingerprint };
  const segmentAt = writeRecordHead(record, 0, { ...meta, text: { apex, file, version } }, text, 0);
  sealRecord(record, 0, segmentAt, record.length);
  return record;
}
