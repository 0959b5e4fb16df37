/** The records of one purpose at one name, sorted into those that count and those that do not. */
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { parsedTexts } from "./parsed-texts.js";
import { parseTags, shown, type TagList } from "./tag-list.js";

export interface TaggedText {
  readonly record: number;
  readonly text: string;
  readonly list: TagList;
}

export interface TaggedTexts {
  /** Those that start with the version, as receivers ask for. */
  readonly counted: readonly TaggedText[];
  readonly others: readonly TaggedText[];
}

/** A purpose that one record at a name serves, and how readers know it. */
export interface Purpose {
  /** "an MTA-STS record". */
  readonly what: string;
  /** "senders". */
  readonly readers: string;
  /** What it starts with, as it has to be written. */
  readonly start: string;
  /** Records beside a good one that look as if they were meant as such. */
  readonly resembles: RegExp;
}

const tagTextsOf = parsedTexts((text) => ({ text, list: parseTags(text) }));
/** Records looked at at one name. */
const recordsMax = 1000;

export function taggedTextsOf(zone: ZoneIndex, rrset: number, version: RegExp): TaggedTexts {
  const counted: TaggedText[] = [];
  const others: TaggedText[] = [];
  const texts = tagTextsOf(zone);
  const first = zone.firstRecord(rrset);
  const end = Math.min(zone.endRecord(rrset), first + recordsMax);
  for (let record = first; record < end; record++) {
    const { text, list } = texts.of(record);
    (version.test(text) ? counted : others).push({ record, text, list });
  }
  return { counted, others };
}

/** Those that count, name by name. */
export function* countedTextsOf(
  zone: ZoneIndex,
  rrsets: Iterable<number>,
  version: RegExp,
): Generator<TaggedText> {
  for (const rrset of rrsets) yield* taggedTextsOf(zone, rrset, version).counted;
}

/** Tells of the records that readers skip because of how they start. */
export function tellSkipped(
  found: Findings,
  { counted, others }: TaggedTexts,
  { what, readers, start, resembles }: Purpose,
): void {
  for (const { record, text } of others) {
    if (counted.length > 0 && !resembles.test(text)) continue;
    const message = `${readers} skip ${what} that starts with \`${shown(text.slice(0, 20))}\``;
    found.at(record, 0, message, `let it start with ${start} in this case of letters`);
  }
}

/** Tells of the second record at a name, and those behind it. */
export function tellSeveral(
  found: Findings,
  zone: ZoneIndex,
  { counted }: TaggedTexts,
  { what }: Purpose,
): void {
  for (const { record } of counted.slice(1)) {
    const name = zone.ownerText(zone.ownerOf(zone.rrsetOfRecord(record)));
    found.at(record, 0, `${name} has ${what} already`, "keep one record");
  }
}
