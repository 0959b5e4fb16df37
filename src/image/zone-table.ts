/**
 * The zone table's writer: apex → slot → address of the serving segment. Open addressing; a slot
 * is found by the hash of the apex and told apart by the apex in its segment. Workers read it while
 * it is written: a slot's hash is written before its address, and an address is one atomic word.
 */
import { slotField, slotWords, tableHeader, tableHeaderWords, tableMagic } from "./layout.js";
import { mixHash } from "./name-hash.js";

export class ZoneTable {
  memory: SharedArrayBuffer;
  private words: Int32Array;

  constructor(capacity = 64) {
    this.memory = new SharedArrayBuffer((tableHeaderWords + capacity * slotWords) * 4);
    this.words = new Int32Array(this.memory);
    this.words[tableHeader.magic] = tableMagic;
    this.words[tableHeader.mask] = capacity - 1;
  }

  /** Half full at the most, so that a miss is decided after a slot or two. */
  get isFull(): boolean {
    return this.words[tableHeader.used]! * 2 > this.words[tableHeader.mask]!;
  }

  /** Word position of the slot that holds an apex, or -1. `isZone` compares the apex itself. */
  find(hash: number, isZone: (address: number) => boolean): number {
    const { words } = this;
    const mask = words[tableHeader.mask]!;
    for (let slot = mixHash(hash) & mask; ; slot = (slot + 1) & mask) {
      const at = tableHeaderWords + slot * slotWords;
      const address = words[at + slotField.segment]!;
      if (address === 0 && words[at + slotField.hash] === 0) return -1;
      if (address !== 0 && words[at + slotField.hash] === hash && isZone(address)) return at;
    }
  }

  /** Adds a zone that is not there. */
  insert(hash: number, labels: number, address: number): void {
    const { words } = this;
    const mask = words[tableHeader.mask]!;
    let slot = mixHash(hash) & mask;
    let at = tableHeaderWords + slot * slotWords;
    // A removed zone leaves its hash behind: such a slot may be used again, and was counted.
    while (words[at + slotField.segment] !== 0) {
      slot = (slot + 1) & mask;
      at = tableHeaderWords + slot * slotWords;
    }
    if (words[at + slotField.hash] === 0) words[tableHeader.used]!++;
    // A hash of 0 would look like a free slot; the reader searches for the same stand-in.
    Atomics.store(words, at + slotField.hash, hash);
    words[tableHeader.depths]! |= 1 << Math.min(labels, 31);
    Atomics.store(words, at + slotField.segment, address);
  }

  addressAt(at: number): number {
    return this.words[at + slotField.segment]!;
  }

  replace(at: number, address: number): number {
    return Atomics.exchange(this.words, at + slotField.segment, address);
  }

  /** Calls `visit` with each serving segment's address. */
  forEach(visit: (hash: number, address: number) => void): void {
    const { words } = this;
    for (let at = tableHeaderWords; at < words.length; at += slotWords)
      if (words[at + slotField.segment] !== 0)
        visit(words[at + slotField.hash]!, words[at + slotField.segment]!);
  }
}

/** Hashes of apexes as the table holds them: 0 is kept for free slots. */
export function slotHash(hash: number): number {
  return hash === 0 ? 1 : hash;
}
