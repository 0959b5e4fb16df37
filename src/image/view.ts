/**
 * The image as a worker sees it: read-only look-ups over shared memory, without allocation. One
 * view belongs to one thread.
 */
import { assert } from "../base/assert.js";
import {
  chunkOfAddress,
  header,
  offsetOfAddress,
  slotField,
  slotWords,
  tableHeader,
  tableHeaderWords,
  tableMagic,
} from "./layout.js";
import { mixHash } from "./name-hash.js";
import type { NameKey } from "./name-key.js";
import { isSuffix, SegmentCursor } from "./segment-cursor.js";
import type { ImageHandle, ImageMessage } from "./store.js";
import { slotHash } from "./zone-table.js";

const fetchesMax = 16;
const noWords = new Int32Array(0);
const noBytes = new Uint8Array(0);

export class ImageView {
  /** On the zone last found. */
  readonly zone = new SegmentCursor();
  private zoneTable: Int32Array;
  private zoneMask = 0;
  private readonly steering: Int32Array;
  /** Of the block last found (`findBlock`) and of the map last found (`findMap`). */
  blockWords: Int32Array = noWords;
  blockBytes: Uint8Array = noBytes;
  blockWord = 0;
  mapWords: Int32Array = noWords;
  mapWord = 0;
  private readonly chunkWords: Int32Array[] = [];
  private readonly chunkBytes: Uint8Array[] = [];
  private readonly epochs: Int32Array;
  private pendingEpoch = -1;
  private fetching = false;
  private foundLabel = 0;
  /** Times that mail was fetched for a chunk since one was last found. */
  private fetches = 0;

  constructor(
    handle: ImageHandle,
    private readonly row: number,
    /**
     * Handles mail that is waiting (and calls `receive`). Called when a slot names a chunk that
     * this thread was not told of yet: word of a chunk is sent before it is used, so it is there.
     */
    private readonly drainMail: () => void = () => {},
    /** Collects garbage: the memory of a big zone that was replaced hangs on it. */
    private readonly releaseMemory: () => void = () => {},
  ) {
    this.epochs = new Int32Array(handle.epochs);
    this.zoneTable = this.takeTable(handle.table);
    this.steering = new Int32Array(handle.steering);
    handle.chunks.forEach((memory, chunk) => {
      this.takeChunk(chunk, memory);
    });
  }

  /** Takes in a message from the store; true if it was one. Never call it within an answer. */
  receive(message: ImageMessage): boolean {
    switch (message.kind) {
      case "image-chunk":
        this.takeChunk(message.chunk, message.memory);
        if (message.memory === null) this.releaseMemory();
        return true;
      case "image-table":
        this.zoneTable = this.takeTable(message.memory);
        return true;
      case "image-epoch":
        this.pendingEpoch = message.epoch;
        if (!this.fetching) this.settle();
        return true;
      default:
        return false;
    }
  }

  /** Acknowledges what was put off while an answer was under way. To be called between answers. */
  settle(): void {
    if (this.pendingEpoch === -1) return;
    // Memory that is freed after this must not be reached through what was found before.
    this.zone.leave();
    this.blockWords = this.mapWords = noWords;
    this.blockBytes = noBytes;
    Atomics.store(this.epochs, this.row, this.pendingEpoch);
    this.pendingEpoch = -1;
  }

  /** Takes in mail in the middle of an answer, which still reads what older epochs had. */
  private fetchMail(): void {
    assert(!this.fetching, "word of a chunk is sent before a slot names it");
    this.fetching = true;
    this.drainMail();
    this.fetching = false;
    this.fetches++;
    // Only a fault of the control plane leads here again and again: better a new worker than none.
    assert(this.fetches < fetchesMax, "a slot names a chunk that this worker was never told of");
  }

  /**
   * Finds the zone with the longest apex that is `key` from label `first` on, or one of its
   * ancestors, and puts `cursor` on it.
   */
  findZone(key: NameKey, cursor: SegmentCursor = this.zone, first = 0): boolean {
    const address = this.closestZone(key, first);
    if (address === 0) return false;
    const chunk = chunkOfAddress(address);
    const words = this.chunkWords[chunk];
    assert(words !== undefined, "word of a chunk is there before its first use");
    cursor.enter(words, this.chunkBytes[chunk]!, offsetOfAddress(address));
    cursor.apexLabel = this.foundLabel;
    return true;
  }

