/**
 * The owners of a zone: their names, one behind the other, and an open-addressing hash from name to
 * index. The memory is kept from zone to zone.
 *
 *   names   │apex│www.apex│mail.apex│ a name being written … │
 *   slots   owner + 1, owner + 1, …          0 is an empty slot
 *
 * While a zone is read, a name gets a new index whenever it differs from the newest; nearly all
 * files are grouped by owner, so that is right at once. `resolve` then finds names that came back,
 * for all in one loop: the memory accesses of a look-up are waited for together, not one by one.
 *
 * All owners end with the apex, so only what stands before it is hashed and compared.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { lowerOf } from "../dns/name.js";

export class OwnerTable {
  count = 0;
  /** Wire names, lower case; a name that is being read is written behind the last one. */
  readonly names = new ByteWriter(2048);
  /** `count + 1` entries. */
  nameStart = new Uint32Array(129);
  private hashes = new Uint32Array(128);
  private slots = new Uint32Array(256);
  private mask = 0;
  private apexBytes = 0;

  constructor(private readonly seed: number) {}

  /** Forgets all owners; the apex becomes owner 0. */
  reset(apex: Uint8Array): void {
    this.names.length = 0;
    this.names.copy(apex);
    this.apexBytes = apex.length;
    this.nameStart[0] = 0;
    this.nameStart[1] = apex.length;
    this.hashes[0] = finish(this.seed);
    this.count = 1;
  }

  /** Makes room for about `owners` owners at once instead of by doubling. */
  expect(owners: number): void {
    if (owners <= this.hashes.length) return;
    const { count } = this;
    const nameStart = new Uint32Array(owners + 1);
    nameStart.set(this.nameStart.subarray(0, count + 1));
    this.nameStart = nameStart;
    const hashes = new Uint32Array(owners);
    hashes.set(this.hashes.subarray(0, count));
    this.hashes = hashes;
  }

  /** Where the name that is being written starts in `names`. */
  get tail(): number {
    return this.nameStart[this.count]!;
  }

  /**
   * Index of the owner whose name was written behind the last one. The same name may get several,
   * until `resolve`; the apex and a repetition of the newest name never do.
   */
  internTail(): number {
    const { names, count } = this;
    const start = this.nameStart[count]!;
    const prefixEnd = names.length - this.apexBytes;
    if (prefixEnd === start || this.isNewest(names.bytes, start, prefixEnd)) {
      names.length = start;
      return prefixEnd === start ? 0 : count - 1;
    }
    const { bytes } = names;
    let hash = this.seed;
    for (let i = start; i < prefixEnd; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    if (count === this.hashes.length) this.expect(2 * count);
    this.hashes[count] = finish(hash);
    this.nameStart[count + 1] = names.length;
    this.count = count + 1;
    return count;
  }

  /**
   * Gives names that came back the index of their first appearance, and fills the hash. Returns the
   * new index of each old one, or undefined if all stay.
   */
  resolve(): Uint32Array | undefined {
    const given = this.count;
    const { hashes, nameStart } = this;
    const { bytes } = this.names;
    this.clearSlots(given);
    const { slots, mask } = this;
    let renumbered: Uint32Array | undefined;
    let kept = 0;
    for (let owner = 0; owner < given; owner++) {
      const hash = hashes[owner]!;
      const start = nameStart[owner]!;
      const end = nameStart[owner + 1]!;
      let slot = hash & mask;
      let held = slots[slot]!;
      while (held !== 0 && !this.isName(held - 1, hash, bytes, start, end)) {
        slot = (slot + 1) & mask;
        held = slots[slot]!;
      }
      if (held !== 0 && renumbered === undefined) {
        renumbered = new Uint32Array(given);
        for (let i = 0; i < owner; i++) renumbered[i] = i;
      }
      if (held === 0) {
        slots[slot] = kept + 1;
        if (renumbered !== undefined) this.moveDown(owner, kept);
        kept++;
        held = kept;
      }
      if (renumbered !== undefined) renumbered[owner] = held - 1;
    }
    this.count = kept;
    this.names.length = this.tail;
    return renumbered;
  }

  /** Owner of the wire name `name[start, end)`, compared without case, or -1. After `resolve`. */
  find(name: Uint8Array, start: number, end: number): number {
    const prefixEnd = end - this.apexBytes;
    if (prefixEnd < start) return -1;
    let hash = this.seed;
    for (let i = start; i < prefixEnd; i++) hash = Math.imul(hash ^ lowerOf[name[i]!]!, 0x01000193);
    hash = finish(hash);
    const { slots, mask } = this;
    let slot = hash & mask;
    for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
      if (this.isNameFolded(held - 1, hash, name, start, end)) return held - 1;
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
    copy.hashes = this.hashes.slice(0, this.count);
    copy.slots = this.slots.slice(0, this.mask + 1);
    copy.mask = this.mask;
    copy.apexBytes = this.apexBytes;
    return copy;
  }

  /** Whether the name at `start` is that of the newest owner, as it is for half of all records. */
  private isNewest(bytes: Uint8Array, start: number, prefixEnd: number): boolean {
    let at = this.nameStart[this.count - 1]!;
    if (start - at !== prefixEnd - start + this.apexBytes) return false;
    for (let i = start; i < prefixEnd; i++) if (bytes[i] !== bytes[at++]) return false;
    return true;
  }

  private isName(owner: number, hash: number, name: Uint8Array, start: number, end: number) {
    if (this.hashes[owner] !== hash) return false;
    const from = this.nameStart[owner]!;
    if (this.nameStart[owner + 1]! - from !== end - start) return false;
    const { bytes } = this.names;
    const prefixEnd = end - this.apexBytes;
    for (let i = start; i < prefixEnd; i++) if (bytes[from + i - start] !== name[i]) return false;
    return true;
  }

  /** The same for a name in any case and of any zone. */
  private isNameFolded(owner: number, hash: number, name: Uint8Array, start: number, end: number) {
    if (this.hashes[owner] !== hash) return false;
    const from = this.nameStart[owner]!;
    if (this.nameStart[owner + 1]! - from !== end - start) return false;
    const { bytes } = this.names;
    for (let i = start; i < end; i++) {
      if (bytes[from + i - start] !== lowerOf[name[i]!]) return false;
    }
    return true;
  }

  /** Gives owner `from` the lower index `to`. */
  private moveDown(from: number, to: number): void {
    const { nameStart, hashes } = this;
    const start = nameStart[from]!;
    const length = nameStart[from + 1]! - start;
    // What lies between is a name that was dropped, so this never overwrites one that is kept.
    this.names.bytes.copyWithin(nameStart[to]!, start, start + length);
    nameStart[to + 1] = nameStart[to]! + length;
    hashes[to] = hashes[from]!;
  }

  /** Empties as many slots as `owners` owners want: at most two thirds will be taken. */
  private clearSlots(owners: number): void {
    let size = 16;
    while (size * 2 < owners * 3) size *= 2;
    if (this.slots.length < size) this.slots = new Uint32Array(size);
    else this.slots.fill(0, 0, size);
    this.mask = size - 1;
  }
}

/** Spreads the high bits, which the multiplications mixed best, over the low ones. */
function finish(hash: number): number {
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
