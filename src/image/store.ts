/**
 * The image as the control plane sees it: takes verified segments, puts them into shared memory,
 * and makes each the serving one of its zone by one atomic store. A replaced segment's memory is
 * used again only when every worker has said, between two queries, that it has moved on.
 */

import { assert } from "../base/assert.js";
import { namesEqual } from "../dns/name.js";
import { Arena } from "./arena.js";
import { apexSteered, chunkBytes, header, offsetOfAddress, steeringHead } from "./layout.js";
import { hashName } from "./name-hash.js";
import { headerFault } from "./segment.js";
import { blockHeader } from "./steering-block.js";
import { blockFault } from "./steering-block-fault.js";
import { SteeringTable } from "./steering-table.js";
import { slotHash, ZoneTable } from "./zone-table.js";

/** What a worker needs to read the image; goes through `workerData` as it is. */
export interface ImageHandle {
  readonly table: SharedArrayBuffer;
  readonly chunks: readonly (SharedArrayBuffer | null)[];
  /** The steering table. */
  readonly steering: SharedArrayBuffer;
  /** One word a worker row: the last epoch that it has acknowledged. */
  readonly epochs: SharedArrayBuffer;
}

/** Told to every worker, in this order of events. */
export type ImageMessage =
  | {
      readonly kind: "image-chunk";
      readonly chunk: number;
      readonly memory: SharedArrayBuffer | null;
    }
  | { readonly kind: "image-table"; readonly memory: SharedArrayBuffer }
  | { readonly kind: "image-epoch"; readonly epoch: number };

export interface ImageStoreOptions {
  /** How many workers there can be at once; each has a row of its own. */
  readonly workerRows: number;
  /** Called when a big zone's memory was let go of: it comes back with the next collection. */
  readonly releaseMemory?: () => void;
  /**
   * Called with a steered segment before it is put into service, so that its blocks are there
   * first: the RRset with place p in its steering has slot `base + p`.
   */
  readonly onSteered?: (segment: Uint8Array, base: number) => void;
  /** Called when the segment with these slots was taken out of service: they take no more blocks. */
  readonly onUnsteered?: (base: number) => void;
}

/** Told the last words of a block or, of its counters, the last counts. */
export type GoneListener = (words: Int32Array) => void;

interface Retired {
  readonly address: number;
  readonly bytes: number;
  readonly epoch: number;
  readonly onGone?: GoneListener;
  /** Of a steered segment. */
  readonly slots?: { readonly base: number; readonly count: number };
}

interface PlacedBlock {
  readonly address: number;
  readonly bytes: number;
  readonly onGone: GoneListener;
}

export class ImageStore {
  private readonly arena = new Arena((chunk, memory) => {
    this.tell({ kind: "image-chunk", chunk, memory });
    if (memory === null) this.options.releaseMemory?.();
  });
  private table = new ZoneTable();
  private readonly steering = new SteeringTable();
  /** By slot. */
  private readonly blocks = new Map<number, PlacedBlock>();
  /** Octets of each geo map, by address. */
  private readonly maps = new Map<number, number>();
  private readonly epochs: Int32Array;
  private readonly posts = new Map<number, (message: ImageMessage) => void>();
  private retired: Retired[] = [];
  private epoch = 0;
  private zones = 0;

  constructor(private readonly options: ImageStoreOptions) {
    this.epochs = new Int32Array(new SharedArrayBuffer(Math.max(1, options.workerRows) * 4));
  }

  get workerRows(): number {
    return this.options.workerRows;
  }

  get zoneCount(): number {
    return this.zones;
  }

  /** Octets of shared memory that hold segments, replaced ones included until they are free. */
  get bytesInUse(): number {
    return this.arena.bytesInUse;
  }

  /** Copies verified segments into shared memory and puts each into service. */
  publish(segments: readonly Uint8Array[]): void {
    for (const segment of segments) {
      assert(headerFault(segment) === undefined, "only verified segments are published");
      this.serve(this.arena.store(segment));
    }
  }

