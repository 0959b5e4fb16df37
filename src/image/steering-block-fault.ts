/**
 * Looks a steering block over before it is put into service: every node inside, each leading
 * forwards only, records that end where they should. A walk needs no checks then.
 */
import {
  blockHeader,
  blockHeaderWords,
  blockMagic,
  choiceCountShift,
  choiceDepthMax,
  choiceKind,
  choiceKindMask,
  choiceWords,
  counterRowWords,
  recordsShift,
  scoredBranchWords,
  weightedBranchWords,
} from "./steering-block.js";
import { Fault } from "./verify-fault.js";

/** Why a block must not be put into service, or undefined if it may. It starts at a word. */
export function blockFault(bytes: Uint8Array): string | undefined {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  if (words.length < blockHeaderWords || words[blockHeader.magic] !== blockMagic)
    return "not a steering block";
  if (words[blockHeader.size] !== bytes.byteLength) return "a block of another size";
  try {
    new BlockCheck(words, bytes).run();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.text;
    throw error;
  }
}

class BlockCheck {
  /** Where the nodes end: the counters start there. */
  private readonly end: number;
  private readonly met = new Set<number>();

  constructor(
    private readonly words: Int32Array,
    private readonly bytes: Uint8Array,
  ) {
    this.end = words[blockHeader.counters]!;
  }

  run(): void {
    const { words, end } = this;
    const rows = words[blockHeader.rows]!;
    const rowWords = words[blockHeader.rowWords]!;
    const answers = words[blockHeader.answers]!;
    if (end % counterRowWords !== 0 || rowWords % counterRowWords !== 0)
      throw new Fault("counters that share a line");
    if (rows < 1 || answers < 1 || rowWords < answers * 2 || end < blockHeaderWords)
      throw new Fault("odd counters");
    if (end + rows * rowWords !== words.length) throw new Fault("counters outside the block");
    const owner = words[blockHeader.ownerBytes]!;
    if (owner < 0 || owner > 255) throw new Fault("an owner too long");
    this.node(words[blockHeader.root]!, blockHeaderWords, 0);
  }

  private node(at: number, first: number, depth: number): void {
    const { words, met } = this;
    // Forwards only, and no deeper than a walk goes: it ends.
    if (at < first || depth === choiceDepthMax) throw new Fault("a choice that leads nowhere");
    this.room(at, 1);
    if (met.has(at)) return;
    met.add(at);
    const count = words[at]! >>> choiceCountShift;
    const kind = words[at]! & choiceKindMask;
    if (kind === choiceKind.answer) this.answer(at, count);
    else if (kind === choiceKind.weighted) this.weighted(at, count, depth);
    else if (kind === choiceKind.sticky) this.sticky(at, count, depth);
    else if (kind === choiceKind.geo) {
      this.room(at, choiceWords.geo + count);
      this.node(words[at + 2]!, at + 1, depth + 1);
      this.nodes(at, at + choiceWords.geo, count, depth);
    } else throw new Fault("a choice of no known kind");
  }

  private answer(at: number, records: number): void {
    const { words, bytes } = this;
    this.room(at, choiceWords.answer);
    const octets = words[at + 1]!;
    const counter = words[at + 2]!;
    if (counter < 0 || counter >= words[blockHeader.answers]!) throw new Fault("no such counter");
    const shift = recordsShift(words[blockHeader.ownerBytes]!);
    if (octets < 0 || octets > 0xffff) throw new Fault("more records than a message takes");
    this.room(at, choiceWords.answer + ((shift + octets + 3) >> 2));
    let from = (at + choiceWords.answer) * 4 + shift;
    const end = from + octets;
    for (let i = 0; i < records; i++) {
      if (from + 12 > end) throw new Fault("a record is cut short");
      from += 12 + ((bytes[from + 10]! << 8) | bytes[from + 11]!);
    }
    if (from !== end) throw new Fault("records do not end where they should");
  }

  private weighted(at: number, count: number, depth: number): void {
    this.room(at, choiceWords.weighted + count * weightedBranchWords);
    if (count === 0) throw new Fault("a choice of nothing");
    for (let i = 0; i < count; i++)
      this.nodes(at, at + choiceWords.weighted + i * weightedBranchWords + 1, 2, depth);
  }

  private sticky(at: number, count: number, depth: number): void {
    const { words } = this;
    this.room(at, choiceWords.sticky + count);
    if (count === 0) throw new Fault("a choice of nothing");
    const shape = words[at + 1]!;
    const bucketBits = shape >>> 16;
    if ((shape & 0xff) > 32 || ((shape >>> 8) & 0xff) > 128) throw new Fault("an odd prefix");
    if (bucketBits === 0) {
      this.room(at, choiceWords.sticky + count * scoredBranchWords);
      for (let i = 0; i < count; i++)
        this.nodes(at, at + choiceWords.sticky + i * scoredBranchWords + 2, 1, depth);
      return;
    }
    if (bucketBits > 12) throw new Fault("an odd number of buckets");
    const table = at + choiceWords.sticky + count;
    this.room(table, 1 << (bucketBits - 1));
    for (let bucket = 0; bucket < 1 << bucketBits; bucket++) {
      const place = (words[table + (bucket >> 1)]! >>> ((bucket & 1) * 16)) & 0xffff;
      if (place >= count) throw new Fault("a bucket of no branch");
    }
    this.nodes(at, at + choiceWords.sticky, count, depth);
  }

  private nodes(parent: number, list: number, count: number, depth: number): void {
    for (let i = 0; i < count; i++) this.node(this.words[list + i]!, parent + 1, depth + 1);
  }

  private room(at: number, words: number): void {
    if (at < blockHeaderWords || at + words > this.end)
      throw new Fault("a choice outside the block");
  }
}
