/**
 * The slow path's view of the compiled image. A zone found stays the same generation until the
 * query is answered: the cursor stays on its segment, and the zone is not looked up again.
 */

import { header, nodeField, nodeFlag } from "../image/layout.js";
import { NameKey } from "../image/name-key.js";
import { SegmentCursor } from "../image/segment-cursor.js";
import { type ImageRrset, isOwnEntry, TemplateReader } from "../image/template-reader.js";
import type { ImageView } from "../image/view.js";
import type { OwnedRrset, RrsetView, ZoneRecords, ZoneSet } from "./records.js";
import { recordType } from "./types.js";

/** Octets that a reader of a name may look at. */
const nameSpan = 256;

export class ImageZones implements ZoneSet {
  readonly #view: ImageView;
  readonly #key = new NameKey();
  readonly #reader = new TemplateReader();
  /** Zones of the query in hand, the first `#used`, and some to use again. */
  readonly #pool: ImageRecords[] = [];
  #used = 0;

  constructor(view: ImageView) {
    this.#view = view;
  }

  closest(name: Uint8Array, at: number): ZoneRecords | null {
    this.#pool[this.#used] ??= new ImageRecords(this.#key, this.#reader);
    const records = this.#pool[this.#used]!;
    this.#key.read(name, at, at + nameSpan);
    if (!this.#view.findZone(this.#key, records.cursor)) return null;
    this.#used++;
    records.enter();
    return records;
  }

  release(): void {
    while (this.#used > 0) this.#pool[--this.#used]!.cursor.leave();
    this.#reader.reset();
  }
}

class ImageRecords implements ZoneRecords {
  readonly cursor = new SegmentCursor();
  apex: Uint8Array = new Uint8Array(0);
  readonly #key: NameKey;
  readonly #reader: TemplateReader;
  /** What was read last: an RRset is asked for first, then its additional data. */
  #lastNode = -1;
  #lastType = -1;
  #last: readonly ImageRrset[] = [];

  constructor(key: NameKey, reader: TemplateReader) {
    this.#key = key;
    this.#reader = reader;
  }

  /** Takes in the zone that the cursor was put on. */
  enter(): void {
    const { words, bytes, baseWord, apexAt } = this.cursor;
    this.apex = bytes.slice(apexAt, apexAt + (words[baseWord + header.apex]! & 0xff));
    this.#lastNode = this.#lastType = -1;
  }

  node(name: Uint8Array, at: number): number {
    this.#key.read(name, at, at + nameSpan);
    return this.cursor.findNode(this.#key, 0);
  }

  has(node: number, type: number): boolean {
    return (type === recordType.ns && this.#isCut(node)) || this.#entry(node, type) !== -1;
  }

  rrset(node: number, type: number): RrsetView | null {
    return this.#read(node, type)[0] ?? null;
  }

  lowestType(node: number): number {
    // Entries of a CNAME chain stand behind those of the owner itself, which ascend by type.
    const first = this.cursor.entryAt(node, 0);
    return this.#entryCount(node) === 0 || !isOwnEntry(this.cursor, first)
      ? -1
      : this.#typeOf(first);
  }

  additional(
    node: number,
    type: number,
    owner: Uint8Array,
    ownerAt: number,
    out: OwnedRrset[],
  ): void {
    const read = this.#read(node, type);
    for (let i = 1; i < read.length; i++) {
      const found = read[i]!;
      out.push(
        found.asked
          ? { owner, ownerAt, rrset: found }
          : { owner: found.bytes, ownerAt: found.ownerAt, rrset: found },
      );
    }
  }

  /** The RRset and its additional data, out of the template; empty if there is no such RRset. */
  #read(node: number, type: number): readonly ImageRrset[] {
    if (node !== this.#lastNode || type !== this.#lastType) {
      this.#last = this.#readTemplate(node, type);
      this.#lastNode = node;
      this.#lastType = type;
    }
    return this.#last;
  }

  #readTemplate(node: number, type: number): readonly ImageRrset[] {
    const { cursor } = this;
    const isCut = type === recordType.ns && this.#isCut(node);
    const entry = isCut ? -1 : this.#entry(node, type);
    if (!isCut && entry === -1) return [];
    return isCut ? this.#reader.referral(cursor, node) : this.#reader.entry(cursor, node, entry);
  }

  /** Word position of the entry for the node's own RRset of that type, or -1. */
  #entry(node: number, type: number): number {
    const count = this.#entryCount(node);
    for (let n = 0; n < count; n++) {
      const entry = this.cursor.entryAt(node, n);
      if (this.#typeOf(entry) === type && isOwnEntry(this.cursor, entry)) return entry;
    }
    return -1;
  }

  #entryCount(node: number): number {
    return this.cursor.words[node + nodeField.shape]! >>> 16;
  }

  #isCut(node: number): boolean {
    return (this.cursor.words[node + nodeField.shape]! & nodeFlag.cut) !== 0;
  }

  #typeOf(entry: number): number {
    return this.cursor.words[entry]! & 0xffff;
  }
}
