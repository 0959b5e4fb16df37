/**
 * Prepared answers taken apart again, into RRsets with uncompressed names: for the slow path and
 * for whatever else reads an image as data. The records are stored once, as messages; this is the
 * way back.
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

/** Room for the messages that most templates are; larger ones make it grow. */
const messageBytes = 4096;
const outBytes = 4096;

/**
 * An RRset whose owner is at `bytes[ownerAt…]`, record i at `bytes[starts[i], ends[i])`. If it is
 * `asked`, a wildcard gave it: its owner is the name asked for, and what is noted its base name.
 */
export interface ImageRrset {
  bytes: Uint8Array;
  readonly ownerAt: number;
  readonly asked: boolean;
  readonly type: number;
  readonly ttl: number;
  count: number;
  readonly starts: number[];
  readonly ends: number[];
}

/** Whether an entry is the node's own RRset, not where its CNAME leads. */
export function isOwnEntry(cursor: SegmentCursor, entry: number): boolean {
  return ((cursor.words[entry]! >>> 16) & entryChain) === 0;
}

/** One reader belongs to one thread. What it read is good until `reset`. */
export class TemplateReader {
  /** The template in hand as the message that it would be for its base name. */
  private message = new Uint8Array(messageBytes);
  private at = 0;
  private end = 0;
  /** Message positions of the pointers that move with the base name; empty in a fixed template. */
  private readonly moving = new Set<number>();
  private isFloating = false;
  private readonly out = new ByteWriter(outBytes);

  /** Takes back the memory of all that was read. */
  reset(): void {
    this.out.length = 0;
  }

  /**
   * The RRset of `entry` (see SegmentCursor.findEntry) of `node`, then what helps beside it; empty
   * if there is no template.
   */
  entry(cursor: SegmentCursor, node: number, entry: number): ImageRrset[] {
    const { words, baseWord } = cursor;
    const row = words[entry]!;
    const template = baseWord + (words[entry + 1]! >> 2);
    const nameAt = cursor.nameAt(node);
    switch ((row >>> 16) & entryKindMask) {
      case entryKind.simple: {
        const from = template + templateWords.simple;
        return this.fixed(cursor, nameAt, from, words[template]! & 0xffff, row >>> 24, 0);
      }
      case entryKind.full: {
        const counts = words[template]!;
        const from = template + templateWords.full;
        const end = words[template + 1]! >>> 16;
        return this.fixed(cursor, nameAt, from, end, counts & 0xffff, counts >>> 16);
      }
      case entryKind.floating:
        return this.floating(cursor, template, nameAt + 2);
      default:
        return [];
    }
  }

  /** The referral at a cut: NS, what it must bring (see layout), what helps. */
  referral(cursor: SegmentCursor, node: number): ImageRrset[] {
    const { words, baseWord } = cursor;
    if ((words[node + nodeField.shape]! & nodeFlag.cut) === 0) return [];
    const template = baseWord + (words[node + nodeField.extra]! >> 2);
    return this.floating(cursor, template, cursor.nameAt(node));
  }

  private fixed(
    cursor: SegmentCursor,
    nameAt: number,
    fromWord: number,
    end: number,
    answers: number,
    additionals: number,
  ): ImageRrset[] {
    const nameBytes = nameLength(cursor.bytes, nameAt);
    const start = templateStart(nameBytes);
    this.isFloating = false;
    this.open(cursor, nameAt, nameBytes, fromWord << 2, start, end - start);
    return this.sections(answers, 0, additionals);
  }

  private floating(cursor: SegmentCursor, template: number, baseName: number): ImageRrset[] {
    const { words } = cursor;
    const counts = words[template]!;
    const size = words[template + 3]! & 0xffff;
    const pointers = words[template + 3]! >>> 16;
    const list = template + templateWords.floating;
    const from = (list + ((pointers + 1) >> 1)) << 2;
    const nameBytes = nameLength(cursor.bytes, baseName);
    this.isFloating = true;
    this.moving.clear();
    for (let i = 0; i < pointers; i++)
      this.moving.add(
        questionEnd(nameBytes) + ((words[list + (i >> 1)]! >>> ((i & 1) * 16)) & 0xffff),
      );
    this.open(cursor, baseName, nameBytes, from, questionEnd(nameBytes), size);
    return this.sections(counts & 0xffff, counts >>> 16, words[template + 1]! >>> 16);
  }

