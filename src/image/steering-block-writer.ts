/**
 * Compiles a selection into a steering block (see `steering-block.ts`): records in wire form, tables
 * to draw from, counters at zero.
 */
import { limits } from "../base/limits.js";
import { nameFromText } from "../dns/name-text.js";
import { typeCodeFromText } from "../dns/rr/registry.js";
import type { SteeredRrset, SteeredType } from "../steering/config.js";
import { keyHash, winners } from "../steering/rendezvous.js";
import type { Branch, Selection } from "../steering/selection.js";
import { targetRdata } from "../steering/target-rdata.js";
import { aliasTable } from "./alias-table.js";
import { isWildcard } from "./build-nodes.js";
import {
  blockHeader,
  blockHeaderWords,
  blockMagic,
  choiceCountMax,
  choiceCountShift,
  choiceDepthMax,
  choiceKind,
  choiceWords,
  counterRowWords,
  recordsShift,
  scoredBranchesMax,
  scoredBranchWords,
  weightedBranchWords,
} from "./steering-block.js";

export interface BlockSource {
  readonly rrset: SteeredRrset;
  readonly selection: Selection;
  /** Seconds. */
  readonly ttl: number;
  /** Of the zone. */
  readonly class: number;
  /** As of the image store: each worker counts in a row of its own. */
  readonly workerRows: number;
  /** Address in the image of the map for the geo policy with this path. */
  readonly mapAddress: (policyPath: string) => number;
}

type Sticky = Extract<Selection, { kind: "sticky" }>;
type Geo = Extract<Selection, { kind: "geo" }>;

/** The block, 64-byte multiples. Throws a RangeError if the selection is more than a block holds. */
export function writeBlock(source: BlockSource): Uint8Array {
  return new BlockWriter(source).write();
}

/**
 * The answers of a selection in the order of their counters in its block, as places of targets (see
 * `Selection`).
 */
export function blockAnswers(rrset: SteeredRrset, selection: Selection): (readonly number[])[] {
  const answers: (readonly number[])[] = [];
  const visit = (selected: Selection): void => {
    const node = oneCname(selected, rrset.type);
    if (node.kind === "answer") answers.push(node.targets);
    else for (const branch of branchesOf(node, rrset.type)) visit(branch);
  };
  visit(selection);
  return answers;
}

class BlockWriter {
  private words = new Int32Array(256);
  private length = blockHeaderWords;
  private answers = 0;
  private readonly ownerBytes: number;
  private readonly type: number;

  constructor(private readonly source: BlockSource) {
    const owner = nameFromText(source.rrset.owner);
    if (owner === undefined) throw new RangeError(`${source.rrset.owner} is no name`);
    this.ownerBytes = isWildcard(owner, 0) ? 0 : owner.length;
    this.type = typeCodeFromText(source.rrset.type);
  }

  write(): Uint8Array {
    const root = this.node(this.source.selection, 0);
    const counters = this.padded();
    const rowWords = Math.ceil((this.answers * 2) / counterRowWords) * counterRowWords;
    this.reserve(rowWords * this.source.workerRows);
    this.length += rowWords * this.source.workerRows;
    const { words } = this;
    words[blockHeader.magic] = blockMagic;
    words[blockHeader.size] = this.length * 4;
    words[blockHeader.root] = root;
    words[blockHeader.answers] = this.answers;
    words[blockHeader.counters] = counters;
    words[blockHeader.rowWords] = rowWords;
    words[blockHeader.rows] = this.source.workerRows;
    words[blockHeader.ownerBytes] = this.ownerBytes;
    words[blockHeader.ttl] = this.source.ttl;
    words[blockHeader.type] = this.type;
    return new Uint8Array(words.buffer, 0, this.length * 4);
  }

  /** Writes a node and what it leads to; returns its offset. */
  private node(selected: Selection, depth: number): number {
    if (depth === choiceDepthMax) throw new RangeError("a selection is nested too deep");
    const selection = oneCname(selected, this.source.rrset.type);
    switch (selection.kind) {
      case "answer":
        return this.answer(selection.targets);
      case "weighted":
        return this.weighted(selection.branches, depth);
      case "sticky":
        return this.sticky(selection, depth);
      case "geo":
        return this.geo(selection, depth);
    }
  }

