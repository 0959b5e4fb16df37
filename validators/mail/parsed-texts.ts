/**
 * What TXT records say, parsed once for all rules. Records with the same text share one result: a
 * zone has a hundred thousand SPF records when it has that many customers, and three different ones.
 */
import type { ZoneIndex } from "../zone-index.js";

/** Characters of the texts that are remembered; what comes later is parsed again each time. */
const charactersMax = 4 * 1024 * 1024;

export class ParsedTexts<Parsed extends object> {
  private readonly byText = new Map<string, Parsed>();
  private readonly byRecord = new Map<number, Parsed>();
  private characters = 0;

  constructor(
    private readonly zone: ZoneIndex,
    private readonly parse: (text: string) => Parsed,
  ) {}

  of(record: number): Parsed {
    const known = this.byRecord.get(record);
    if (known !== undefined) return known;
    const text = this.zone.textOf(record);
    let parsed = this.byText.get(text);
    if (parsed === undefined) {
      parsed = this.parse(text);
      if (this.characters + text.length > charactersMax) return parsed;
      this.characters += text.length;
      this.byText.set(text, parsed);
    }
    this.byRecord.set(record, parsed);
    return parsed;
  }
}

/** One of them for each zone. */
export function parsedTexts<Parsed extends object>(
  parse: (text: string) => Parsed,
): (zone: ZoneIndex) => ParsedTexts<Parsed> {
  const zones = new WeakMap<ZoneIndex, ParsedTexts<Parsed>>();
  return (zone) => {
    let texts = zones.get(zone);
    if (texts === undefined) {
      texts = new ParsedTexts(zone, parse);
      zones.set(zone, texts);
    }
    return texts;
  };
}