  /** Finds the block in a slot of the steering table; false if there is none. */
  findBlock(slot: number): boolean {
    const address = slot < 0 ? 0 : Atomics.load(this.steering, slot);
    if (address === 0) return false;
    const chunk = this.chunkAt(address);
    this.blockWords = this.chunkWords[chunk]!;
    this.blockBytes = this.chunkBytes[chunk]!;
    this.blockWord = offsetOfAddress(address) >> 2;
    return true;
  }

  /** Finds the geo map at an address that a block names. */
  findMap(address: number): void {
    this.mapWords = this.chunkWords[this.chunkAt(address)]!;
    this.mapWord = offsetOfAddress(address) >> 2;
  }

  /** The chunk of an address, after mail about it was fetched if this thread was not told yet. */
  private chunkAt(address: number): number {
    const chunk = chunkOfAddress(address);
    while (this.chunkWords[chunk] === undefined) this.fetchMail();
    this.fetches = 0;
    return chunk;
  }

  /** Whether some zone served is at or above `key`. */
  servesName(key: NameKey): boolean {
    return this.closestZone(key, 0) !== 0;
  }

  /** Labels of the closest zone's apex; only for names that are in some zone. */
  apexLabels(key: NameKey): number {
    this.closestZone(key, 0);
    return key.labels - this.foundLabel;
  }

  /** Whether any zone's apex has more than `labels` labels. */
  hasZonesBelow(labels: number): boolean {
    // Shifts count modulo 32, and bit 31 stands for all apexes that are deeper.
    return labels >= 30 || this.zoneTable[tableHeader.depths]! >>> (labels + 1) !== 0;
  }

  /** The address of the closest zone's segment, or 0; sets `foundLabel`. */
  private closestZone(key: NameKey, first: number): number {
    const { zoneTable, zoneMask } = this;
    const depths = zoneTable[tableHeader.depths]!;
    for (let label = first; label <= key.labels; label++) {
      const depth = key.labels - label;
      // Most names are deeper than any apex: no look-up for those labels.
      if ((depths & (1 << Math.min(depth, 31))) === 0) continue;
      const hash = slotHash(key.hash[label]!);
      for (let slot = mixHash(hash) & zoneMask; ; slot = (slot + 1) & zoneMask) {
        const at = tableHeaderWords + slot * slotWords;
        const found = zoneTable[at + slotField.hash]!;
        if (found === 0) break;
        if (found !== hash) continue;
        const address = Atomics.load(zoneTable, at + slotField.segment);
        if (address === 0) continue;
        if (this.chunkWords[chunkOfAddress(address)] === undefined) {
          this.fetchMail();
          return this.closestZone(key, first);
        }
        this.fetches = 0;
        if (this.isApex(address, key, label)) {
          this.foundLabel = label;
          return address;
        }
      }
    }
    return 0;
  }

  private isApex(address: number, key: NameKey, label: number): boolean {
    const chunk = chunkOfAddress(address);
    const words = this.chunkWords[chunk]!;
    const base = offsetOfAddress(address);
    const word = base >> 2;
    if ((words[word + header.apex]! & 0xff) !== key.length - key.labelAt[label]!) return false;
    const nameAt = base + words[word + header.apexName]!;
    return isSuffix(key, label, this.chunkBytes[chunk]!, nameAt);
  }

  private takeTable(memory: SharedArrayBuffer): Int32Array {
    const words = new Int32Array(memory);
    assert(words[tableHeader.magic] === tableMagic, "a zone table starts with its magic");
    this.zoneMask = words[tableHeader.mask]!;
    return words;
  }

  private takeChunk(chunk: number, memory: SharedArrayBuffer | null): void {
    if (memory === null) {
      delete this.chunkWords[chunk];
      delete this.chunkBytes[chunk];
    } else {
      this.chunkWords[chunk] = new Int32Array(memory);
      this.chunkBytes[chunk] = new Uint8Array(memory);
    }
  }
}