  private answer(places: readonly number[]): number {
    const { rrset, ttl } = this.source;
    const values = new Set(places.map((place) => valueAt(rrset, place)));
    const records = [...values].map((value) => rdataOf(rrset.type, value));
    const octets = records.reduce((sum, rdata) => sum + 12 + rdata.length, 0);
    if (12 + limits.nameBytesMax + 4 + octets > limits.messageBytesMax)
      throw new RangeError(`${records.length} records do not fit into a message`);
    const shift = recordsShift(this.ownerBytes);
    const at = this.start(choiceKind.answer, records.length, choiceWords.answer);
    this.words[at + 1] = octets;
    this.words[at + 2] = this.answers++;
    const from = this.length * 4;
    this.reserve((shift + octets + 3) >> 2);
    this.length += (shift + octets + 3) >> 2;
    const bytes = new Uint8Array(this.words.buffer);
    const out = new DataView(this.words.buffer);
    // The question's last octets are copied with the records; QTYPE is put right behind that.
    if (shift > 0) bytes[from + shift - 1] = this.source.class;
    let to = from + shift;
    for (const rdata of records) {
      out.setUint16(to, 0xc00c);
      out.setUint16(to + 2, this.type);
      out.setUint16(to + 4, this.source.class);
      out.setUint32(to + 6, ttl);
      out.setUint16(to + 10, rdata.length);
      bytes.set(rdata, to + 12);
      to += 12 + rdata.length;
    }
    return at;
  }

  private weighted(branches: readonly Branch[], depth: number): number {
    const { threshold, alias } = aliasTable(branches.map(({ share }) => share));
    const list = branches.length * weightedBranchWords;
    const at = this.start(choiceKind.weighted, branches.length, choiceWords.weighted + list);
    const nodes = branches.map(({ selection }) => this.node(selection, depth + 1));
    for (const [cell, node] of nodes.entries()) {
      const to = at + choiceWords.weighted + cell * weightedBranchWords;
      this.words[to] = threshold[cell]!;
      this.words[to + 1] = node;
      this.words[to + 2] = nodes[alias[cell]!]!;
    }
    return at;
  }

  private sticky(selection: Sticky, depth: number): number {
    const { type } = this.source.rrset;
    const isSingle = !hasSets(selection, type);
    if (isSingle && selection.branches.length <= scoredBranchesMax)
      return this.scored(selection, depth);
    const { branches, buckets } = stickyTable(selection, type);
    const list = branches.length + (buckets.length >> 1);
    const at = this.start(choiceKind.sticky, branches.length, choiceWords.sticky + list);
    const { prefix4, prefix6 } = selection;
    this.words[at + 1] = prefix4 | (prefix6 << 8) | (Math.log2(buckets.length) << 16);
    const nodes = branches.map((branch) => this.node(branch, depth + 1));
    this.words.set(nodes, at + choiceWords.sticky);
    const table = at + choiceWords.sticky + branches.length;
    for (const [bucket, place] of buckets.entries())
      this.words[table + (bucket >> 1)]! |= place << ((bucket & 1) * 16);
    return at;
  }

  /** A few branches, whose scores a query compares. */
  private scored({ branches, prefix4, prefix6 }: Sticky, depth: number): number {
    const list = branches.length * scoredBranchWords;
    const at = this.start(choiceKind.sticky, branches.length, choiceWords.sticky + list);
    const nodes = branches.map(({ selection }) => this.node(selection, depth + 1));
    this.words[at + 1] = prefix4 | (prefix6 << 8);
    const shares = new Float32Array(this.words.buffer);
    // Equal scores are the higher key's (see `winners`): the first of them wins.
    const order = [...branches.entries()].sort(([, a], [, b]) => (a.key > b.key ? -1 : 1));
    for (const [rank, [place, { key, share }]] of order.entries()) {
      const to = at + choiceWords.sticky + rank * scoredBranchWords;
      this.words[to] = keyHash(key);
      shares[to + 1] = share;
      this.words[to + 2] = nodes[place]!;
    }
    return at;
  }

