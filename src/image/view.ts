/**
 * The image as a worker sees it: read-only look-ups over shared memory, without allocation. One
 * view belongs to one thread; the result of a look-up stands in its fields until the next.
 */
import { assert } from "../base/assert.js";
import {
  chunkOfAddress,
  entryWords,
  header,
  nodeField,
  nodeFlag,
  nodeWords,
  offsetOfAddress,
  slotField,
  slotWords,
  tableHeader,
  tableHeaderWords,
  tableMagic,
} from "./layout.js";
import { mixHash } from "./name-hash.js";
import type { NameKey } from "./name-key.js";
import type { ImageHandle, ImageMessage } from "./store.js";
import { slotHash } from "./zone-table.js";

const noWords = new Int32Array(0);
const noBytes = new Uint8Array(0);

export class ImageView {
  /** The chunk that the zone last found lies in. */
  words: Int32Array = noWords;
  bytes: Uint8Array = noBytes;
  /** Where the zone's segment starts in them: words, bytes. */
  baseWord = 0;
  baseByte = 0;
  /** Label of the query name at which the zone's apex starts. */
  apexLabel = 0;
  /** Words of the zone's nodes, entries and hash table. */
  private nodesWord = 0;
  private entriesWord = 0;
  private tableWord = 0;
  private tableMask = 0;
  private labelsMax = 0;

  private zoneTable: Int32Array;
  private zoneMask = 0;
  private readonly chunkWords: Int32Array[] = [];
  private readonly chunkBytes: Uint8Array[] = [];
  private readonly epochs: Int32Array;
  private pendingEpoch = -1;
  private fetching = false;

  constructor(
    handle: ImageHandle,
    private readonly row: number,
    /**
     * Handles mail that is waiting (and calls `receive`). Called when a slot names a chunk that
     * this thread was not told of yet: word of a chunk is sent before it is used, so it is there.
     */
    private readonly drainMail: () => void = () => {},
  ) {
    this.epochs = new Int32Array(handle.epochs);
    this.zoneTable = this.takeTable(handle.table);
    handle.chunks.forEach((memory, chunk) => {
      this.takeChunk(chunk, memory);
    });
  }

  /** Takes in a message from the store; true if it was one. Never call it within an answer. */
  receive(message: ImageMessage): boolean {
    switch (message.kind) {
      case "image-chunk":
        this.takeChunk(message.chunk, message.memory);
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
    // Memory that is freed after this must not be reached through what is left in the fields.
    this.words = noWords;
    this.bytes = noBytes;
    Atomics.store(this.epochs, this.row, this.pendingEpoch);
    this.pendingEpoch = -1;
  }

  /** Takes in mail in the middle of an answer, which still reads what older epochs had. */
  private fetchMail(): void {
    assert(!this.fetching, "word of a chunk is sent before a slot names it");
    this.fetching = true;
    this.drainMail();
    this.fetching = false;
  }

  /**
   * Finds the zone with the longest apex that is `key` from label `first` on, or one of its
   * ancestors. Sets the zone's fields.
   */
  findZone(key: NameKey, first = 0): boolean {
    const address = this.closestZone(key, first);
    if (address === 0) return false;
    this.enter(address);
    return true;
  }

  /** Whether some zone served is at or above `key`. Leaves the zone's fields alone. */
  servesName(key: NameKey): boolean {
    const { apexLabel } = this;
    const address = this.closestZone(key, 0);
    this.apexLabel = apexLabel;
    return address !== 0;
  }

  /** The address of the closest zone's segment, or 0; sets `apexLabel`. */
  private closestZone(key: NameKey, first: number): number {
    const { zoneTable, zoneMask } = this;
    const depths = zoneTable[tableHeader.depths]!;
    for (let label = first; label <= key.labels; label++) {
      const depth = key.labels - label;
      // Most names are deeper than any apex: no look-up for those labels.
      if ((depths & (1 << (depth > 31 ? 31 : depth))) === 0) continue;
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
        if (this.isApex(address, key, label)) {
          this.apexLabel = label;
          return address;
        }
      }
    }
    return 0;
  }