  /** Makes the message, with zeros behind it: a broken name ends there. */
  private open(
    cursor: SegmentCursor,
    nameAt: number,
    nameBytes: number,
    from: number,
    start: number,
    size: number,
  ): void {
    const source = cursor.bytes;
    this.at = questionEnd(nameBytes);
    this.end = start + size;
    const behind = Math.max(this.end, this.at);
    const needed = behind + 2 * limits.nameBytesMax;
    if (this.message.length < needed) this.message = new Uint8Array(needed);
    const { message } = this;
    for (let i = 0; i < nameBytes; i++) message[12 + i] = source[nameAt + i]!;
    for (let i = 0; i < size; i++) message[start + i] = source[from + i]!;
    message.fill(0, behind, needed);
  }

  private sections(answers: number, authorities: number, additionals: number): ImageRrset[] {
    const rrsets: ImageRrset[] = [];
    this.rrsets(answers, rrsets);
    this.rrsets(authorities, rrsets);
    this.rrsets(additionals, rrsets);
    if (this.at !== this.end)
      throw new RangeError(`records end at ${this.at}, the template at ${this.end}`);
    // The writer may have moved to larger memory on the way.
    for (const rrset of rrsets) rrset.bytes = this.out.bytes;
    return rrsets;
  }

  /** Reads `count` records; neighbours of one owner and type are one RRset. */
  private rrsets(count: number, rrsets: ImageRrset[]): void {
    const { out } = this;
    let last: ImageRrset | undefined;
    for (let i = 0; i < count; i++) {
      const ownerAt = out.length;
      const asked = this.isQuestion();
      this.name();
      const { message, at } = this;
      if (at + 10 > this.end) throw new RangeError("a record is cut short");
      const type = (message[at]! << 8) | message[at + 1]!;
      const rdataEnd = at + 10 + ((message[at + 8]! << 8) | message[at + 9]!);
      if (rdataEnd > this.end) throw new RangeError("RDATA is cut short");
      this.at = at + 10;
      if (last?.type === type && last.asked === asked && this.isSameName(last.ownerAt, ownerAt)) {
        // The owner is there already.
        out.length = ownerAt;
        last.count++;
      } else {
        const ttl =
          message[at + 4]! * 0x100_0000 +
          ((message[at + 5]! << 16) | (message[at + 6]! << 8) | message[at + 7]!);
        last = { bytes: out.bytes, ownerAt, asked, type, ttl, count: 1, starts: [], ends: [] };
        rrsets.push(last);
      }
      last.starts.push(out.length);
      this.rdata(type, rdataEnd);
      last.ends.push(out.length);
    }
  }

  /** Whether the name at `at` is a pointer that stays on the question, whatever name that is. */
  private isQuestion(): boolean {
    const { message, at, isFloating } = this;
    return isFloating && message[at] === 0xc0 && message[at + 1] === 12 && !this.moving.has(at);
  }

  private isSameName(one: number, other: number): boolean {
    const { bytes, length } = this.out;
    for (let i = 0; other + i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false;
    return true;
  }

  private rdata(type: number, end: number): void {
    const { out, message } = this;
    const shape = compressedShape(type);
    if (shape !== undefined) {
      out.copy(message, this.at, this.at + shape.before);
      this.at += shape.before;
      for (let i = 0; i < shape.names; i++) this.name();
    }
    if (this.at > end) throw new RangeError("a name reaches past its RDATA");
    out.copy(message, this.at, end);
    this.at = end;
  }

  /** Appends the name at `at`, uncompressed, and goes behind it. */
  private name(): void {
    const { message: bytes, out } = this;
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

function questionEnd(nameBytes: number): number {
  return 12 + nameBytes + 4;
}
