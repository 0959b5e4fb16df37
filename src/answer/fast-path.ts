/**
 * Answers that were prepared when the zone was loaded: find the node, find the template, copy it,
 * and say which flags and counts go with it. What no template answers is "not mine", and the slow
 * path's: the two are tested against each other.
 */

import { rcode } from "../dns/header.js";
import {
  anyOtherType,
  entryKind,
  entryKindMask,
  entryPlain,
  nodeField,
  nodeFlag,
  templateStart,
  templateWords,
} from "../image/layout.js";
import { NameKey } from "../image/name-key.js";
import type { SegmentCursor } from "../image/segment-cursor.js";
import type { ImageView } from "../image/view.js";
import type { FrameMemory } from "./answerer.js";
import { recordType } from "./types.js";

/** What `answer` returns when the slow path has to. */
export const notMine = -1;

const flagAuthoritative = 0x04;
const flagTruncated = 0x02;

export class FastPath {
  /** AA and TC of the answer, as bits of the header's third octet. */
  flags = 0;
  rcode: number = rcode.NOERROR;
  answers = 0;
  authorities = 0;
  additionals = 0;
  private readonly target = new NameKey();

  private readonly zone: SegmentCursor;

  constructor(
    private readonly view: ImageView,
    private readonly key: NameKey,
  ) {
    this.zone = view.zone;
  }

  /**
   * Answers the question for `key`, whose zone the view has found, behind the question in the
   * message at `offset`. `limit` is what the message may have, without OPT. Returns the message's
   * length, or `notMine`, with nothing written.
   */
  answer(memory: FrameMemory, offset: number, qtype: number, limit: number): number {
    const { zone, key } = this;
    this.flags = flagAuthoritative;
    this.rcode = rcode.NOERROR;
    this.answers = this.authorities = this.additionals = 0;
    const node = zone.findNode(key, 0);
    if (node === -1) return this.belowEncloser(memory, offset, qtype, limit);
    const shape = zone.words[node + nodeField.shape]!;
    if ((shape & nodeFlag.cut) !== 0 && qtype !== recordType.ds)
      return this.referral(memory, offset, node, 0, limit);
    // DS of an apex is the parent's to answer, if it is served here (RFC 4035 §3.1.4.1).
    if (qtype === recordType.ds && (shape & nodeFlag.apex) !== 0 && key.labels > 0) return notMine;
    // A wildcard asked for by its own name: its templates float over its parent.
    return this.atNode(memory, offset, node, qtype, 1, limit);
  }

  /** The query name does not exist: its closest encloser decides (RFC 1034 §4.3.2 step 3). */
  private belowEncloser(memory: FrameMemory, offset: number, qtype: number, limit: number): number {
    const { zone, key } = this;
    const encloser = zone.closestEncloser(key);
    const shape = zone.words[encloser + nodeField.shape]!;
    if ((shape & nodeFlag.cut) !== 0)
      return this.referral(memory, offset, encloser, zone.encloserLabel, limit);
    if ((shape & nodeFlag.dname) !== 0) return notMine;
    const wildcard = zone.wildcardOf(encloser);
    if (wildcard !== -1)
      return this.atNode(memory, offset, wildcard, qtype, zone.encloserLabel, limit);
    this.rcode = rcode.NXDOMAIN;
    return this.negative(memory, offset, limit);
  }

  /** `base`: label at which the base name of floating templates starts. */
  private atNode(
    memory: FrameMemory,
    offset: number,
    node: number,
    qtype: number,
    base: number,
    limit: number,
  ): number {
    const { zone } = this;
    const shape = zone.words[node + nodeField.shape]!;
    let entry = -1;
    if (qtype === recordType.any) {
      // RFC 8482 §4.1: one RRset is answer enough.
      if ((shape & nodeFlag.cname) !== 0) entry = zone.findEntry(node, recordType.cname);
      else if (shape >>> 16 !== 0) entry = zone.entryAt(node, 0);
    } else {
      entry = zone.findEntry(node, qtype);
      if (entry === -1 && (shape & nodeFlag.cname) !== 0)
        entry = zone.findEntry(node, anyOtherType);
    }
    if (entry === -1) return this.negative(memory, offset, limit);
    const row = zone.words[entry]!;
    const template = zone.baseWord + (zone.words[entry + 1]! >> 2);
    switch ((row >>> 16) & entryKindMask) {
      case entryKind.simple:
        this.answers = row >>> 24;
        return this.copyFixed(
          memory,
          offset,
          template + templateWords.simple,
          zone.words[template]!,
          qtype,
          limit,
        );
      case entryKind.full:
        return this.full(memory, offset, template, qtype, limit);
      case entryKind.floating:
        return this.floating(memory, offset, template, base, limit);
      case entryKind.link:
        return this.linked(memory, offset, template, shape, qtype, base, limit);
      default:
        return notMine;
    }
  }

  private full(
    memory: FrameMemory,
    offset: number,
    template: number,
    qtype: number,
    limit: number,
  ): number {
    const { words } = this.zone;
    const counts = words[template]!;
    const ends = words[template + 1]!;
    const from = template + templateWords.full;
    this.answers = counts & 0xffff;
    if (ends >>> 16 > limit)
      return this.copyFixed(memory, offset, from, ends & 0xffff, qtype, limit);
    this.additionals = counts >>> 16;
    return this.copyFixed(memory, offset, from, ends >>> 16, qtype, limit);
  }

