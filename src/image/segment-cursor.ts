/**
 * Look-ups inside one segment: nodes by name, entries by type, templates. A cursor is put on a
 * segment (`enter`) and used again for the next; it allocates nothing.
 */
import { assert } from "../base/assert.js";
import { apexSteered, entryWords, header, nodeField, nodeFlag, nodeWords } from "./layout.js";
import { mixHash } from "./name-hash.js";
import type { NameKey } from "./name-key.js";

const noWords = new Int32Array(0);
const noBytes = new Uint8Array(0);

export class SegmentCursor {
  /** The memory that the segment lies in, as words and as octets. */
  words: Int32Array = noWords;
  bytes: Uint8Array = noBytes;
  /** Where the segment starts in it. */
  baseWord = 0;
  baseByte = 0;
  /** Answers of this zone are steered: some depend on who asks. */
  isSteered = false;
  /** Label of the query name at which the zone's apex starts. */
  apexLabel = 0;
  /** Label of the query name at which its closest encloser starts; see `closestEncloser`. */
  encloserLabel = 0;
  private nodesWord = 0;
  private entriesWord = 0;
  private tableWord = 0;
  private tableMask = 0;
  private labelsMax = 0;

  /** Goes to the segment that starts at octet `base` of this memory. */
  enter(words: Int32Array, bytes: Uint8Array, base: number): void {
    const word = base >> 2;
    this.words = words;
    this.bytes = bytes;
    this.baseByte = base;
    this.baseWord = word;
    const apex = words[word + header.apex]!;
    this.labelsMax = (apex >>> 16) & 0xff;
    this.isSteered = (apex & apexSteered) !== 0;
    this.nodesWord = word + (words[word + header.nodes]! >> 2);
    this.entriesWord = word + (words[word + header.entries]! >> 2);
    this.tableWord = word + (words[word + header.table]! >> 2);
    this.tableMask = words[word + header.tableMask]!;
  }

  /** Lets go of the memory. */
  leave(): void {
    this.words = noWords;
    this.bytes = noBytes;
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

  /** Octet at which the apex's name starts. */
  get apexAt(): number {
    return this.baseByte + this.words[this.baseWord + header.apexName]!;
  }

  /** The node of the apex. */
  get apexNode(): number {
    return this.nodesWord;
  }

  /** Word position of the n-th node of `count`. */
  nodeRow(n: number): number {
    return this.nodesWord + n * nodeWords;
  }

  /** Octet at which a node's name starts. */
  nameAt(node: number): number {
    return this.baseByte + this.words[node + nodeField.name]!;
  }

  /** Image names start at a word and have zeros behind them, and so has the key. */
  private isWholeName(key: NameKey, nameAt: number): boolean {
    const { words } = this;
    const count = (key.length + 3) >> 2;
    const from = nameAt >> 2;
    for (let i = 0; i < count; i++) if (words[from + i] !== key.words[i]) return false;
    return true;
  }
}

/** Whether the name at `bytes[nameAt]`, of the same length, is `key` from `label` on. */
export function isSuffix(key: NameKey, label: number, bytes: Uint8Array, nameAt: number): boolean {
  const start = key.labelAt[label]!;
  const { length } = key;
  for (let i = start; i < length; i++) if (bytes[nameAt + i - start] !== key.bytes[i]) return false;
  return true;
}