  private geo({ path, branches, otherwise }: Geo, depth: number): number {
    const at = this.start(choiceKind.geo, branches.length, choiceWords.geo + branches.length);
    const others = this.node(otherwise, depth + 1);
    const nodes = branches.map((branch) => this.node(branch, depth + 1));
    this.words[at + 1] = this.source.mapAddress(path);
    this.words[at + 2] = others;
    this.words.set(nodes, at + choiceWords.geo);
    return at;
  }

  private start(kind: number, count: number, words: number): number {
    if (count > choiceCountMax) throw new RangeError(`${count} branches or records in one choice`);
    this.reserve(words);
    const at = this.length;
    this.length += words;
    this.words[at] = kind | (count << choiceCountShift);
    return at;
  }

  /** Where the next cache line starts. */
  private padded(): number {
    const at = Math.ceil(this.length / counterRowWords) * counterRowWords;
    this.reserve(at - this.length);
    this.length = at;
    return at;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.words.length) return;
    const larger = new Int32Array(Math.max(this.words.length * 2, this.length + count));
    larger.set(this.words);
    this.words = larger;
  }
}

/** What a node leads to, in the order that it is written. */
function branchesOf(node: Selection, type: SteeredType): readonly Selection[] {
  switch (node.kind) {
    case "answer":
      return [];
    case "weighted":
      return node.branches.map(({ selection }) => selection);
    case "sticky":
      return hasSets(node, type)
        ? stickyTable(node, type).branches
        : node.branches.map(({ selection }) => selection);
    case "geo":
      return [node.otherwise, ...node.branches];
  }
}

/** An owner has one CNAME at a time (RFC 1034 §3.6.2), so of several one is drawn. */
function oneCname(selection: Selection, type: SteeredType): Selection {
  if (type !== "CNAME" || selection.kind !== "answer" || selection.targets.length < 2)
    return selection;
  const branches = selection.targets.map((target): Branch => {
    return { share: 1, selection: { kind: "answer", targets: [target] } };
  });
  return { kind: "weighted", branches };
}

interface StickyTable {
  readonly branches: readonly Selection[];
  /** For each bucket of client networks, a place in `branches`. */
  readonly buckets: readonly number[];
}

/** Whether a client gets several of the branches, all of which are answers. */
function hasSets({ branches, count = 1 }: Sticky, type: SteeredType): boolean {
  const areAnswers = branches.every(({ selection }) => selection.kind === "answer");
  return count > 1 && type !== "CNAME" && areAnswers;
}

/** With a count, the branches are the sets of answers that some bucket has. */
function stickyTable(selection: Sticky, type: SteeredType): StickyTable {
  const { branches, count } = selection;
  if (!hasSets(selection, type)) {
    const buckets = winners(branches).map(([winner]) => winner!);
    return { branches: branches.map((branch) => branch.selection), buckets };
  }
  const places = new Map<string, number>();
  const sets: Selection[] = [];
  const buckets = winners(branches, count).map((won) => {
    const targets = won.flatMap((place) => targetsOf(branches[place]!)).sort((a, b) => a - b);
    const key = targets.join();
    const known = places.get(key) ?? sets.push({ kind: "answer", targets }) - 1;
    places.set(key, known);
    return known;
  });
  return { branches: sets, buckets };
}

function targetsOf({ selection }: Branch): readonly number[] {
  return selection.kind === "answer" ? selection.targets : [];
}

function valueAt({ owner, targets, fallback }: SteeredRrset, place: number): string {
  const value = targets[place]?.value ?? fallback[place - targets.length];
  if (value === undefined) throw new RangeError(`${owner} has no target ${place}`);
  return value;
}

function rdataOf(type: SteeredType, value: string): Uint8Array {
  const rdata = targetRdata(type, value);
  if (rdata === undefined) throw new RangeError(`${value} is no data of type ${type}`);
  return rdata;
}