  /** CNAMEs, and behind them what the node where they lead has of this type (see the layout). */
  private linked(
    memory: FrameMemory,
    offset: number,
    link: number,
    shape: number,
    qtype: number,
    base: number,
    limit: number,
  ): number {
    const { zone } = this;
    const { words } = zone;
    const head = words[link]!;
    const leaf = words[link + 2]!;
    if (leaf === -1 && this.goesOn(words[link + 3]!)) return notMine;
    if (this.mayLeave(head & 0xff, leaf)) return notMine;
    const entry = leaf === -1 ? -1 : zone.findEntry(zone.nodeRow(leaf), qtype);
    // RDATA with names may have pointers into its own message, and a DS may be the parent's.
    if (entry !== -1 && (words[entry]! & (entryPlain << 16)) === 0) return notMine;
    if (qtype === recordType.ds) return notMine;
    const isWildcard = (shape & nodeFlag.wildcard) !== 0;
    const chain = zone.baseWord + (words[link + 1]! >> 2);
    this.answers = head & 0xff;
    const end = isWildcard
      ? this.floating(memory, offset, chain, base, limit)
      : this.copyFixed(
          memory,
          offset,
          chain + templateWords.simple,
          words[chain]! & 0xffff,
          qtype,
          limit,
        );
    if (leaf === -1 || (this.flags & flagTruncated) !== 0) return end;
    if (entry === -1) return this.denyBehind(memory, offset, end, limit);
    const leafAt = (head >>> 16) + (isWildcard ? this.key.labelAt[base]! : 0);
    return this.splice(memory, offset, end, entry, (head >>> 8) & 0xff, leafAt, limit);
  }

  /** Copies the records of a plain entry behind `end`, owned by the name at `leafAt`. */
  private splice(
    memory: FrameMemory,
    offset: number,
    end: number,
    entry: number,
    leafBytes: number,
    leafAt: number,
    limit: number,
  ): number {
    const { words, bytes: source, baseWord } = this.zone;
    const template = baseWord + (words[entry + 1]! >> 2);
    const start = 12 + leafBytes + 4;
    const size = (words[template]! & 0xffff) - start;
    if (end + size > limit) return this.truncated(12 + this.key.length + 4);
    const from = ((template + templateWords.simple) << 2) + start - templateStart(leafBytes);
    const target = memory.bytes;
    let at = offset + end;
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

  /** The SOA behind a chain that ends in NODATA. */
  private denyBehind(memory: FrameMemory, offset: number, end: number, limit: number): number {
    const { zone, key } = this;
    const { words, bytes: source } = zone;
    const template = zone.negativeTemplate;
    const length = words[template + 3]! & 0xffff;
    if (end + length > limit) {
      this.flags |= flagTruncated;
      return end;
    }
    const pointers = words[template + 3]! >>> 16;
    const list = (template + templateWords.floating) << 2;
    const from = list + (((pointers + 1) >> 1) << 2);
    const target = memory.bytes;
    const to = offset + end;
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

  /** Whether the names of a chain that this zone has data for may belong to a zone below it. */
  private mayLeave(links: number, leaf: number): boolean {
    const { view, zone, key, target } = this;
    if (!view.hasZonesBelow(key.labels - zone.apexLabel)) return false;
    if (links > 1) return true;
    if (leaf === -1) return false;
    const at = zone.nameAt(zone.nodeRow(leaf));
    target.read(zone.bytes, at, at + 256);
    return view.apexLabels(target) !== key.labels - zone.apexLabel;
  }

  /** Whether a chain that left its zone for the name at `left` goes on in another served here. */
  private goesOn(left: number): boolean {
    if (left === 0) return false;
    const at = this.zone.baseByte + left;
    this.target.read(this.zone.bytes, at, at + 256);
    return this.view.servesName(this.target);
  }

  /** Copies a template that ends at `end` in the message, word by word (see image/layout.ts). */
  private copyFixed(
    memory: FrameMemory,
    offset: number,
    from: number,
    end: number,
    qtype: number,
    limit: number,
  ): number {
    const question = offset + 12 + this.key.length;
    if (end > limit) return this.truncated(question + 4 - offset);
    const source = this.zone.words;
    const target = memory.words;
    const stop = (offset + end + 3) >> 2;
    let read = from;
    for (let at = (question + 3) >> 2; at < stop; at++) target[at] = source[read++]!;
    // The template's first word overlaps the question, whose type may be ANY or an alias's.
    memory.bytes[question] = qtype >>> 8;
    memory.bytes[question + 1] = qtype;
    return end;
  }

  private negative(memory: FrameMemory, offset: number, limit: number): number {
    const { zone } = this;
    return this.floating(memory, offset, zone.negativeTemplate, zone.apexLabel, limit);
  }

  private referral(
    memory: FrameMemory,
    offset: number,
    cut: number,
    base: number,
    limit: number,
  ): number {
    const { zone } = this;
    this.flags = 0;
    const template = zone.baseWord + (zone.words[cut + nodeField.extra]! >> 2);
    return this.floating(memory, offset, template, base, limit);
  }

  /** Copies a template behind the question and moves its pointers by what precedes the base. */
  private floating(
    memory: FrameMemory,
    offset: number,
    template: number,
    base: number,
    limit: number,
  ): number {
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
        if (this.additionals === 0 || start + length > limit) return this.truncated(start);
        this.additionals = 0;
        this.flags |= flagTruncated;
      }
    }
    const target = memory.bytes;
    const list = (template + templateWords.floating) << 2;
    const from = list + (((pointers + 1) >> 1) << 2);
    const to = offset + start;
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
  private truncated(end: number): number {
    this.flags |= flagTruncated;
    this.answers = this.authorities = this.additionals = 0;
    return end;
  }
}

/** The i-th of the 16-bit pointer positions that start at word `list`. */
function pointerAt(words: Int32Array, list: number, i: number): number {
  const pair = words[list + (i >> 1)]!;
  return (i & 1) === 0 ? pair & 0xffff : pair >>> 16;
}
