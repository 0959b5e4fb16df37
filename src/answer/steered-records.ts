/**
 * The slow path's view of what was chosen: for each steered RRset one choice a query, however often
 * the resolver looks at it.
 */
import { entrySteered, steeringHead } from "../image/layout.js";
import type { SegmentCursor } from "../image/segment-cursor.js";
import type { RrsetView } from "./records.js";
import type { SteeredChoice } from "./steered-choice.js";

interface Chosen {
  readonly slot: number;
  readonly rrset: RrsetView | undefined;
}

export class SteeredRecords {
  readonly #choice: SteeredChoice;
  readonly #chosen: Chosen[] = [];

  constructor(choice: SteeredChoice) {
    this.#choice = choice;
  }

  /** The query is answered: the next one chooses anew. */
  reset(): void {
    this.#chosen.length = 0;
  }

  /** What an entry answers for now; undefined if it is not steered. */
  rrset(cursor: SegmentCursor, entry: number): RrsetView | undefined {
    const { words, baseWord } = cursor;
    const row = words[entry]!;
    if ((row & (entrySteered << 16)) === 0) return undefined;
    const template = baseWord + (words[entry + 1]! >> 2);
    const slot = words[baseWord + steeringHead.slotBase]! + words[template - 1]!;
    const known = this.#chosen.find((each) => each.slot === slot);
    if (known !== undefined) return known.rrset;
    const rrset = this.#choice.choose(cursor, template) ? this.#take(row & 0xffff) : undefined;
    this.#chosen.push({ slot, rrset });
    return rrset;
  }

  #take(type: number): RrsetView {
    const { bytes, records, recordsAt, ttl } = this.#choice;
    this.#choice.count();
    const starts: number[] = [];
    const ends: number[] = [];
    let at = recordsAt;
    for (let i = 0; i < records; i++) {
      starts.push(at + 12);
      at += 12 + ((bytes[at + 10]! << 8) | bytes[at + 11]!);
      ends.push(at);
    }
    return { type, ttl, count: records, bytes, starts, ends };
  }
}
