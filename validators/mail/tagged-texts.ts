/** The records of one purpose at one name, sorted into those that count and those that do not. */
import type { ZoneIndex } from "../zone-index.js";
import { parsedTexts } from "./parsed-texts.js";
import { parseTags, type TagList } from "./tag-list.js";

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
