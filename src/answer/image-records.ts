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
import type { SteeredChoice } from "./steered-choice.js";
import { SteeredRecords } from "./steered-records.js";
import { recordType } from "./types.js";

/** Octets that a reader of a name may look at. */
const nameSpan = 256;

export class ImageZones implements ZoneSet {
  readonly #view: ImageView;
  readonly #key = new NameKey();
  readonly #reader = new TemplateReader();
  readonly #steered: SteeredRecords | null;
  /** Zones of the query in hand, the first `#used`, and some to use again. */
  readonly #pool: ImageRecords[] = [];
  #used = 0;

  /** Without a choice, steered RRsets are read as the zone has them. */
  constructor(view: ImageView, choice: SteeredChoice | null = null) {
    this.#view = view;
    this.#steered = choice === null ? null : new SteeredRecords(choice);
  }

  closest(name: Uint8Array, at: number): ZoneRecords | null {
    this.#pool[this.#used] ??= new ImageRecords(this.#key, this.#reader, this.#steered);
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
    this.#steered?.reset();
  }
}

class ImageRecords implements ZoneRecords {
  readonly cursor = new SegmentCursor();
  apex: Uint8Array = new Uint8Array(0);
  readonly #key: NameKey;
  readonly #reader: TemplateReader;
  readonly #steered: SteeredRecords | null;
  /** What was read last: an RRset is asked for first, then its additional data. */
  #lastNode = -1;
  #lastType = -1;
  #last: readonly ImageRrset[] = [];

  constructor(key: NameKey, reader: TemplateReader, steered: SteeredRecords | null) {
    this.#key = key;
    this.#reader = reader;
    this.#steered = steered;
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
    const entry = this.#steered === null ? -1 : this.#entry(node, type);
    const chosen = entry === -1 ? undefined : this.#steered?.rrset(this.cursor, entry);
    if (chosen !== undefined) return chosen;
    return this.#read(node, type)[0] ?? null;
  }

  lowestType(node: number): number {
    const { cursor } = this;
    const count = this.#entryCount(node);
    let lowest = -1;
    // Entries of a CNAME chain stand behind those of the owner itself, which ascend by type.
    for (let n = 0; n < count; n++) {
      const entry = cursor.entryAt(node, n);
      if (!isOwnEntry(cursor, entry)) break;
      if (lowest === -1) lowest = this.#typeOf(entry);
      // What has no answer just now is passed over, if there is more.
      if (this.#steered?.rrset(cursor, entry)?.count !== 0) return this.#typeOf(entry);
    }
    return lowest;
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
