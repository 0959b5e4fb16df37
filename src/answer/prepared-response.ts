/**
 * Writes prepared answers behind the question of a query: copies templates, moves their pointers,
 * keeps count, and drops what does not fit. Every position and length is from the message's start,
 * every `template` a word position in the zone's memory; see image/layout.ts for the bytes.
 */
import { rcode } from "../dns/header.js";
import { templateStart, templateWords } from "../image/layout.js";
import type { NameKey } from "../image/name-key.js";
import type { SegmentCursor } from "../image/segment-cursor.js";
import type { FrameMemory } from "./answerer.js";
import type { SteeredChoice } from "./steered-choice.js";

export const flagAuthoritative = 0x04;
export const flagTruncated = 0x02;

const noMemory: FrameMemory = { bytes: new Uint8Array(0), words: new Int32Array(0) };

export class PreparedResponse {
  /** AA and TC, as bits of the header's third octet. */
  flags = 0;
  rcode: number = rcode.NOERROR;
  answers = 0;
  authorities = 0;
  additionals = 0;
  private memory = noMemory;
  /** Where the message starts in the memory. */
  private offset = 0;
  private qtype = 0;
  /** Octets that the message may have, without OPT. */
  private limit = 0;

  constructor(
    private readonly zone: SegmentCursor,
    private readonly key: NameKey,
  ) {}

  /** Starts the response to the message at `offset`, which asks for the key's name. */
  begin(memory: FrameMemory, offset: number, qtype: number, limit: number): void {
    this.memory = memory;
    this.offset = offset;
    this.qtype = qtype;
    this.limit = limit;
    this.flags = flagAuthoritative;
    this.rcode = rcode.NOERROR;
    this.answers = this.authorities = this.additionals = 0;
  }

  /** The fixed template whose message words start at `from`, up to `end`. Returns the new end. */
  fixed(from: number, end: number, source: Int32Array = this.zone.words): number {
    const { memory, offset, qtype } = this;
    const question = offset + 12 + this.key.length;
    if (end > this.limit) return this.truncated();
    const target = memory.words;
    const stop = (offset + end + 3) >> 2;
    let read = from;
    for (let at = (question + 3) >> 2; at < stop; at++) target[at] = source[read++]!;
    // The template's first word overlaps the question, whose type may be ANY or an alias's.
    memory.bytes[question] = qtype >>> 8;
    memory.bytes[question + 1] = qtype;
    return end;
  }

  /** The full template, without its additional records if they do not fit. Returns the new end. */
  full(template: number): number {
    const { words } = this.zone;
    const counts = words[template]!;
    const ends = words[template + 1]!;
    const from = template + templateWords.full;
    this.answers = counts & 0xffff;
    if (ends >>> 16 > this.limit) return this.fixed(from, ends & 0xffff);
    this.additionals = counts >>> 16;
    return this.fixed(from, ends >>> 16);
  }

  /**
   * The floating template, for a query name whose label `base` is the base name's first: its pointers
   * move by what precedes that. Returns the new end.
   */
  floating(template: number, base: number): number {
    const { limit } = this;
    const { words, bytes: source } = this.zone;
    const counts = words[template]!;
    const additionals = words[template + 1]!;
    const ends = words[template + 2]!;
    const all = words[template + 3]! & 0xffff;
    const pointers = words[template + 3]! >>> 16;
    const start = 12 + this.key.length + 4;
    this.answers = counts & 0xffff;
    this.authorities = counts >>> 16;
    let length = all;
    this.additionals = additionals >>> 16;
    if (start + length > limit) {
      // Sibling glue and other hints may go; glue that is needed may not (RFC 9471 §3.1).
      length = ends >>> 16;
      this.additionals = additionals & 0xffff;
      if (start + length > limit) {
        length = ends & 0xffff;
        if (this.additionals === 0 || start + length > limit) return this.truncated();
        this.additionals = 0;
        this.flags |= flagTruncated;
      }
    }
    const target = this.memory.bytes;
    const list = (template + templateWords.floating) << 2;
    const from = list + (((pointers + 1) >> 1) << 2);
    const to = this.offset + start;
    for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
    const shift = this.key.labelAt[base]!;
    if (shift !== 0) {
      for (let i = 0; i < pointers; i++) {
        const at = pointerAt(words, list >> 2, i);
        if (at >= length) break;
        const pointer = ((target[to + at]! << 8) | target[to + at + 1]!) + shift;
        target[to + at] = pointer >>> 8;
        target[to + at + 1] = pointer;
      }
    }
    return start + length;
  }

  /** The question alone: the client asks again over TCP (RFC 2181 §9). */
  private truncated(): number {
    this.flags |= flagTruncated;
    this.answers = this.authorities = this.additionals = 0;
    return 12 + this.key.length + 4;
  }

