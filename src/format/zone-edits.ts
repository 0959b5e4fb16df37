/** Small changes to the text of a zone file: what a person would do by hand, and nothing else. */
import { locatePart } from "../zone/locate.js";
import { entriesOf } from "./entry-lexer.js";
import { directiveOf, headOf, isEmpty, startsBlank } from "./record-head.js";

/** Text is one character an octet; lines and columns are 1-based. */
export interface TextPart {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** Takes out the entries that begin on these lines; who inherited their owner gets it in writing. */
export function withoutEntries(text: string, firstLines: ReadonlySet<number>): string {
  const all = text.split("\n");
  const kept: string[] = [];
  let owner = "";
  for (const entry of entriesOf(text)) {
    const { firstLine } = entry;
    const lines = all.slice(firstLine - 1, firstLine - 1 + entry.lines.length);
    if (firstLines.has(firstLine)) {
      owner = headOf(entry)?.owner || owner;
      continue;
    }
    if (!isEmpty(entry)) {
      const [first = ""] = lines;
      if (owner !== "" && startsBlank(first) && directiveOf(entry) === undefined) {
        lines[0] = `${owner}${first}`;
      }
      owner = "";
    }
    for (const line of lines) kept.push(line);
  }
  // What `split` leaves behind the last line end.
  return text.endsWith("\n") ? `${kept.join("\n")}\n` : kept.join("\n");
}

export function replacePart(text: string, part: TextPart, replacement: string): string {
  const start = lineStart(text, part.line);
  const before = text.slice(0, start + part.column - 1);
  return `${before}${replacement}${text.slice(start + part.endColumn - 1)}`;
}

export function partText(text: string, part: TextPart): string {
  const start = lineStart(text, part.line);
  return text.slice(start + part.column - 1, start + part.endColumn - 1);
}

/** Where the serial stands in the SOA record that begins on a line. */
export function serialPart(text: string, line: number): TextPart {
  const entry = Buffer.from(text.slice(lineStart(text, line)), "latin1");
  return locatePart(entry, line, 2);
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf("\n", start) + 1;
  return start;
}
