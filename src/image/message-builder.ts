/**
 * Writes the sections of one response at their places in a message, names compressed, and notes
 * which pointers would have to move if the query name were longer. Memory is used again for each
 * message.
 */
import { limits } from "../base/limits.js";
import { lowerOf } from "../dns/name.js";
import type { RecordType } from "../dns/rr/record-type.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { Zone } from "../zone/zone.js";
import { compressedShape } from "./compressed-types.js";

const questionStart = 12;
/**
 * Names further in are not pointed to: a pointer has 14 bits (RFC 1035 §4.1.4), and floating
 * templates move by up to a name's length.
 */
const pointerTargetMax = 0x3fff - limits.nameBytesMax;
const dictionaryMax = 512;

export class MessageBuilder {
  readonly bytes = new Uint8Array(limits.messageBytesMax * 2);
  readonly words = new Int32Array(this.bytes.buffer, 0, this.bytes.length >> 2);
  /** Message position of the next octet. */
  at = 0;
  /** Message positions of the pointers to move, when `floating`. */
  readonly pointers = new Uint16Array(4096);
  pointerCount = 0;
  /** The message has become larger than any transport carries, or than this builder notes. */
  overflow = false;

  private floating = false;
  private rdataAt = 0;
  /**
   * Names that can be pointed to: where they are, and their octets uncompressed, which tell most
   * names apart without a look at them.
   */
  private readonly dictionaryAt = new Uint16Array(dictionaryMax);
  private readonly dictionaryLength = new Uint8Array(dictionaryMax);
  private dictionaryCount = 0;
  /** Where the names are in RDATA that must not be compressed, but may be pointed to. */
  private readonly nameAt: number[] = [];
  private nameCount = 0;
  private readonly noteName = (at: number): void => {
    this.nameAt[this.nameCount++] = at;
  };

  /**
   * Starts a message whose question is `name`, or, when `floating`, some name that ends in it.
   */
  start(name: Uint8Array, start: number, length: number, floating: boolean): void {
    this.floating = floating;
    this.overflow = false;
    this.pointerCount = 0;
    this.dictionaryCount = 0;
    const { bytes } = this;
    for (let i = 0; i < length; i++) bytes[questionStart + i] = name[start + i]!;
    this.at = questionStart + length + 4;
    this.questionLength = length;
  }
  private questionLength = 0;

  /** Takes back what was written from `at` on. */
  rewind(at: number): void {
    this.at = at;
    this.overflow = false;
    while (this.pointerCount > 0 && this.pointers[this.pointerCount - 1]! >= at)
      this.pointerCount--;
    while (this.dictionaryCount > 0 && this.dictionaryAt[this.dictionaryCount - 1]! >= at)
      this.dictionaryCount--;
  }

  /** Message position of the name that the RDATA written last starts with. */
  lastName(): number {
    const { bytes, rdataAt } = this;
    // Better a pointer to a name than one to a pointer.
    if (bytes[rdataAt]! < 0xc0) return rdataAt;
    return ((bytes[rdataAt]! & 0x3f) << 8) | bytes[rdataAt + 1]!;
  }

  /** A whole RRset, owned by the question name. */
  questionRrset(zone: Zone, rrset: number, ttl: number): void {
    this.rrset(zone, rrset, ttl, null, 0);
  }

  /** A whole RRset owned by the name at `owner[ownerAt]`. */
  ownedRrset(zone: Zone, rrset: number, ttl: number, owner: Uint8Array, ownerAt: number): void {
    this.rrset(zone, rrset, ttl, owner, ownerAt);
  }

  private rrset(
    zone: Zone,
    rrset: number,
    ttl: number,
    owner: Uint8Array | null,
    ownerAt: number,
  ): void {
    const type = zone.rrsetType[rrset]!;
    const row = recordTypeOf(type);
    const last = zone.rrsetRecords[rrset + 1]!;
    const { bytes } = this;
    for (let record = zone.rrsetRecords[rrset]!; record < last; record++) {
      if (this.at > limits.messageBytesMax) {
        this.overflow = true;
        return;
      }
      if (owner === null) {
        bytes[this.at++] = 0xc0;
        bytes[this.at++] = questionStart;
      } else this.name(owner, ownerAt, true);
      let at = this.at;
      bytes[at] = type >>> 8;
      bytes[at + 1] = type;
      bytes[at + 2] = 0;
      bytes[at + 3] = zone.class;
      bytes[at + 4] = ttl >>> 24;
      bytes[at + 5] = ttl >>> 16;
      bytes[at + 6] = ttl >>> 8;
      bytes[at + 7] = ttl;
      this.at = this.rdataAt = at + 10;
      this.rdata(zone, record, row);
      const length = this.at - at - 10;
      at += 8;
      bytes[at] = length >>> 8;
      bytes[at + 1] = length;
    }
    if (this.at > limits.messageBytesMax) this.overflow = true;
  }