  /** Puts into service a verified segment that has shared memory for itself. */
  adopt(memory: SharedArrayBuffer): void {
    this.serve(this.arena.adopt(memory));
  }

  /** Takes a zone out of service; false if it was not in. `apex` is a wire-form name. */
  remove(apex: Uint8Array): boolean {
    const at = this.find(apex, 0, slotHash(hashName(apex, 0)));
    if (at === -1) return false;
    this.retire(this.table.replace(at, 0));
    this.zones--;
    return true;
  }

  /**
   * The segment that serves `apex`, a wire-form name, now; null if none does. If it is not alone in
   * its memory, that may become another's once the zone has changed and workers have moved on.
   */
  segment(apex: Uint8Array): { readonly bytes: Uint8Array; readonly isAlone: boolean } | null {
    const at = this.find(apex, 0, slotHash(hashName(apex, 0)));
    if (at === -1) return null;
    const address = this.table.addressAt(at);
    const memory = this.arena.bytesOf(address);
    const start = offsetOfAddress(address);
    const bytes = memory.subarray(start, start + this.word(address, header.size));
    return { bytes, isAlone: memory.length !== chunkBytes };
  }

  /**
   * From now on the RRset with this slot answers what the block says. `onGone` is told the block's
   * last words when it was replaced and no worker counts in it any more.
   */
  placeBlock(slot: number, block: Uint8Array, onGone: GoneListener = () => {}): void {
    assert(this.steering.isTaken(slot), "a block is for a segment in service");
    assert(blockFault(block) === undefined, "only sound blocks are put into service");
    const address = this.arena.store(block);
    this.steering.replace(slot, address);
    this.retireBlock(slot);
    this.blocks.set(slot, { address, bytes: block.byteLength, onGone });
  }

  /** From now on the RRset with this slot answers as if it were not steered. */
  clearBlock(slot: number): void {
    this.steering.replace(slot, 0);
    this.retireBlock(slot);
    this.blocks.delete(slot);
  }

  /** The words of the block in this slot, whose counters go on; null if there is none. */
  block(slot: number): Int32Array | null {
    const placed = this.blocks.get(slot);
    return placed === undefined ? null : this.blockWords(placed.address);
  }

  /** Takes in a geo map that blocks lead to; returns its address. */
  adoptMap(words: SharedArrayBuffer): number {
    const address = this.arena.place(words);
    this.maps.set(address, words.byteLength);
    return address;
  }

  /** Lets go of a map when no worker reads it any more; no block in service leads to it. */
  releaseMap(address: number): void {
    const bytes = this.maps.get(address);
    assert(bytes !== undefined, "a map is released once");
    this.maps.delete(address);
    this.retired.push({ address, bytes, epoch: this.epoch });
  }

  /** For the workerData of a worker that starts now. Attach its row before anything else happens. */
  handle(): ImageHandle {
    return {
      table: this.table.memory,
      chunks: [...this.arena.chunks],
      steering: this.steering.memory,
      epochs: this.epochs.buffer as SharedArrayBuffer,
    };
  }

  /** From now on `post` is told of changes. Returns what ends that; the row is free then. */
  attach(row: number, post: (message: ImageMessage) => void): () => void {
    Atomics.store(this.epochs, row, this.epoch);
    this.posts.set(row, post);
    return () => {
      if (this.posts.get(row) === post) this.posts.delete(row);
    };
  }

  /** Frees what every worker has left behind, and asks for word on what was replaced since. */
  reclaim(): void {
    if (this.retired.length === 0) return;
    let reached = this.epoch;
    for (const row of this.posts.keys())
      reached = Math.min(reached, Atomics.load(this.epochs, row));
    const kept = this.retired.filter((old) => old.epoch >= reached);
    for (const old of this.retired) if (old.epoch < reached) this.release(old);
    this.retired = kept;
    if (kept.length > 0 && kept[kept.length - 1]!.epoch === this.epoch) {
      this.epoch++;
      this.tell({ kind: "image-epoch", epoch: this.epoch });
    }
  }

