/**
 * Writes the sections of one response at their places in a message, names compressed, and notes
 * which pointers would have to move if the query name were longer. Memory is used again for each
 * message.
 */
import { assert } from "../base/assert.js";
import { limits } from "../base/limits.js";
import { lowerOf } from "../dns/name.js";
import type { RecordType } from "../dns/rr/record-type.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { Zone } from "../zone/zone.js";
import { hashLabel, rootHash } from "./name-hash.js";

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
  /** Message position of the RDATA written last. */
  rdataAt = 0;
  /** Message positions of the pointers to move, when `floating`. */
  readonly pointers = new Uint16Array(4096);
  pointerCount = 0;
  /** The message has become larger than any transport carries, or than this builder notes. */
  overflow = false;

  private floating = false;
  private readonly dictionaryHash = new Int32Array(dictionaryMax);
  private readonly dictionaryAt = new Uint16Array(dictionaryMax);
  private dictionaryCount = 0;
  private readonly labelAt = new Uint8Array(limits.labelsMax + 1);
  private readonly labelHash = new Int32Array(limits.labelsMax + 1);
  private labels = 0;
  /** Names of the RDATA in hand: their offsets and whether they may be compressed. */
  private readonly nameAt: number[] = [];
  private readonly nameCompressible: boolean[] = [];
  private nameCount = 0;
  private readonly noteName = (at: number, compressible: boolean): void => {
    this.nameAt[this.nameCount] = at;
    this.nameCompressible[this.nameCount++] = compressible;
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
    this.nameCount = 0;
    if (row.hasNames) row.names(rdata, start, end, this.noteName);
    let from = start;
    for (let i = 0; i < this.nameCount; i++) {
      const at = this.nameAt[i]!;
      this.copy(rdata, from, at);
      this.name(rdata, at, this.nameCompressible[i]!);
      from = at + nameLength(rdata, at);
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

  /** A name: the labels that are new, then a pointer to the longest suffix that is known. */
  private name(source: Uint8Array, start: number, compressible: boolean): void {
    if (this.dictionaryCount === 0) this.noteQuestion();
    this.hashSuffixes(source, start);
    const { labels, labelAt, labelHash, bytes } = this;
    let known = labels;
    let target = -1;
    // The root is one octet, less than a pointer to it.
    for (let label = 0; label < labels; label++) {
      target = this.find(source, start + labelAt[label]!, labelHash[label]!);
      if (target !== -1) {
        known = label;
        break;
      }
    }
    if (!compressible) {
      known = labels;
      target = -1;
    }
    for (let label = 0; label < known; label++) {
      const from = start + labelAt[label]!;
      const length = source[from]! + 1;
      this.remember(labelHash[label]!, this.at);
      for (let i = 0; i < length; i++) bytes[this.at++] = source[from + i]!;
    }
    if (target === -1) bytes[this.at++] = 0;
    else this.pointer(target);
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
    this.hashSuffixes(this.bytes, questionStart);
    for (let label = 0; label < this.labels; label++)
      this.remember(this.labelHash[label]!, questionStart + this.labelAt[label]!);
    assert(
      this.labels === 0 || this.at >= questionStart + this.questionLength,
      "the question comes before every record",
    );
  }

  private remember(hash: number, at: number): void {
    if (at > pointerTargetMax || this.dictionaryCount === dictionaryMax) return;
    this.dictionaryHash[this.dictionaryCount] = hash;
    this.dictionaryAt[this.dictionaryCount++] = at;
  }

  private find(source: Uint8Array, start: number, hash: number): number {
    for (let i = 0; i < this.dictionaryCount; i++)
      if (this.dictionaryHash[i] === hash && this.sameName(source, start, this.dictionaryAt[i]!))
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

  private hashSuffixes(source: Uint8Array, start: number): void {
    let count = 0;
    for (let at = start; source[at] !== 0; at += source[at]! + 1)
      this.labelAt[count++] = at - start;
    this.labels = count;
    let hash = rootHash;
    for (let label = count - 1; label >= 0; label--) {
      hash = hashLabel(hash, source, start + this.labelAt[label]!);
      this.labelHash[label] = hash;
    }
  }
}

/** Octets of the uncompressed wire-form name at `bytes[start]`, root included. */
export function nameLength(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1 - start;
}
