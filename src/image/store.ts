/**
 * The image as the control plane sees it: takes verified segments, puts them into shared memory,
 * and makes each the serving one of its zone by one atomic store. A replaced segment's memory is
 * used again only when every worker has said, between two queries, that it has moved on.
 */

import { assert } from "../base/assert.js";
import { namesEqual } from "../dns/name.js";
import { Arena } from "./arena.js";
import { chunkBytes, header, offsetOfAddress } from "./layout.js";
import { hashName } from "./name-hash.js";
import { headerFault } from "./segment.js";
import { slotHash, ZoneTable } from "./zone-table.js";

/** What a worker needs to read the image; goes through `workerData` as it is. */
export interface ImageHandle {
  readonly table: SharedArrayBuffer;
  readonly chunks: readonly (SharedArrayBuffer | null)[];
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
}

interface Retired {
  readonly address: number;
  readonly bytes: number;
  readonly epoch: number;
}

export class ImageStore {
  private readonly arena = new Arena((chunk, memory) => {
    this.tell({ kind: "image-chunk", chunk, memory });
    if (memory === null) this.options.releaseMemory?.();
  });
  private table = new ZoneTable();
  private readonly epochs: Int32Array;
  private readonly posts = new Map<number, (message: ImageMessage) => void>();
  private retired: Retired[] = [];
  private epoch = 0;
  private zones = 0;

  constructor(private readonly options: ImageStoreOptions) {
    this.epochs = new Int32Array(new SharedArrayBuffer(Math.max(1, options.workerRows) * 4));
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

  /** For the workerData of a worker that starts now. Attach its row before anything else happens. */
  handle(): ImageHandle {
    return {
      table: this.table.memory,
      chunks: [...this.arena.chunks],
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
    const kept: Retired[] = [];
    for (const old of this.retired)
      if (old.epoch < reached) this.arena.release(old.address, old.bytes);
      else kept.push(old);
    this.retired = kept;
    if (kept.length > 0 && kept[kept.length - 1]!.epoch === this.epoch) {
      this.epoch++;
      this.tell({ kind: "image-epoch", epoch: this.epoch });
    }
  }

  private serve(address: number): void {
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

  private retire(address: number): void {
    const bytes = this.word(address, header.size);
    this.retired.push({ address, bytes, epoch: this.epoch });
  }

  /** A word of a segment's header. */
  private word(address: number, field: number): number {
    return this.arena.wordsOf(address)[(offsetOfAddress(address) >> 2) + field]!;
  }

  private tell(message: ImageMessage): void {
    for (const post of this.posts.values()) post(message);
  }
}
