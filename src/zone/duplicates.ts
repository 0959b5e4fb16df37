/**
 * Finds the records of an RRset that say what another one said (RFC 2181 §5). Two RDATA are the
 * same if their canonical forms are (RFC 4034 §6.2): names in them are compared without case.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { lowerOf } from "../dns/name.js";
import type { RecordType } from "../dns/rr/record-type.js";
import type { RecordColumns } from "./record-columns.js";

/** Up to here each is compared with each; beyond, by hash. */
const pairsMax = 8;

export class DuplicateFinder {
  private marks = new Uint8Array(64);
  private slots = new Uint32Array(64);
  private readonly left = new ByteWriter();
  private readonly right = new ByteWriter();

  constructor(
    private readonly typeOf: (code: number) => RecordType,
    private readonly seed: number,
  ) {}

  /** `marks[i]` is 1 if record `first + i` repeats an earlier one; undefined if none does. */
  find(records: RecordColumns, first: number, end: number): Uint8Array | undefined {
    const count = end - first;
    if (this.marks.length < count) this.marks = new Uint8Array(count * 2);
    this.marks.fill(0, 0, count);
    const found =
      count <= pairsMax ? this.byPairs(records, first, count) : this.byHash(records, first, count);
    return found ? this.marks : undefined;
  }

  private byPairs(records: RecordColumns, first: number, count: number): boolean {
    let found = false;
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) {
        if (!this.same(records, first + i, first + j)) continue;
        this.marks[i] = 1;
        found = true;
        break;
      }
    }
    return found;
  }

  private byHash(records: RecordColumns, first: number, count: number): boolean {
    let size = 32;
    while (size < 2 * count) size *= 2;
    if (this.slots.length < size) this.slots = new Uint32Array(size);
    const { slots } = this;
    slots.fill(0, 0, size);
    let found = false;
    for (let i = 0; i < count; i++) {
      let slot = this.hash(records, first + i) & (size - 1);
      for (; slots[slot] !== 0; slot = (slot + 1) & (size - 1)) {
        if (!this.same(records, first + i, first + slots[slot]! - 1)) continue;
        this.marks[i] = 1;
        found = true;
        break;
      }
      if (this.marks[i] === 0) slots[slot] = i + 1;
    }
    return found;
  }

  /** Folds all octets, so that equal RDATA hash equally whatever octets are names. */
  private hash(records: RecordColumns, at: number): number {
    const { bytes } = records.rdata;
    const end = records.rdataStart[at + 1]!;
    let hash = this.seed;
    for (let i = records.rdataStart[at]!; i < end; i++) {
      hash = Math.imul(hash ^ lowerOf[bytes[i]!]!, 0x01000193);
    }
    return hash ^ (hash >>> 15);
  }

  private same(records: RecordColumns, a: number, b: number): boolean {
    const { rdataStart, rdata, type } = records;
    const { bytes } = rdata;
    const aStart = rdataStart[a]!;
    const bStart = rdataStart[b]!;
    const length = rdataStart[a + 1]! - aStart;
    if (rdataStart[b + 1]! - bStart !== length) return false;
    let exact = true;
    for (let i = 0; i < length; i++) {
      const octet = bytes[aStart + i]!;
      const other = bytes[bStart + i]!;
      if (octet === other) continue;
      if (lowerOf[octet] !== lowerOf[other]) return false;
      exact = false;
    }
    if (exact) return true;
    const { left, right } = this;
    const recordType = this.typeOf(type[a]!);
    left.length = right.length = 0;
    recordType.canonical(bytes, aStart, aStart + length, left);
    recordType.canonical(bytes, bStart, bStart + length, right);
    for (let i = 0; i < length; i++) if (left.bytes[i] !== right.bytes[i]) return false;
    return true;
  }
}
