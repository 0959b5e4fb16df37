/**
 * What a steered RRset answers to this client now: walks the RRset's block (see
 * `image/steering-block.ts`) to one answer. Nothing is allocated; nodes only lead forwards, so a
 * walk ends.
 */
import type { Random } from "../base/random.js";
import { bitsOf, branchOf, lookUpMap, nobody } from "../geo/geo-map.js";
import { steeringHead } from "../image/layout.js";
import type { SegmentCursor } from "../image/segment-cursor.js";
import {
  blockHeader,
  choiceCountShift,
  choiceKind,
  choiceKindMask,
  choiceWords,
  recordsShift,
  scoredBranchWords,
  weightedBranchWords,
} from "../image/steering-block.js";
import type { ImageView } from "../image/view.js";
import { bucketOf, scoreIn } from "../steering/rendezvous.js";
import { type ClientSubnet, noteChoice } from "./client-subnet.js";

/** Longest time, seconds, that nobody asks again for what has no answer just now. */
export const deniedTtlMax = 30;

/** A word read as a single float. */
const shareBits = new Int32Array(1);
const shareValue = new Float32Array(shareBits.buffer);

export class SteeredChoice {
  /** The memory that the answer lies in, as words and as octets. */
  words: Int32Array = new Int32Array(0);
  bytes: Uint8Array = new Uint8Array(0);
  /** Records of the answer; 0 is NODATA. */
  records = 0;
  /** Octets of the records, and where they start in `bytes`. */
  octets = 0;
  recordsAt = 0;
  /** Seconds. */
  ttl = 0;
  private counter = 0;
  /** Bits of the client's address that the walk in hand looked at. */
  private bits = 0;

  constructor(
    private readonly view: ImageView,
    /** Of this worker, in the counters. */
    private readonly row: number,
    private readonly random: Random,
    /** Whom the query in hand is answered for; told which bits of the address decided. */
    public subnet: ClientSubnet,
  ) {}

  /**
   * Chooses for the steered RRset whose template is at word `template` in the cursor's memory; false
   * if nothing steers it for the time being. The choice stays until the next one.
   */
  choose(cursor: SegmentCursor, template: number): boolean {
    const { view } = this;
    const base = cursor.words[cursor.baseWord + steeringHead.slotBase]!;
    if (base < 0 || !view.findBlock(base + cursor.words[template - 1]!)) return false;
    const { blockWords: words, blockWord: block } = view;
    this.bits = 0;
    let node = block + words[block + blockHeader.root]!;
    let kind = words[node]! & choiceKindMask;
    while (kind !== choiceKind.answer) {
      if (kind === choiceKind.weighted) node = block + this.drawn(words, node);
      else if (kind === choiceKind.sticky) node = block + this.stuck(words, node);
      else node = block + this.located(words, node);
      kind = words[node]! & choiceKindMask;
    }
    noteChoice(this.subnet, this.bits);
    this.words = words;
    this.bytes = view.blockBytes;
    this.records = words[node]! >>> choiceCountShift;
    this.octets = words[node + 1]!;
    this.ttl = words[block + blockHeader.ttl]!;
    const shift = recordsShift(words[block + blockHeader.ownerBytes]!);
    this.recordsAt = ((node + choiceWords.answer) << 2) + shift;
    const row = block + words[block + blockHeader.counters]!;
    this.counter = row + this.row * words[block + blockHeader.rowWords]! + words[node + 2]! * 2;
    return true;
  }

  /** Counts the answer as given. */
  count(): void {
    const { words, counter } = this;
    const low = (words[counter]! + 1) | 0;
    words[counter] = low;
    if (low === 0) words[counter + 1]!++;
  }

  private drawn(words: Int32Array, node: number): number {
    // The number's high part is the cell, the rest decides in it.
    const scaled = (this.random.next() >>> 0) * (words[node]! >>> choiceCountShift);
    const cell = Math.floor(scaled / 2 ** 32);
    const at = node + choiceWords.weighted + cell * weightedBranchWords;
    const isOwn = scaled - cell * 2 ** 32 < words[at]! >>> 0;
    return words[isOwn ? at + 1 : at + 2]!;
  }

  private stuck(words: Int32Array, node: number): number {
    const shape = words[node + 1]!;
    const { client, clientAt, clientOctets } = this.subnet;
    const bits = clientOctets === 4 ? shape & 0xff : (shape >>> 8) & 0xff;
    if (bits > this.bits) this.bits = bits;
    const bucketBits = shape >>> 16;
    const whole = bucketOf(client, clientAt, clientOctets, bits);
    if (bucketBits === 0) return this.best(words, node, whole);
    const bucket = whole & ((1 << bucketBits) - 1);
    const list = node + choiceWords.sticky;
    const table = list + (words[node]! >>> choiceCountShift);
    const place = (words[table + (bucket >> 1)]! >>> ((bucket & 1) * 16)) & 0xffff;
    return words[list + place]!;
  }

  /** The branch with the highest score in a bucket. */
  private best(words: Int32Array, node: number, bucket: number): number {
    const first = node + choiceWords.sticky;
    const end = first + (words[node]! >>> choiceCountShift) * scoredBranchWords;
    let winner = words[first + 2]!;
    let highest = 0;
    for (let at = first; at < end; at += scoredBranchWords) {
      shareBits[0] = words[at + 1]!;
      const score = shareValue[0]! * scoreIn(bucket, words[at]!);
      if (score <= highest) continue;
      highest = score;
      winner = words[at + 2]!;
    }
    return winner;
  }

  private located(words: Int32Array, node: number): number {
    const { view } = this;
    const { client, clientAt, clientOctets } = this.subnet;
    view.findMap(words[node + 1]!);
    const bits = clientOctets === 4 ? 32 : 128;
    const found = lookUpMap(view.mapWords, view.mapWord, client, clientAt, bits);
    if (bitsOf(found) > this.bits) this.bits = bitsOf(found);
    const branch = branchOf(found);
    if (branch === nobody || branch >= words[node]! >>> choiceCountShift) return words[node + 2]!;
    return words[node + choiceWords.geo + branch]!;
  }
}
