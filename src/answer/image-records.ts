/**
 * The slow path's view of the compiled image. A zone found stays the same generation until the
 * query is answered: its place in shared memory is noted, and nothing is looked up twice.
 */
import {
  entryChain,
  entryKind,
  entryWords,
  header,
  nodeField,
  nodeFlag,
  nodeWords,
} from "../image/layout.js";
import { mixHash } from "../image/name-hash.js";
import { NameKey } from "../image/name-key.js";
import type { ImageView } from "../image/view.js";
import {
  noNode,
  type OwnedRrset,
  type RrsetView,
  type ZoneRecords,
  type ZoneSet,
} from "./records.js";
import { readTemplate, type TemplatePlace } from "./template-records.js";
import { recordType } from "./types.js";

/** Longest wire name, and the octets that a reader may look at. */
const nameSpan = 256;
const floatingKind = entryKind.floating;
const kindMask = 3;

export class ImageZones implements ZoneSet {
  readonly #view: ImageView;
  readonly #key = new NameKey();

  constructor(view: ImageView) {
    this.#view = view;
  }

  closest(name: Uint8Array, at: number): ZoneRecords | null {
    const view = this.#view;
    this.#key.read(name, at, at + nameSpan);
    if (!view.findZone(this.#key)) return null;
    return new ImageRecords(view.words, view.bytes, view.baseWord, view.baseByte, this.#key);
  }
}

class ImageRecords implements ZoneRecords {
  readonly apex: Uint8Array;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #baseByte: number;
  readonly #baseWord: number;
  readonly #key: NameKey;
  readonly #nodes: number;
  readonly #entries: number;
  readonly #table: number;
  readonly #tableMask: number;

  constructor(
    words: Int32Array,
    bytes: Uint8Array,
    baseWord: number,
    baseByte: number,
    key: NameKey,
  ) {
    this.#words = words;
    this.#bytes = bytes;
    this.#baseWord = baseWord;
    this.#baseByte = baseByte;
    this.#key = key;
    const apexAt = baseByte + words[baseWord + header.apexName]!;
    this.apex = bytes.slice(apexAt, apexAt + (words[baseWord + header.apex]! & 0xff));
    this.#nodes = baseWord + (words[baseWord + header.nodes]! >> 2);
    this.#entries = baseWord + (words[baseWord + header.entries]! >> 2);
    this.#table = baseWord + (words[baseWord + header.table]! >> 2);
    this.#tableMask = words[baseWord + header.tableMask]!;
  }

  node(name: Uint8Array, at: number): number {
    const key = this.#key;
    const words = this.#words;
    key.read(name, at, at + nameSpan);
    const mixed = mixHash(key.hash[0]!);
    for (let slot = mixed & this.#tableMask; ; slot = (slot + 1) & this.#tableMask) {
      const entry = words[this.#table + slot]!;
      if (entry === 0) return noNode;
      const node = this.#nodes + ((entry & 0xff_ffff) - 1) * nodeWords;
      if (this.#isNamed(node, key)) return node;
    }
  }

  has(node: number, type: number): boolean {
    return (type === recordType.ns && this.#isCut(node)) || this.#entry(node, type) !== -1;
  }

  rrset(node: number, type: number): RrsetView | null {
    return this.#read(node, type)[0]?.rrset ?? null;
  }

  lowestType(node: number): number {
    const { first, count } = this.#entriesOf(node);
    // Entries of a CNAME chain stand behind those of the owner itself, which ascend by type.
    if (count === 0 || this.#isChain(first)) return -1;
    return this.#words[first]! & 0xffff;
  }

  additional(
    node: number,
    type: number,
    _owner: Uint8Array,
    _ownerAt: number,
    out: OwnedRrset[],
  ): void {
    const [, ...additional] = this.#read(node, type);
    out.push(...additional);
  }

  /** The RRset and its additional data, out of the template; empty if there is no such RRset. */
  #read(node: number, type: number): OwnedRrset[] {
    const words = this.#words;
    const bytes = this.#bytes;
    let nameAt = this.#baseByte + words[node + nodeField.name]!;
    const cut = type === recordType.ns && this.#isCut(node);
    const entry = cut ? -1 : this.#entry(node, type);
    if (!cut && entry === -1) return [];
    const row = cut ? floatingKind << 16 : words[entry]!;
    const offset = cut ? words[node + nodeField.extra]! : words[entry + 1]!;
    const kind = (row >>> 16) & kindMask;
    // The template of a wildcard floats over its parent; that of a cut over the cut.
    if (!cut && kind === floatingKind) nameAt += bytes[nameAt]! + 1;
    const place: TemplatePlace = {
      words,
      bytes,
      at: this.#baseWord + (offset >> 2),
      kind,
      answers: row >>> 24,
      nameAt,
      nameLength: wireLength(bytes, nameAt),
    };
    return readTemplate(place);
  }

  #isCut(node: number): boolean {
    return (this.#words[node + nodeField.shape]! & nodeFlag.cut) !== 0;
  }

  /** Word position of the entry for the node's own RRset of that type, or -1. */
  #entry(node: number, type: number): number {
    const { first, count } = this.#entriesOf(node);
    for (let i = 0, entry = first; i < count; i++, entry += entryWords) {
      if ((this.#words[entry]! & 0xffff) === type && !this.#isChain(entry)) return entry;
    }
    return -1;
  }

  #entriesOf(node: number): { first: number; count: number } {
    const first = this.#entries + this.#words[node + nodeField.firstEntry]! * entryWords;
    return { first, count: this.#words[node + nodeField.shape]! >>> 16 };
  }

  #isChain(entry: number): boolean {
    return ((this.#words[entry]! >>> 16) & entryChain) !== 0;
  }

  #isNamed(node: number, key: NameKey): boolean {
    const at = this.#baseByte + this.#words[node + nodeField.name]!;
    for (let i = 0; i < key.length; i++) if (this.#bytes[at + i] !== key.bytes[i]) return false;
    return true;
  }
}

function wireLength(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] !== 0) end += bytes[end]! + 1;
  return end + 1 - at;
}
