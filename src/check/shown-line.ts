/**
 * A line of a zone file as it can be shown: octets that may be anything become text that takes a
 * known number of columns, so that a caret stands below what it means. Control characters, which
 * could move the cursor or change what a reader sees, become visible.
 */

export interface ShownLine {
  readonly text: string;
  /** Columns before the marked part, and what it takes. */
  readonly before: number;
  readonly marked: number;
}

/** Octets shown of a line that is longer; the marked part begins within them. */
const shownBytesMax = 120;
const leadBytes = 40;
const tabColumns = 8;

/** `column` and `endColumn` are 1-based and count octets. */
export function showLine(line: Uint8Array, column: number, endColumn: number): ShownLine {
  const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
  const from = Math.min(Math.max(column - 1, 0), end);
  const to = Math.min(Math.max(endColumn - 1, from), end);
  const first = end <= shownBytesMax ? 0 : boundary(line, Math.max(0, from - leadBytes));
  const last = end - first <= shownBytesMax ? end : boundary(line, first + shownBytesMax);
  const start = first === 0 ? "" : "…";
  const lead = visible(line.subarray(first, from), start.length);
  const marked = visible(line.subarray(from, Math.min(to, last)), start.length + lead.columns);
  const before = start.length + lead.columns;
  const rest = visible(line.subarray(Math.min(to, last), last), before + marked.columns);
  const text = `${start}${lead.text}${marked.text}${rest.text}${last < end ? "…" : ""}`;
  return { text, before, marked: Math.max(1, marked.columns) };
}

/** Text that stays on its line and in its direction. */
export function tame(text: string): string {
  return text.replace(unsafe, "\ufffd");
}

/** The same for text of many lines. */
export function tameLines(text: string): string {
  return text.replace(unsafe, (found) => (found === "\n" || found === "\t" ? found : "\ufffd"));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be made visible.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;
const narrow = /^[\p{Mn}\p{Me}\p{Cf}]/u;
const plain = /^[\u0020-\u007e]*$/;

function visible(bytes: Uint8Array, column: number): { text: string; columns: number } {
  const decoded = decoder.decode(bytes);
  if (plain.test(decoded)) return { text: decoded, columns: decoded.length };
  let text = "";
  let columns = 0;
  for (const character of decoded) {
    if (character === "\t") {
      const blanks = tabColumns - ((column + columns) % tabColumns);
      text += " ".repeat(blanks);
      columns += blanks;
      continue;
    }
    const shown = tame(character);
    text += shown;
    columns += wide.test(shown) ? 2 : narrow.test(shown) ? 0 : 1;
  }
  return { text, columns };
}

/** The start of the UTF-8 character that an offset is in. */
function boundary(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && (bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}

/** Columns as editors count them: UTF-16 units before the octet, and one. */
export function editorColumn(line: Uint8Array | undefined, column: number): number {
  if (line === undefined) return column;
  return decoder.decode(line.subarray(0, column - 1)).length + 1;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
