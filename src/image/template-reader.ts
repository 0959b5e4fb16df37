/**
 * Prepared answers taken apart again, into RRsets with uncompressed names: for the slow path, for
 * verification and for whatever else reads an image as data. The records are stored once, as
 * messages; this is the way back.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { compressedShape } from "./compressed-types.js";
import {
  entryChain,
  entryKind,
  entryKindMask,
  nodeField,
  nodeFlag,
  templateStart,
  templateWords,
} from "./layout.js";
import { nameLength } from "./message-builder.js";
import type { SegmentCursor } from "./segment-cursor.js";

const noBytes = new Uint8Array(0);

/** An RRset with its owner: record i is `bytes[starts[i], ends[i])`, names uncompressed. */
export interface ImageRrset {
  readonly owner: Uint8Array;
  readonly ownerAt: number;
  readonly type: number;
  readonly ttl: number;
  count: number;
  bytes: Uint8Array;
  readonly starts: number[];
  readonly ends: number[];
}

export interface TemplateSections {
  readonly answer: ImageRrset[];
  readonly authority: ImageRrset[];
  /** What a referral must bring first (see layout), then what only helps. */
  readonly additional: ImageRrset[];
}

/** The RRset of `entry` (see SegmentCursor.findEntry) of `node`, and what goes with it; or null. */
export function readEntry(
  cursor: SegmentCursor,
  node: number,
  entry: number,
): TemplateSections | null {
  const { words, baseWord } = cursor;
  const kind = (words[entry]! >>> 16) & entryKindMask;
  if (kind === entryKind.slow || kind === entryKind.link) return null;
  const template = baseWord + (words[entry + 1]! >> 2);
  const nameAt = cursor.nameAt(node);
  if (kind === entryKind.floating) return readFloating(cursor, template, nameAt + 2);
  if (kind === entryKind.full) {
    const counts = words[template]!;
    return new TemplateMessage(cursor, nameAt).fixed(
      template + templateWords.full,
      words[template + 1]! >>> 16,
      counts & 0xffff,
      counts >>> 16,
    );
  }
  return new TemplateMessage(cursor, nameAt).fixed(
    template + templateWords.simple,
    words[template]! & 0xffff,
    words[entry]! >>> 24,
    0,
  );
}

/** Whether an entry is the node's own RRset, not where its CNAME leads. */
export function isOwnEntry(cursor: SegmentCursor, entry: number): boolean {
  return ((cursor.words[entry]! >>> 16) & entryChain) === 0;
}

/** The referral at a cut; null if the node is none. */
export function readReferral(cursor: SegmentCursor, node: number): TemplateSections | null {
  const { words, baseWord } = cursor;
  if ((words[node + nodeField.shape]! & nodeFlag.cut) === 0) return null;
  const template = baseWord + (words[node + nodeField.extra]! >> 2);
  return readFloating(cursor, template, cursor.nameAt(node));
}

/** The SOA of negative answers, its TTL that of RFC 2308 §3. */
export function readNegative(cursor: SegmentCursor): ImageRrset | undefined {
  return readFloating(cursor, cursor.negativeTemplate, cursor.apexAt).authority[0];
}

function readFloating(cursor: SegmentCursor, template: number, baseName: number): TemplateSections {
  const { words } = cursor;
  const counts = words[template]!;
  const pointers = words[template + 3]! >>> 16;
  const data = (template + templateWords.floating + ((pointers + 1) >> 1)) << 2;
  return new TemplateMessage(cursor, baseName).floating(
    data,
    words[template + 3]! & 0xffff,
    counts & 0xffff,
    counts >>> 16,
    words[template + 1]! >>> 16,
  );
}

/** One template as the message that it would be for its base name. */
class TemplateMessage {
  private bytes = noBytes;
  private readonly nameBytes: number;
  private readonly question: number;
  private at = 0;
  private end = 0;

  constructor(
    private readonly cursor: SegmentCursor,
    private readonly nameAt: number,
  ) {
    this.nameBytes = nameLength(cursor.bytes, nameAt);
    this.question = 12 + this.nameBytes;
  }

