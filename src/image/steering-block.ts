/**
 * A steering block: what one steered RRset answers for the time being. A small tree that a query
 * walks from the root to an answer, with its client's address and a random number, and counters of
 * how often each answer was given. It lies in the image's arena and is never written to but for the
 * counters; a new plan puts a new block in its place.
 *
 * 32-bit words in the machine's order, offsets in words from the block's start:
 *
 *   header │ nodes, each before those that it leads to │ counters
 *
 *   answer    kind, records │ octets of the records │ counter │ records, as they are on the wire
 *   weighted  kind, branches │ for each: threshold, node below it, node from it on (alias method:
 *             Vose, A Linear Algorithm for Generating Random Numbers with a Given Distribution, 1991)
 *   sticky    kind, branches │ IPv4 prefix, IPv6 prefix, bits of the bucket │ nodes │ a place among
 *             them for each bucket, 16 bits each; of few branches instead, and no bits of the bucket:
 *             for each hash of its key, share as a single float, node, highest key first
 *   geo       kind, branches │ address of the map │ node for clients of no region │ nodes
 *
 * Records of an ordinary owner are laid out as in a simple template: they start 1 to 4 octets behind
 * a word's start, so that they go behind the question word by word. The owner of each is a pointer
 * to the question. At a wildcard they start with the word.
 *
 * Counters are two words each, low and high. Every worker has a row of them, which no other writes
 * and which shares no cache line with another's.
 */
import { templateStart } from "./layout.js";

export const blockMagic = 0x46_4e_39_42;

/** Words of the block's header. */
export const blockHeader = {
  magic: 0,
  /** Bytes of the block. */
  size: 1,
  /** Offset of the node to start at. */
  root: 2,
  /** Answer nodes; each has a counter. */
  answers: 3,
  /** Offset of the first row of counters, words of a row, and how many rows. */
  counters: 4,
  rowWords: 5,
  rows: 6,
  /** Octets of the owner's name; 0 at a wildcard. */
  ownerBytes: 7,
  /** Seconds; the records say the same. */
  ttl: 8,
  type: 9,
} as const;
export const blockHeaderWords = 16;

/** Low 16 bits of a node's first word; above them are records or branches. */
export const choiceKind = { answer: 0, weighted: 1, sticky: 2, geo: 3 } as const;
export const choiceKindMask = 0xffff;
export const choiceCountShift = 16;

/** Words of a node before its list of branches, or before its records. */
export const choiceWords = { answer: 3, weighted: 1, sticky: 2, geo: 3 } as const;
/** Words of a branch in a weighted node. */
export const weightedBranchWords = 3;
/** Words of a branch in a sticky node whose scores are compared by the query. */
export const scoredBranchWords = 3;
/** Up to so many: then a table is faster, but takes 8 KiB and 4,096 comparisons of all to make. */
export const scoredBranchesMax = 8;

/** Nodes from the root to an answer. Policies nest 8 deep, and a pool's pick comes on top. */
export const choiceDepthMax = 16;
export const choiceCountMax = 0xffff;
/** A cache line, so that no two workers count in one. */
export const counterRowWords = 16;

/** Octets into their first word at which the records start. */
export function recordsShift(ownerBytes: number): number {
  return ownerBytes === 0 ? 0 : 12 + ownerBytes + 4 - templateStart(ownerBytes);
}

/** How often each answer was given, all workers together, in the order that they were written. */
export function answerCounts(block: Int32Array): number[] {
  const count = block[blockHeader.answers]!;
  const sums = new Array<number>(count).fill(0);
  for (let row = 0; row < block[blockHeader.rows]!; row++) {
    const at = block[blockHeader.counters]! + row * block[blockHeader.rowWords]!;
    for (let answer = 0; answer < count; answer++)
      sums[answer]! += counterAt(block, at + answer * 2);
  }
  return sums;
}

/** A counter that its worker may be counting up. */
function counterAt(block: Int32Array, at: number): number {
  for (;;) {
    const high = Atomics.load(block, at + 1);
    const low = Atomics.load(block, at);
    if (Atomics.load(block, at + 1) === high) return (high >>> 0) * 2 ** 32 + (low >>> 0);
  }
}