  private rdata(zone: Zone, record: number, row: RecordType): void {
    const { rdata } = zone;
    const start = zone.rdataStart[record]!;
    const end = zone.rdataStart[record + 1]!;
    let from = start;
    const shape = compressedShape(row.code);
    if (shape !== undefined) {
      from += shape.before;
      this.copy(rdata, start, from);
      for (let i = 0; i < shape.names; i++) from += this.name(rdata, from, true);
    } else if (row.hasNames) {
      this.nameCount = 0;
      row.names(rdata, start, end, this.noteName);
      for (let i = 0; i < this.nameCount; i++) {
        const at = this.nameAt[i]!;
        this.copy(rdata, from, at);
        from = at + this.name(rdata, at, false);
      }
    }
    this.copy(rdata, from, end);
  }

  private copy(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let { at } = this;
    if (end - start > 64) {
      bytes.set(source.subarray(start, end), at);
      at += end - start;
    } else for (let i = start; i < end; i++) bytes[at++] = source[i]!;
    this.at = at;
  }

  /**
   * A name: the labels that are new, then a pointer to the longest suffix that is known. Returns its
   * octets uncompressed.
   */
  private name(source: Uint8Array, start: number, compressible: boolean): number {
    if (this.dictionaryCount === 0) this.noteQuestion();
    const { bytes } = this;
    const length = nameLength(source, start);
    const end = start + length;
    let from = start;
    let target = -1;
    // The root is one octet, less than a pointer to it.
    while (source[from] !== 0) {
      if (compressible) {
        target = this.find(source, from, end - from);
        if (target !== -1) break;
      }
      this.remember(end - from, this.at);
      for (const next = from + source[from]! + 1; from < next; ) bytes[this.at++] = source[from++]!;
    }
    if (target === -1) bytes[this.at++] = 0;
    else this.pointer(target);
    return length;
  }

  private pointer(target: number): void {
    if (this.floating) {
      if (this.pointerCount === this.pointers.length) this.overflow = true;
      else this.pointers[this.pointerCount++] = this.at;
    }
    this.bytes[this.at++] = 0xc0 | (target >>> 8);
    this.bytes[this.at++] = target;
  }

  /** The question name's suffixes come first in the dictionary. */
  private noteQuestion(): void {
    const end = questionStart + this.questionLength;
    for (let at = questionStart; this.bytes[at] !== 0; at += this.bytes[at]! + 1)
      this.remember(end - at, at);
  }

  private remember(length: number, at: number): void {
    if (at > pointerTargetMax || this.dictionaryCount === dictionaryMax) return;
    this.dictionaryLength[this.dictionaryCount] = length;
    this.dictionaryAt[this.dictionaryCount++] = at;
  }

  private find(source: Uint8Array, start: number, length: number): number {
    for (let i = 0; i < this.dictionaryCount; i++)
      if (
        this.dictionaryLength[i] === length &&
        this.sameName(source, start, this.dictionaryAt[i]!)
      )
        return this.dictionaryAt[i]!;
    return -1;
  }

  /** Compares an uncompressed name with one in this message, which may hold pointers. */
  private sameName(source: Uint8Array, start: number, messageAt: number): boolean {
    const { bytes } = this;
    let from = start;
    let at = messageAt;
    for (;;) {
      while (bytes[at]! >= 0xc0) at = ((bytes[at]! & 0x3f) << 8) | bytes[at + 1]!;
      const length = bytes[at]!;
      if (source[from] !== length) return false;
      if (length === 0) return true;
      for (let i = 1; i <= length; i++)
        if (lowerOf[source[from + i]!] !== lowerOf[bytes[at + i]!]) return false;
      from += length + 1;
      at += length + 1;
    }
  }
}

/** Octets of the uncompressed wire-form name at `bytes[start]`, root included. */
export function nameLength(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1 - start;
}
