/**
 * Writes the sections of one response behind its question, names compressed (RFC 1035 §4.1.4). The
 * records are made in memory of the writer's own, so nothing is written past the limit of a frame.
 */
import { limits } from "../base/limits.js";
import { labelOffsets, namesEqual } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { hashLabel, hashName, rootHash } from "../image/name-hash.js";
import { HashTable } from "./hash-table.js";
import type { OwnedRrset } from "./records.js";

const classIn = 1;
const headerBytes = 12;
/** A pointer has 14 bits. */
const pointerTargetMax = 0x3fff;
const flag = { response: 0x80, authoritative: 0x04, truncated: 0x02, recursionDesired: 0x01 };
const opcodeMask = 0x78;

export class MessageWriter {
  /** A whole message and the one record that does not fit it any more. */
  readonly #out = new Uint8Array(2 * limits.messageBytesMax + 2 * limits.nameBytesMax);
  /** Hash of a name → where in the message it is written. */
  readonly #known = new HashTable();
  readonly #labelAt = new Uint8Array(limits.labelsMax);
  readonly #hashes = new Int32Array(limits.labelsMax + 1);
  readonly #counts: number[] = [];
  /** Names of the record in hand: offset and whether it may be compressed, in turn. */
  readonly #names: number[] = [];
  readonly #noteName = (at: number, compressible: boolean): void => {
    this.#names.push(at, compressible ? 1 : 0);
  };
  /** RRsets written, to write none twice, and where each is in that list by owner and type. */
  readonly #written: OwnedRrset[] = [];
  readonly #writtenAt = new HashTable();
  #frame!: Uint8Array;
  #messageAt = 0;
  #questionLength = 0;
  #limit = 0;
  #at = 0;

  /** Takes the header and the question of the query at `frame[messageAt, questionEnd)`. */
  start(frame: Uint8Array, messageAt: number, questionEnd: number, limit: number): void {
    this.#frame = frame;
    this.#messageAt = messageAt;
    this.#questionLength = questionEnd - messageAt;
    this.#limit = limit - messageAt;
    this.#known.clear();
    this.#writtenAt.clear();
    this.#counts.length = this.#written.length = 0;
    this.#at = 0;
    this.#copy(frame, messageAt, questionEnd);
    this.#at = headerBytes;
    this.#name(frame, messageAt + headerBytes);
    this.#at = this.#questionLength;
  }

  /** Writes a section whole, or leaves it empty and says false. */
  section(rrsets: readonly OwnedRrset[]): boolean {
    const before = this.#at;
    let count = 0;
    for (const each of rrsets) {
      if (!this.#isNew(each)) continue;
      if (!this.#rrset(each, this.#limit)) {
        this.#at = before;
        return false;
      }
      count += each.rrset.count;
    }
    this.#counts.push(count);
    return true;
  }

  /** Adds RRsets to the last section for as long as they fit before `limit`. */
  optional(rrsets: readonly OwnedRrset[], limit: number): void {
    for (const each of rrsets) {
      if (!this.#isNew(each)) continue;
      const before = this.#at;
      if (!this.#rrset(each, limit - this.#messageAt)) {
        this.#at = before;
        return;
      }
      this.#counts.push((this.#counts.pop() ?? 0) + each.rrset.count);
    }
  }

  /** Puts the response in place of the query and returns its end. */
  finish(authoritative: boolean, truncated: boolean, rcode: number): number {
    const out = this.#out;
    // RFC 6895 §2: ID, opcode and RD are copied; RA, Z, AD and CD are clear.
    out[2] =
      flag.response |
      (out[2]! & (opcodeMask | flag.recursionDesired)) |
      (authoritative ? flag.authoritative : 0) |
      (truncated ? flag.truncated : 0);
    out[3] = rcode;
    out[4] = 0;
    out[5] = 1;
    for (let section = 0; section < 3; section++) {
      const count = this.#counts[section] ?? 0;
      out[6 + section * 2] = count >>> 8;
      out[7 + section * 2] = count;
    }
    this.#frame.set(out.subarray(0, this.#at), this.#messageAt);
    return this.#messageAt + this.#at;
  }

  /** Remembers an RRset; false if it was written before. */
  #isNew(one: OwnedRrset): boolean {
    // Two that share a hash go under numbers that follow one another.
    for (let key = hashName(one.owner, one.ownerAt) ^ one.rrset.type; ; key++) {
      const at = this.#writtenAt.get(key);
      if (at === -1) {
        this.#writtenAt.add(key, this.#written.length);
        this.#written.push(one);
        return true;
      }
      const other = this.#written[at]!;
      if (
        other.rrset.type === one.rrset.type &&
        sameOwner(one.owner, one.ownerAt, other.owner, other.ownerAt)
      )
        return false;
    }
  }

  /** False if the RRset does not end before `limit`. */
  #rrset(each: OwnedRrset, limit: number): boolean {
    const { owner, ownerAt, rrset } = each;
    const out = this.#out;
    const row = recordTypeOf(rrset.type);
    const first = this.#at;
    for (let i = 0; i < rrset.count; i++) {
      if (i === 0 || first > pointerTargetMax) this.#name(owner, ownerAt);
      else
        this.#pointer(out[first]! < 0xc0 ? first : ((out[first]! & 0x3f) << 8) | out[first + 1]!);
      const at = this.#at;
      out[at] = rrset.type >>> 8;
      out[at + 1] = rrset.type;
      out[at + 2] = 0;
      out[at + 3] = classIn;
      out[at + 4] = rrset.ttl >>> 24;
      out[at + 5] = rrset.ttl >>> 16;
      out[at + 6] = rrset.ttl >>> 8;
      out[at + 7] = rrset.ttl;
      this.#at = at + 10;
      const start = rrset.starts[i]!;
      const end = rrset.ends[i]!;
      this.#names.length = 0;
      row.names(rrset.bytes, start, end, this.#noteName);
      this.#rdata(rrset.bytes, start, end);
      const length = this.#at - at - 10;
      out[at + 8] = length >>> 8;
      out[at + 9] = length;
      if (this.#at > limit) return false;
    }
    return true;
  }

  #rdata(rdata: Uint8Array, start: number, end: number): void {
    const names = this.#names;
    let from = start;
    for (let i = 0; i < names.length; i += 2) {
      const at = names[i]!;
      this.#copy(rdata, from, at);
      // RFC 3597 §4: only the types of RFC 1035 have their names compressed.
      from = names[i + 1] === 0 ? this.#wholeName(rdata, at) : this.#name(rdata, at);
    }
    this.#copy(rdata, from, end);
  }

  #copy(source: Uint8Array, start: number, end: number): void {
    const out = this.#out;
    let at = this.#at;
    // Labels and addresses are short: a loop beats the cost of setting up a copy.
    if (end - start < 64) for (let i = start; i < end; i++) out[at++] = source[i]!;
    else {
      out.set(source.subarray(start, end), at);
      at += end - start;
    }
    this.#at = at;
  }

  /**
   * Writes a name: the labels that are new, then a pointer to the longest known suffix. Returns the
   * offset behind the name in `source`.
   */
  #name(source: Uint8Array, start: number): number {
    const labelAt = this.#labelAt;
    const hashes = this.#hashes;
    const labels = this.#hash(source, start);
    const first = this.#at;
    let end = start;
    for (let i = 0; i < labels; i++) {
      const at = start + labelAt[i]!;
      const known = this.#known.get(hashes[i]!);
      // Only names that are complete are compared: behind them is what an earlier message left.
      if (known !== -1 && known < first && this.#isAt(source, at, known)) {
        this.#pointer(known);
        const last = start + labelAt[labels - 1]!;
        return last + source[last]! + 2;
      }
      if (known === -1 && this.#at <= pointerTargetMax) {
        this.#known.add(hashes[i]!, this.#at);
      }
      end = at + source[at]! + 1;
      this.#copy(source, at, end);
    }
    this.#out[this.#at++] = 0;
    return end + 1;
  }

  /**
   * Writes a name that must not be compressed, which later names may point to all the same: so a
   * CNAME made from a DNAME stays short. Returns the offset behind the name in `source`.
   */
  #wholeName(source: Uint8Array, start: number): number {
    const labels = this.#hash(source, start);
    let end = start;
    for (let i = 0; i < labels; i++) {
      const at = start + this.#labelAt[i]!;
      const place = this.#at + at - start;
      const hash = this.#hashes[i]!;
      if (place <= pointerTargetMax && this.#known.get(hash) === -1) this.#known.add(hash, place);
      end = at + source[at]! + 1;
    }
    this.#copy(source, start, end + 1);
    return end + 1;
  }

  /** Fills `labelAt` and `hashes` for a name; returns its number of labels. */
  #hash(source: Uint8Array, start: number): number {
    const labels = labelOffsets(source, start, this.#labelAt);
    let hash = rootHash;
    for (let i = labels - 1; i >= 0; i--) {
      hash = hashLabel(hash, source, start + this.#labelAt[i]!);
      this.#hashes[i] = hash;
    }
    return labels;
  }

  #pointer(target: number): void {
    this.#out[this.#at++] = 0xc0 | (target >>> 8);
    this.#out[this.#at++] = target;
  }

  /** Whether the name at `source[at…]` is the one written at `place`, through its pointers. */
  #isAt(source: Uint8Array, at: number, place: number): boolean {
    const out = this.#out;
    for (;;) {
      while (out[place]! >= 0xc0) place = ((out[place]! & 0x3f) << 8) | out[place + 1]!;
      const length = out[place]!;
      if (length !== source[at] || !namesEqual(out, place, source, at, length + 1)) return false;
      if (length === 0) return true;
      place += length + 1;
      at += length + 1;
    }
  }
}

function sameOwner(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  for (;;) {
    const length = a[aAt]!;
    if (length !== b[bAt] || !namesEqual(a, aAt, b, bAt, length + 1)) return false;
    if (length === 0) return true;
    aAt += length + 1;
    bAt += length + 1;
  }
}
