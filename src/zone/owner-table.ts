/**
 * The owners of a zone under construction: their names, one behind the other, and an
 * open-addressing hash from name to index. The memory is kept from zone to zone.
 *
 *   names   │apex│www.apex│mail.apex│ a name being written … │
 *   slots   hash, owner + 1, hash, owner + 1, …              0 is an empty slot
 *
 * All owners end with the apex, so only what stands before it is hashed and compared.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { lowerOf } from "../dns/name.js";

const slotsMin = 64;

export class OwnerTable {
  count = 0;
  /** Wire names, lower case; a name that is being read is written behind the last one. */
  readonly names = new ByteWriter(4096);
  /** `count + 1` entries. */
  nameStart = new Uint32Array(256);
  private slots = new Uint32Array(2 * slotsMin);
  private mask = slotsMin - 1;
  private apexBytes = 0;

  constructor(private readonly seed: number) {}

  /** Forgets all owners, in time that depends on how many there were; the apex becomes owner 0. */
  reset(apex: Uint8Array): void {
    this.slots.fill(0, 0, 2 * (this.mask + 1));
    this.mask = slotsMin - 1;
    this.count = 0;
    this.names.length = 0;
    this.apexBytes = apex.length;
    this.nameStart[0] = 0;
    this.names.copy(apex);
    this.internTail();
  }

  /** Makes room for about `owners` owners at once instead of by doubling. */
  expect(owners: number): void {
    if (owners <= this.nameStart.length) return;
    this.growStarts(owners);
    let slots = this.mask + 1;
    while (slots * 0.7 < owners) slots *= 2;
    this.rehash(slots);
  }

  /** Where the name that is being written starts in `names`. */
  get tail(): number {
    return this.nameStart[this.count]!;
  }

  /** Index of the owner whose name was written behind the last one; a new one if need be. */
  internTail(): number {
    const { names, nameStart, count, slots, mask } = this;
    const start = nameStart[count]!;
    const end = names.length;
    const prefixEnd = end - this.apexBytes;
    const bytes = names.bytes;
    if (this.isLast(bytes, start, prefixEnd)) {
      names.length = start;
      return count - 1;
    }
    let hash = this.seed;
    for (let i = start; i < prefixEnd; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash = finish(hash);
    const prefixBytes = prefixEnd - start;
    let slot = hash & mask;
    for (let held = slots[2 * slot + 1]!; held !== 0; held = slots[2 * slot + 1]!) {
      if (slots[2 * slot]! === hash) {
        const from = nameStart[held - 1]!;
        if (nameStart[held]! - from === end - start) {
          let i = 0;
          while (i < prefixBytes && bytes[from + i] === bytes[start + i]) i++;
          if (i === prefixBytes) {
            names.length = start;
            return held - 1;
          }
        }
      }
      slot = (slot + 1) & mask;
    }
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = count + 1;
    this.count = count + 1;
    if (count + 2 > nameStart.length) this.growStarts(nameStart.length * 2);
    this.nameStart[count + 1] = end;
    if (count + 1 > (mask + 1) * 0.7) this.rehash(2 * (mask + 1));
    return count;
  }

  /** Whether the name at `start` is that of the newest owner, as it is for half of all records. */
  private isLast(bytes: Uint8Array, start: number, prefixEnd: number): boolean {
    if (this.count === 0) return false;
    let at = this.nameStart[this.count - 1]!;
    if (start - at !== prefixEnd - start + this.apexBytes) return false;
    for (let i = start; i < prefixEnd; i++) if (bytes[i] !== bytes[at++]) return false;
    return true;
  }

  /** Owner of the wire name `name[start, end)`, compared without case, or -1. */
  find(name: Uint8Array, start: number, end: number): number {
    const { slots, mask, nameStart } = this;
    const bytes = this.names.bytes;
    const prefixEnd = end - this.apexBytes;
    if (prefixEnd < start) return -1;
    let hash = this.seed;
    for (let i = start; i < prefixEnd; i++) hash = Math.imul(hash ^ lowerOf[name[i]!]!, 0x01000193);
    hash = finish(hash);
    let slot = hash & mask;
    for (let held = slots[2 * slot + 1]!; held !== 0; held = slots[2 * slot + 1]!) {
      if (slots[2 * slot]! === hash) {
        const from = nameStart[held - 1]!;
        if (nameStart[held]! - from === end - start) {
          let i = start;
          while (i < end && bytes[from + i - start] === lowerOf[name[i]!]) i++;
          if (i === end) return held - 1;
        }
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** A table of its own with the same owners and no spare memory. */
  copy(): OwnerTable {
    const copy = new OwnerTable(this.seed);
    copy.count = this.count;
    copy.names.bytes = this.names.bytes.slice(0, this.tail);
    copy.names.length = this.tail;
    copy.nameStart = this.nameStart.slice(0, this.count + 1);
    copy.slots = this.slots.slice(0, 2 * (this.mask + 1));
    copy.mask = this.mask;
    copy.apexBytes = this.apexBytes;
    return copy;
  }

  private growStarts(entries: number): void {
    const grown = new Uint32Array(entries + 1);
    grown.set(this.nameStart.subarray(0, this.count + 1));
    this.nameStart = grown;
  }

  private rehash(slotCount: number): void {
    const { slots, mask } = this;
    // What lies behind the slots in use is always zero: see reset.
    const to = 2 * slotCount <= slots.length ? slots : new Uint32Array(2 * slotCount);
    const from = to === slots ? slots.slice(0, 2 * (mask + 1)) : slots;
    if (to === slots) slots.fill(0, 0, 2 * (mask + 1));
    const toMask = slotCount - 1;
    for (let i = 0; i <= mask; i++) {
      const held = from[2 * i + 1]!;
      if (held === 0) continue;
      const hash = from[2 * i]!;
      let slot = hash & toMask;
      while (to[2 * slot + 1] !== 0) slot = (slot + 1) & toMask;
      to[2 * slot] = hash;
      to[2 * slot + 1] = held;
    }
    this.slots = to;
    this.mask = toMask;
  }
}

/** Spreads the high bits, which the multiplications mixed best, over the low ones. */
function finish(hash: number): number {
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