  /**
   * The records of a plain entry behind the CNAMEs that end at `end`. Their owner, a name of
   * `leafBytes`, stands at `leafAt`. Returns the new end.
   */
  leaf(end: number, entry: number, leafBytes: number, leafAt: number): number {
    const { words, bytes: source, baseWord } = this.zone;
    const template = baseWord + (words[entry + 1]! >> 2);
    const start = 12 + leafBytes + 4;
    const size = (words[template]! & 0xffff) - start;
    if (end + size > this.limit) return this.truncated();
    const from = ((template + templateWords.simple) << 2) + start - templateStart(leafBytes);
    const target = this.memory.bytes;
    let at = this.offset + end;
    for (let i = 0; i < size; i++) target[at + i] = source[from + i]!;
    const records = words[entry]! >>> 24;
    for (let i = 0; i < records; i++) {
      target[at] = 0xc0 | (leafAt >>> 8);
      target[at + 1] = leafAt;
      at += 12 + ((target[at + 10]! << 8) | target[at + 11]!);
    }
    this.answers += records;
    return end + size;
  }

  /** The records chosen, for the name asked for: at their owner, or of a wildcard. */
  chosen(choice: SteeredChoice, isFloating: boolean): number {
    const start = 12 + this.key.length + 4;
    const end = start + choice.octets;
    this.answers = choice.records;
    // The records start 1 to 4 octets into what is copied.
    if (!isFloating) return this.fixed((choice.recordsAt - 1) >> 2, end, choice.words);
    if (end > this.limit) return this.truncated();
    copy(choice.bytes, choice.recordsAt, this.memory.bytes, this.offset + start, choice.octets);
    return end;
  }

  /** The records chosen, behind CNAMEs that end at `end`; their owner's name stands at `leafAt`. */
  chosenLeaf(end: number, choice: SteeredChoice, leafAt: number): number {
    const { octets, records } = choice;
    if (end + octets > this.limit) return this.truncated();
    const target = this.memory.bytes;
    let at = this.offset + end;
    copy(choice.bytes, choice.recordsAt, target, at, octets);
    for (let i = 0; i < records; i++) {
      target[at] = 0xc0 | (leafAt >>> 8);
      target[at + 1] = leafAt;
      at += 12 + ((target[at + 10]! << 8) | target[at + 11]!);
    }
    this.answers += records;
    return end + octets;
  }

  /**
   * Lowers the TTL of the SOA that was written last, at `soaAt`: how long nothing is answered ends
   * when what steers does.
   */
  limitDenial(soaAt: number, ttl: number): void {
    const { bytes } = this.memory;
    // Its owner is a pointer, or the root.
    const at = this.offset + soaAt + (bytes[this.offset + soaAt] === 0 ? 1 : 2) + 4;
    const written =
      bytes[at]! * 0x100_0000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (written <= ttl) return;
    bytes[at] = ttl >>> 24;
    bytes[at + 1] = ttl >>> 16;
    bytes[at + 2] = ttl >>> 8;
    bytes[at + 3] = ttl;
  }

  /** The SOA behind CNAMEs that end at `end` and lead to NODATA. Returns the new end. */
  denial(end: number): number {
    const { zone, key } = this;
    const { words, bytes: source } = zone;
    const template = zone.negativeTemplate;
    const length = words[template + 3]! & 0xffff;
    if (end + length > this.limit) {
      this.flags |= flagTruncated;
      return end;
    }
    const pointers = words[template + 3]! >>> 16;
    const list = (template + templateWords.floating) << 2;
    const from = list + (((pointers + 1) >> 1) << 2);
    const target = this.memory.bytes;
    const to = this.offset + end;
    for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
    // Pointers into the apex move with the query name, those into the SOA with its place.
    const nameShift = key.labelAt[zone.apexLabel]!;
    const start = 12 + key.length - nameShift + 4;
    for (let i = 0; i < pointers; i++) {
      const at = to + pointerAt(words, list >> 2, i);
      const pointer = (target[at]! << 8) | target[at + 1]!;
      const moved = pointer + ((pointer & 0x3fff) < start ? nameShift : end - start);
      target[at] = moved >>> 8;
      target[at + 1] = moved;
    }
    this.authorities = 1;
    return end + length;
  }
}

function copy(
  from: Uint8Array,
  fromAt: number,
  to: Uint8Array,
  toAt: number,
  octets: number,
): void {
  for (let i = 0; i < octets; i++) to[toAt + i] = from[fromAt + i]!;
}

/** The i-th of the 16-bit pointer positions that start at word `list`. */
function pointerAt(words: Int32Array, list: number, i: number): number {
  const pair = words[list + (i >> 1)]!;
  return (i & 1) === 0 ? pair & 0xffff : pair >>> 16;
}
