/**
 * Walks a segment before it may serve: every offset inside, every node found by its name, every
 * template a well-formed run of records, counts that agree. What the builder made is checked by
 * code that only knows the layout; an image that came back from disk is checked the same way.
 *
 * The checks throw a Fault inside; the caller gets its text.
 */

import { nameEnd } from "../dns/name.js";
import { nameFromText } from "../dns/name-text.js";
import { typeCodeFromText } from "../dns/rr/registry.js";
import type { SteeredRrset } from "../steering/config.js";
import { typeCname, typeSoa } from "./build-nodes.js";
import {
  entryChain,
  entryKind,
  entryKindMask,
  entryPlain,
  entrySteered,
  entryWords,
  header,
  headerWords,
  nodeField,
  nodeFlag,
  nodeWords,
  templateWords,
} from "./layout.js";
import { NameKey } from "./name-key.js";
import { headerFault, segmentWords } from "./segment.js";
import { SegmentCursor } from "./segment-cursor.js";
import { readSteering } from "./steering-section.js";
import { TemplateWalk } from "./template-walk.js";
import { Fault } from "./verify-fault.js";

/** Why a segment must not be served, or undefined if it may. `bytes` starts at a word boundary. */
export function verifySegment(bytes: Uint8Array): string | undefined {
  const fault = headerFault(bytes);
  if (fault !== undefined) return fault;
  try {
    verification.run(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.text;
    throw error;
  } finally {
    verification.leave();
  }
}

class Verification {
  private bytes: Uint8Array = new Uint8Array(0);
  private words: Int32Array = new Int32Array(0);
  private readonly cursor = new SegmentCursor();
  private readonly key = new NameKey();
  private readonly walk = new TemplateWalk();
  private nodeCount = 0;
  private apexLength = 0;
  /** RRsets of the zone's steering that were not met yet; undefined for those that were. */
  private steered: (SteeredRrset | undefined)[] = [];

  run(bytes: Uint8Array): void {
    this.bytes = bytes;
    const words = segmentWords(bytes);
    this.words = words;
    this.nodeCount = words[header.nodeCount]!;
    this.apexLength = words[header.apex]! & 0xff;
    this.walk.enter(bytes);
    this.takeSteering();
    const tableSize = words[header.tableMask]! + 1;
    const entryCount = words[header.entryCount]!;
    if (tableSize < 2 || (tableSize & (tableSize - 1)) !== 0) throw new Fault("odd table size");
    this.range("hash table", words[header.table]!, tableSize);
    this.range("nodes", words[header.nodes]!, this.nodeCount * nodeWords);
    this.range("type entries", words[header.entries]!, entryCount * entryWords);
    if (this.nodeCount < 1 || this.nodeCount >= tableSize) throw new Fault("odd node count");
    this.table(tableSize);
    this.cursor.enter(words, this.bytes, 0);
    const apex = this.name(words[header.apexName]!);
    if (apex !== this.apexLength) throw new Fault("the apex has another length");
    this.cursor.apexLabel = 0;
    this.floating(words[header.negative]!, words[header.apexName]!, apex);
    let entries = 0;
    for (let node = 0; node < this.nodeCount; node++) entries += this.node(node, entryCount);
    const soa = this.cursor.findEntry(this.cursor.apexNode, typeSoa);
    if (soa === -1) throw new Fault("no SOA at the apex");
    if (entries !== entryCount) throw new Fault("type entries without a node");
    const unmet = this.steered.find((rrset) => rrset?.shadow === false);
    if (unmet !== undefined)
      throw new Fault(`the zone has no ${unmet.type} RRset at ${unmet.owner} to steer`);
  }

  private takeSteering(): void {
    const read = readSteering(this.bytes);
    if ("fault" in read) throw new Fault(read.fault);
    this.steered = read.steering === null ? [] : [...read.steering.rrsets];
  }

  /** The place before the template leads to this owner and type, and no other entry has it. */
  private steeredEntry(offset: number, nameAt: number, nameLength: number, type?: number): void {
    this.range("the place of a steered RRset", offset - 4, 1);
    const place = this.words[(offset >> 2) - 1]!;
    const rrset = this.steered[place];
    if (rrset === undefined || rrset.shadow) throw new Fault("an entry is steered by nothing");
    this.steered[place] = undefined;
    const owner = nameFromText(rrset.owner);
    const isOwner =
      owner?.length === nameLength && owner.every((octet, i) => octet === this.bytes[nameAt + i]);
    if (!isOwner || typeCodeFromText(rrset.type) !== type)
      throw new Fault("an entry is steered as another RRset");
  }

  /** Lets go of the memory. */
  leave(): void {
    this.bytes = new Uint8Array(0);
    this.words = segmentWords(this.bytes);
    this.walk.enter(this.bytes);
    this.steered = [];
    this.cursor.leave();
  }

  private node(index: number, entryCount: number): number {
    const { words, cursor } = this;
    const row = cursor.nodeRow(index);
    const nameAt = words[row + nodeField.name]!;
    // That it is in lower case shows when it is found by its lower-case key.
    const length = this.name(nameAt, false);
    if (!this.endsInApex(nameAt, length)) throw new Fault("a node outside the zone");
    if (cursor.findNode(this.key, 0) !== row) throw new Fault("a node that its name does not find");
    const shape = words[row + nodeField.shape]!;
    const count = shape >>> 16;
    const first = words[row + nodeField.firstEntry]!;
    if (first < 0 || first + count > entryCount)
      throw new Fault("type entries outside their table");
    const extra = words[row + nodeField.extra]!;
    if (((shape & nodeFlag.apex) !== 0) !== (index === 0)) throw new Fault("another apex");
    if ((shape & nodeFlag.cut) !== 0) this.floating(extra, nameAt, length);
    else if ((shape & nodeFlag.wildcardChild) !== 0) this.wildcardChild(extra, nameAt, length);
    for (let n = 0; n < count; n++) this.entry(cursor.entryAt(row, n), nameAt, length, shape);
    return count;
  }

  private entry(at: number, nameAt: number, nameLength: number, shape: number): void {
    const { words, walk } = this;
    const kind = (words[at]! >>> 16) & entryKindMask;
    const isOwn = ((words[at]! >>> 16) & entryChain) === 0;
    const type = isOwn ? words[at]! & 0xffff : undefined;
    const offset = words[at + 1]!;
    if (((words[at]! >>> 16) & entrySteered) !== 0) {
      if (kind === entryKind.slow || kind === entryKind.link)
        throw new Fault("a steered entry without records");
      this.steeredEntry(offset, nameAt, nameLength, type);
    }
    if (kind === entryKind.slow) {
      if (offset !== 0) throw new Fault("an entry for the slow path with a template");
      return;
    }
    if (kind === entryKind.link) {
      if (isOwn) throw new Fault("a link as an RRset");
      this.link(offset, nameAt, nameLength, (shape & nodeFlag.wildcard) !== 0);
      return;
    }
    if (kind > entryKind.slow) throw new Fault("a template of no known kind");
    if (kind === entryKind.floating) {
      if ((shape & nodeFlag.wildcard) === 0)
        throw new Fault("a floating answer at an ordinary node");
      this.floating(offset, nameAt + 2, nameLength - 2, type);
      return;
    }
    this.range("a template", offset, kind === entryKind.simple ? 1 : templateWords.full);
    const t = offset >> 2;
    if (kind === entryKind.simple) {
      if (words[t]! >>> 16 !== 0) throw new Fault("spare bits are not zero");
      walk.fixed(nameAt, nameLength, offset + templateWords.simple * 4, words[t]! & 0xffff);
      if (((words[at]! >>> 16) & entryPlain) === 0) walk.records(words[at]! >>> 24, type);
      else walk.plainRecords(words[at]! >>> 24, words[at]! & 0xffff);
    } else {
      const ends = words[t + 1]!;
      walk.fixed(nameAt, nameLength, offset + templateWords.full * 4, ends >>> 16);
      walk.records(words[t]! & 0xffff, type);
      walk.endsAt(ends & 0xffff);
      walk.records(words[t]! >>> 16);
    }
    walk.finish();
  }

  private link(offset: number, nameAt: number, nameLength: number, wildcard: boolean): void {
    const { words, walk, cursor } = this;
    this.range("a link", offset, templateWords.link);
    const t = offset >> 2;
    const chain = words[t + 1]!;
    if (wildcard) this.floating(chain, nameAt + 2, nameLength - 2, typeCname);
    else {
      this.range("a template", chain, templateWords.simple);
      const end = words[chain >> 2]! & 0xffff;
      walk.fixed(nameAt, nameLength, chain + templateWords.simple * 4, end);
      walk.records(words[t]! & 0xff, typeCname);
      walk.finish();
    }
    const leaf = words[t + 2]!;
    if (leaf < -1 || leaf >= this.nodeCount) throw new Fault("a link to no node");
    const leafAt = leaf === -1 ? words[t + 3]! : words[cursor.nodeRow(leaf) + nodeField.name]!;
    if (this.nameLength(leafAt) !== ((words[t]! >>> 8) & 0xff))
      throw new Fault("a link to a name of another length");
    if (!walk.spells(words[t]! >>> 16, leafAt)) throw new Fault("a link to another name");
  }

  private floating(offset: number, baseAt: number, baseLength: number, type?: number): void {
    const { words, walk } = this;
    this.range("a template", offset, templateWords.floating);
    const t = offset >> 2;
    const pointers = words[t + 3]! >>> 16;
    const list = offset + templateWords.floating * 4;
    this.range("pointers", list, (pointers + 1) >> 1);
    const from = list + (((pointers + 1) >> 1) << 2);
    walk.floating(baseAt, baseLength, list, pointers, from, words[t + 3]! & 0xffff);
    walk.records(words[t]! & 0xffff, type);
    walk.records(words[t]! >>> 16);
    walk.endsAfter(words[t + 2]! & 0xffff);
    const required = words[t + 1]! & 0xffff;
    const additionals = words[t + 1]! >>> 16;
    if (required > additionals) throw new Fault("more required records than there are");
    walk.records(required);
    walk.endsAfter(words[t + 2]! >>> 16);
    walk.records(additionals - required);
    walk.finish();
  }

  private wildcardChild(index: number, parentAt: number, parentLength: number): void {
    if (index < 1 || index >= this.nodeCount) throw new Fault("a wildcard outside the nodes");
    const nameAt = this.words[this.cursor.nodeRow(index) + nodeField.name]!;
    const { bytes } = this;
    if (bytes[nameAt] !== 1 || bytes[nameAt + 1] !== 0x2a) throw new Fault("no wildcard");
    for (let i = 0; i < parentLength; i++)
      if (bytes[nameAt + 2 + i] !== bytes[parentAt + i]) throw new Fault("another's wildcard");
  }

  private table(size: number): void {
    const { words } = this;
    const from = words[header.table]! >> 2;
    let used = 0;
    for (let slot = 0; slot < size; slot++) {
      const entry = words[from + slot]!;
      if (entry === 0) continue;
      used++;
      if ((entry & 0xff_ffff) === 0 || (entry & 0xff_ffff) > this.nodeCount)
        throw new Fault("a hash table entry without a node");
    }
    // A free slot is what ends a search, so there must be one.
    if (used !== this.nodeCount) throw new Fault("nodes and hash table disagree");
  }

  /** Length of the name at `at`, without a key. */
  private nameLength(at: number): number {
    const length = nameEnd(this.bytes, at, this.bytes.length) - at;
    if (at < headerWords * 4 || length < 1) throw new Fault("a name that is none");
    return length;
  }

  /** Length of the name at `at`, which is then in `key`. Owners are in lower case. */
  private name(at: number, folded = true): number {
    if (at < headerWords * 4 || at >= this.bytes.length) throw new Fault("a name outside");
    const length = this.key.read(this.bytes, at, this.bytes.length);
    if (length === 0) throw new Fault("a name that is none");
    for (let i = 0; folded && i < length; i++)
      if (this.bytes[at + i] !== this.key.bytes[i]) throw new Fault("an owner in upper case");
    return length;
  }

  private endsInApex(nameAt: number, length: number): boolean {
    const apexAt = this.words[header.apexName]!;
    const from = nameAt + length - this.apexLength;
    if (from < nameAt) return false;
    for (let i = 0; i < this.apexLength; i++)
      if (this.bytes[from + i] !== this.bytes[apexAt + i]) return false;
    return true;
  }

  private range(what: string, offset: number, words: number): void {
    const inside =
      offset >= headerWords * 4 && (offset & 3) === 0 && offset + words * 4 <= this.bytes.length;
    if (!inside || words < 0) throw new Fault(`${what} outside the segment`);
  }
}

/** Used for one segment after the other, so that a hundred thousand small ones cost no set-up. */
const verification = new Verification();
