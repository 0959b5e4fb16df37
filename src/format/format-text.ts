/**
 * Zone file text in its usual layout. Nothing that it says is changed: comments, blank lines,
 * directives, relative names and inherited owners stay; only blanks, line ends, the case of types
 * and the class, if some records have it and others do not, become regular.
 */
import { assert } from "../base/assert.js";
import { TextFault } from "../dns/text/scanner.js";
import { type LayoutStyle, layOut } from "./block-layout.js";
import { entriesOf, type LaidEntry } from "./entry-lexer.js";
import { directiveOf, headOf, isEmpty } from "./record-head.js";
import { firstDifference, layoutFault } from "./same-entries.js";

/**
 * Entries whose columns are found together. A block of a million would be held in memory whole;
 * columns that begin at multiples of eight hardly ever show where one was divided.
 */
const blockEntriesMax = 2000;

/** The text laid out, or why it cannot be. */
export function formatText(bytes: Uint8Array): Uint8Array | TextFault {
  const fault = layoutFault(bytes) ?? byteOrderMark(bytes);
  if (fault !== undefined) return fault;
  const formatted = Buffer.from(laidOut(textOf(bytes)), "latin1");
  const difference = firstDifference(bytes, formatted);
  assert(difference === undefined, `formatting must not change what a zone says: ${difference}`);
  return formatted;
}

/** One character an octet. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function laidOut(text: string): string {
  const style = styleOf(text);
  let out = "";
  let blanks = 0;
  let block: LaidEntry[] = [];
  const flush = () => {
    for (const line of layOut(block, style)) out += `${line}\n`;
    block = [];
  };
  for (const entry of entriesOf(text)) {
    if (isBlankLine(entry)) {
      flush();
      blanks++;
      continue;
    }
    // Blank lines are told when something follows: none are left at the end.
    out += "\n".repeat(blanks);
    blanks = 0;
    if (directiveOf(entry) !== undefined || block.length >= blockEntriesMax) flush();
    block.push(entry);
    if (directiveOf(entry) !== undefined) flush();
  }
  flush();
  return out;
}

const isBlankLine = (entry: LaidEntry): boolean =>
  isEmpty(entry) && entry.lines[0]!.comment === undefined;

/**
 * The class stays if every record has it, for then it is meant as a column; else the few that have
 * it lose it. Sixteen columns for owners, unless all of the file are short, as in reverse zones.
 */
function styleOf(text: string): LayoutStyle {
  let [records, classes, ownerLength] = [0, 0, 0];
  for (const entry of entriesOf(text)) {
    if (isEmpty(entry) || directiveOf(entry) !== undefined) continue;
    const head = headOf(entry);
    if (head === undefined) continue;
    records++;
    if (head.hasClass) classes++;
    ownerLength = Math.max(ownerLength, head.owner.length);
  }
  return { keepClass: classes === records, ownerWidthMin: ownerLength < 8 ? 8 : 16 };
}

/** It would become part of the first owner, or be one. */
function byteOrderMark(bytes: Uint8Array): TextFault | undefined {
  if (bytes[0] !== 0xef || bytes[1] !== 0xbb || bytes[2] !== 0xbf) return undefined;
  return new TextFault("byte-order-mark", "the file starts with a byte order mark", 1, 1);
}