  private serve(address: number): void {
    this.steer(address);
    const bytes = this.arena.bytesOf(address);
    const apexAt = offsetOfAddress(address) + this.word(address, header.apexName);
    const hash = slotHash(hashName(bytes, apexAt));
    const at = this.find(bytes, apexAt, hash);
    if (at !== -1) {
      this.retire(this.table.replace(at, address));
      return;
    }
    if (this.table.isFull) this.growTable();
    this.table.insert(hash, (this.word(address, header.apex) >>> 8) & 0xff, address);
    this.zones++;
  }

  private find(apex: Uint8Array, start: number, hash: number): number {
    let length = 0;
    while (apex[start + length] !== 0) length += apex[start + length]! + 1;
    length++;
    return this.table.find(hash, (address) => {
      const at = offsetOfAddress(address) + this.word(address, header.apexName);
      return (
        (this.word(address, header.apex) & 0xff) === length &&
        namesEqual(apex, start, this.arena.bytesOf(address), at, length)
      );
    });
  }

  private growTable(): void {
    const larger = new ZoneTable(Math.max(64, 4 * 2 ** Math.ceil(Math.log2(this.zones + 1))));
    this.table.forEach((hash, address) => {
      const labels = (this.word(address, header.apex) >>> 8) & 0xff;
      larger.insert(hash, labels, address);
    });
    this.table = larger;
    this.tell({ kind: "image-table", memory: larger.memory });
  }

  /** Gives a steered segment its slots, and lets its blocks be made. */
  private steer(address: number): void {
    if ((this.word(address, header.apex) & apexSteered) === 0) return;
    const base = this.steering.take(this.word(address, steeringHead.count));
    const start = offsetOfAddress(address);
    this.arena.wordsOf(address)[(start >> 2) + steeringHead.slotBase] = base;
    const bytes = this.arena.bytesOf(address);
    this.options.onSteered?.(bytes.subarray(start, start + this.word(address, header.size)), base);
  }

  private retire(address: number): void {
    const bytes = this.word(address, header.size);
    const old = { address, bytes, epoch: this.epoch };
    if ((this.word(address, header.apex) & apexSteered) === 0) this.retired.push(old);
    else {
      const base = this.word(address, steeringHead.slotBase);
      const count = this.word(address, steeringHead.count);
      this.retired.push({ ...old, slots: { base, count } });
      this.options.onUnsteered?.(base);
    }
  }

  private retireBlock(slot: number): void {
    const placed = this.blocks.get(slot);
    if (placed !== undefined) this.retired.push({ ...placed, epoch: this.epoch });
  }

  /** Frees what no worker reads any more. */
  private release({ address, bytes, onGone, slots }: Retired): void {
    onGone?.(this.blockWords(address));
    if (slots !== undefined && slots.count > 0) {
      // Whoever read this segment has moved on, so nobody is at its blocks either.
      for (let slot = slots.base; slot < slots.base + slots.count; slot++) {
        const placed = this.blocks.get(slot);
        if (placed === undefined) continue;
        this.blocks.delete(slot);
        placed.onGone(this.blockWords(placed.address));
        this.arena.release(placed.address, placed.bytes);
      }
      this.steering.give(slots.base, slots.count);
    }
    this.arena.release(address, bytes);
  }

  private blockWords(address: number): Int32Array {
    const from = offsetOfAddress(address) >> 2;
    const size = this.word(address, blockHeader.size);
    return this.arena.wordsOf(address).subarray(from, from + (size >> 2));
  }

  /** A word of a segment's header. */
  private word(address: number, field: number): number {
    return this.arena.wordsOf(address)[(offsetOfAddress(address) >> 2) + field]!;
  }

  private tell(message: ImageMessage): void {
    for (const post of this.posts.values()) post(message);
  }
}