  /** The node whose name is `key` from `label` on, as the word position of its row; or -1. */
  findNode(key: NameKey, label: number): number {
    const { words, tableMask, tableWord } = this;
    const mixed = mixHash(key.hash[label]!);
    const tag = mixed >>> 24;
    for (let slot = mixed & tableMask; ; slot = (slot + 1) & tableMask) {
      const entry = words[tableWord + slot]!;
      if (entry === 0) return -1;
      if (entry >>> 24 !== tag) continue;
      const node = this.nodesWord + ((entry & 0xff_ffff) - 1) * nodeWords;
      const nameAt = this.baseByte + words[node + nodeField.name]!;
      if (label === 0 ? this.isWholeName(key, nameAt) : isSuffix(key, label, this.bytes, nameAt))
        return node;
    }
  }

  /**
   * The closest encloser (RFC 4592 §3.3.1) of a name that has no node: the node of its longest
   * ancestor that has one. There is one, as the apex is a node. Sets `encloserLabel`.
   */
  closestEncloser(key: NameKey): number {
    // No owner has more than `labelsMax` labels: ancestors that are deeper need no look-up.
    const first = Math.max(1, key.labels - this.labelsMax);
    for (let label = first; label <= this.apexLabel; label++) {
      const node = this.findNode(key, label);
      if (node !== -1) {
        this.encloserLabel = label;
        return node;
      }
    }
    assert(false, "the apex encloses every name of its zone");
  }
  /** Label of the key at which the closest encloser starts. */
  encloserLabel = 0;

  /** The wildcard node below a closest encloser, or -1. */
  wildcardOf(node: number): number {
    const shape = this.words[node + nodeField.shape]!;
    if ((shape & nodeFlag.wildcardChild) === 0) return -1;
    return this.nodesWord + this.words[node + nodeField.extra]! * nodeWords;
  }

  /** Word position of a node's entry for `type`, or -1. */
  findEntry(node: number, type: number): number {
    const { words } = this;
    const count = words[node + nodeField.shape]! >>> 16;
    let entry = this.entriesWord + words[node + nodeField.firstEntry]! * entryWords;
    for (let i = 0; i < count; i++, entry += entryWords)
      if ((words[entry]! & 0xffff) === type) return entry;
    return -1;
  }

  /** Word position of the n-th entry of a node. */
  entryAt(node: number, n: number): number {
    return this.entriesWord + (this.words[node + nodeField.firstEntry]! + n) * entryWords;
  }

  /** Word position of the template of negative answers. */
  get negativeTemplate(): number {
    return this.baseWord + (this.words[this.baseWord + header.negative]! >> 2);
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

  private enter(address: number): void {
    const chunk = chunkOfAddress(address);
    const words = this.chunkWords[chunk];
    assert(words !== undefined, "word of a chunk is there before its first use");
    const base = offsetOfAddress(address);
    const word = base >> 2;
    this.words = words;
    this.bytes = this.chunkBytes[chunk]!;
    this.baseByte = base;
    this.baseWord = word;
    this.labelsMax = (words[word + header.apex]! >>> 16) & 0xff;
    this.nodesWord = word + (words[word + header.nodes]! >> 2);
    this.entriesWord = word + (words[word + header.entries]! >> 2);
    this.tableWord = word + (words[word + header.table]! >> 2);
    this.tableMask = words[word + header.tableMask]!;
  }

  /** Image names start at a word and have zeros behind them, and so has the key. */
  private isWholeName(key: NameKey, nameAt: number): boolean {
    const { words } = this;
    const count = (key.length + 3) >> 2;
    const from = nameAt >> 2;
    for (let i = 0; i < count; i++) if (words[from + i] !== key.words[i]) return false;
    return true;
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

/** Whether the name at `bytes[nameAt]`, of the same length, is `key` from `label` on. */
function isSuffix(key: NameKey, label: number, bytes: Uint8Array, nameAt: number): boolean {
  const start = key.labelAt[label]!;
  const { length } = key;
  for (let i = start; i < length; i++) if (bytes[nameAt + i - start] !== key.bytes[i]) return false;
  return true;
}
