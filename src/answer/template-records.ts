/**
 * Prepared answers taken apart again: the slow path reads the records of a zone out of the image's
 * templates, so that the image holds every record once. See `image/layout.ts` for the bytes.
 */

import { assert } from "../base/assert.js";
import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { nameEnd, namesEqual } from "../dns/name.js";
import { entryKind, templateStart, templateWords } from "../image/layout.js";
import type { OwnedRrset } from "./records.js";

/** Where a template stands. */
export interface TemplatePlace {
  /** The image's memory. */
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** Word position of the template. */
  readonly at: number;
  readonly kind: number;
  /** Answer records of a simple template. */
  readonly answers: number;
  /** The name that the template was made for: byte position and octets. */
  readonly nameAt: number;
  readonly nameLength: number;
}

/** The RRsets of a template, in order: first what was asked or the NS of a cut, then additional. */
export function readTemplate(place: TemplatePlace): OwnedRrset[] {
  const question = 12 + place.nameLength;
  const message = messageOf(place, question);
  const counts = place.words[place.at]!;
  const more = place.words[place.at + 1]!;
  let records = place.answers;
  if (place.kind === entryKind.full)
    records = (counts & 0xffff) + (counts >>> 16) + (more & 0xffff);
  if (place.kind === entryKind.floating)
    records = (counts & 0xffff) + (counts >>> 16) + (more >>> 16);
  return readRrsets(message, question + 4, records);
}

/** The message as it was when the template was cut out of it, header and QTYPE aside. */
function messageOf(place: TemplatePlace, question: number): Uint8Array {
  const { words, bytes, at, kind, nameAt, nameLength } = place;
  let from: number;
  let start: number;
  let end: number;
  if (kind === entryKind.floating) {
    const last = words[at + 3]!;
    const pointers = last >>> 16;
    from = (at + templateWords.floating + ((pointers + 1) >> 1)) << 2;
    start = question + 4;
    end = start + (last & 0xffff);
  } else {
    const simple = kind === entryKind.simple;
    assert(simple || kind === entryKind.full, "an RRset of a zone has a template");
    from = (at + (simple ? templateWords.simple : templateWords.full)) << 2;
    start = templateStart(nameLength);
    end = simple ? words[at]! : words[at + 2]! >>> 16;
  }
  const message = new Uint8Array(end);
  message.set(bytes.subarray(nameAt, nameAt + nameLength), 12);
  message.set(bytes.subarray(from, from + end - start), start);
  return message;
}

/** Neighbouring records of one owner and type are an RRset. */
function readRrsets(message: Uint8Array, at: number, records: number): OwnedRrset[] {
  const found: FoundRrset[] = [];
  const out = new ByteWriter(message.length * 2);
  for (let i = 0; i < records; i++) {
    const ownerAt = out.length;
    at = expandName(message, at, out);
    const type = (message[at]! << 8) | message[at + 1]!;
    const ttl = new DataView(message.buffer, at + 4, 4).getUint32(0);
    const rdataAt = at + 10;
    at = rdataAt + ((message[at + 8]! << 8) | message[at + 9]!);
    const start = out.length;
    expandRdata(message, rdataAt, at, type, out);
    const last = found[found.length - 1];
    if (last !== undefined && last.type === type && sameName(out.bytes, last.ownerAt, ownerAt)) {
      last.starts.push(start);
      last.ends.push(out.length);
    } else found.push({ ownerAt, type, ttl, starts: [start], ends: [out.length] });
  }
  // Only now: the writer's memory moves while it grows.
  const { bytes } = out;
  return found.map(({ ownerAt, type, ttl, starts, ends }) => ({
    owner: bytes,
    ownerAt,
    rrset: { type, ttl, count: starts.length, bytes, starts, ends },
  }));
}

interface FoundRrset {
  readonly ownerAt: number;
  readonly type: number;
  readonly ttl: number;
  readonly starts: number[];
  readonly ends: number[];
}

function sameName(bytes: Uint8Array, a: number, b: number): boolean {
  const length = nameEnd(bytes, a, bytes.length) - a;
  return namesEqual(bytes, a, bytes, b, length);
}

/** TYPE → octets before the first name, names. The types whose names are compressed (RFC 3597 §4). */
const compressed: ReadonlyMap<number, readonly [before: number, names: number]> = new Map([
  [2, [0, 1]], // NS
  [3, [0, 1]], // MD
  [4, [0, 1]], // MF
  [5, [0, 1]], // CNAME
  [6, [0, 2]], // SOA: MNAME, RNAME
  [7, [0, 1]], // MB
  [8, [0, 1]], // MG
  [9, [0, 1]], // MR
  [12, [0, 1]], // PTR
  [14, [0, 2]], // MINFO: RMAILBX, EMAILBX
  [15, [2, 1]], // MX, behind PREFERENCE
]);

function expandRdata(
  message: Uint8Array,
  start: number,
  end: number,
  type: number,
  out: ByteWriter,
): void {
  const [before, names] = compressed.get(type) ?? [0, 0];
  out.copy(message, start, start + before);
  let at = start + before;
  for (let i = 0; i < names; i++) at = expandName(message, at, out);
  out.copy(message, at, end);
}

/** Appends the name at `at` without its pointers and returns the offset behind it. */
function expandName(message: Uint8Array, at: number, out: ByteWriter): number {
  let end = -1;
  for (let octets = 0; octets <= limits.nameBytesMax; ) {
    const length = message[at]!;
    if (length >= 0xc0) {
      if (end === -1) end = at + 2;
      at = ((length & 0x3f) << 8) | message[at + 1]!;
      // The image is verified, but a pointer that leads round must not hold a worker.
      octets++;
      continue;
    }
    out.copy(message, at, at + length + 1);
    at += length + 1;
    octets += length + 1;
    if (length === 0) return end === -1 ? at : end;
  }
  assert(false, "names in the image are well-formed");
}