  fixed(fromWord: number, end: number, answers: number, additionals: number) {
    const start = templateStart(this.question - 12);
    const from = fromWord << 2;
    this.open(end);
    this.bytes.set(this.cursor.bytes.subarray(from, from + end - start), start);
    return this.sections(end, answers, 0, additionals);
  }

  floating(from: number, size: number, answers: number, authorities: number, additionals: number) {
    const start = this.question + 4;
    this.open(start + size);
    this.bytes.set(this.cursor.bytes.subarray(from, from + size), start);
    return this.sections(start + size, answers, authorities, additionals);
  }

  /** Makes the message, with zeros behind it: a broken name ends there. */
  private open(end: number): void {
    const { nameAt, nameBytes, cursor } = this;
    const size = Math.max(end, this.question + 4);
    this.bytes = new Uint8Array(size + 2 * limits.nameBytesMax);
    this.bytes.set(cursor.bytes.subarray(nameAt, nameAt + nameBytes), 12);
  }

  private sections(
    end: number,
    answers: number,
    authorities: number,
    additionals: number,
  ): TemplateSections {
    this.at = this.question + 4;
    this.end = end;
    const answer = this.rrsets(answers);
    const authority = this.rrsets(authorities);
    const additional = this.rrsets(additionals);
    if (this.at !== end) throw new RangeError(`records end at ${this.at}, the template at ${end}`);
    return { answer, authority, additional };
  }

  /** Reads `count` records; neighbours of one owner and type are one RRset. */
  private rrsets(count: number): ImageRrset[] {
    const rrsets: ImageRrset[] = [];
    if (count === 0) return rrsets;
    const out = new ByteWriter(256);
    let last: ImageRrset | undefined;
    for (let i = 0; i < count; i++) {
      const owner = new ByteWriter(32);
      this.name(owner);
      const { bytes, at } = this;
      if (at + 10 > this.end) throw new RangeError("a record is cut short");
      const type = (bytes[at]! << 8) | bytes[at + 1]!;
      const ttl =
        bytes[at + 4]! * 0x100_0000 +
        ((bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!);
      const rdataEnd = at + 10 + ((bytes[at + 8]! << 8) | bytes[at + 9]!);
      if (rdataEnd > this.end) throw new RangeError("RDATA is cut short");
      this.at = at + 10;
      const start = out.length;
      this.rdata(type, rdataEnd, out);
      const ownerName = owner.toBytes();
      if (last === undefined || last.type !== type || !sameBytes(last.owner, ownerName)) {
        last = {
          owner: ownerName,
          ownerAt: 0,
          type,
          ttl,
          count: 0,
          bytes: out.bytes,
          starts: [],
          ends: [],
        };
        rrsets.push(last);
      }
      last.count++;
      last.starts.push(start);
      last.ends.push(out.length);
    }
    // The writer may have moved to larger memory on the way.
    for (const rrset of rrsets) rrset.bytes = out.bytes;
    return rrsets;
  }

  private rdata(type: number, end: number, out: ByteWriter): void {
    const shape = compressedShape(type);
    if (shape !== undefined) {
      const { before, names } = shape;
      out.copy(this.bytes, this.at, this.at + before);
      this.at += before;
      for (let i = 0; i < names; i++) this.name(out);
    }
    if (this.at > end) throw new RangeError("a name reaches past its RDATA");
    out.copy(this.bytes, this.at, end);
    this.at = end;
  }

  /** Appends the name at `at`, uncompressed, and goes behind it. */
  private name(out: ByteWriter): void {
    const { bytes } = this;
    let at = this.at;
    let behind = -1;
    // Pointers lead strictly backwards (RFC 1035 §4.1.4), so this ends.
    let before = at;
    const start = out.length;
    for (;;) {
      const length = bytes[at]!;
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | bytes[at + 1]!;
        if (behind === -1) behind = at + 2;
        if (target >= before || target < 12)
          throw new RangeError("a pointer does not lead backwards");
        at = before = target;
        continue;
      }
      if (length > limits.labelBytesMax) throw new RangeError("a label is too long");
      out.copy(bytes, at, at + length + 1);
      at += length + 1;
      if (out.length - start > limits.nameBytesMax) throw new RangeError("a name is too long");
      if (length === 0) break;
    }
    this.at = behind === -1 ? at : behind;
    if (this.at > this.end) throw new RangeError("a name is cut short");
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
