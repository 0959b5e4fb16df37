/**
 * Where in the text a part of a record stands. Records keep only their line, so that a million of
 * them stay small; the column is found by reading that one entry again when something is said of
 * it.
 */
import { classCodeOf } from "../dns/class.js";
import { typeCodeOf } from "../dns/rr/registry.js";
import { sourceOf } from "../dns/text/byte-source.js";
import { Scanner, TextFault, tokenKind } from "../dns/text/scanner.js";

/**
 * A part of a record: a number is the token of its RDATA, from 0; `alpn=` is the token of its RDATA
 * that starts so, as service parameters do, which stand in any order.
 */
export type RecordPart = "owner" | "ttl" | "type" | "rdata" | number | `${string}=`;

/** 1-based, columns in bytes; `endColumn` is behind the part, on the line where it starts. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The part of the entry that `entry`, text from the start of line `line` on, begins with. */
export function locatePart(entry: Uint8Array, line: number, part: RecordPart): TextPlace {
  const tokens = tokensOf(entry);
  const [first] = tokens;
  if (first === undefined) return { line, column: 1, endColumn: 1 };
  const found = isGenerate(first) ? generated(tokens, part) : written(tokens, part);
  const { place } = found ?? first;
  return { ...place, line: line + place.line - 1 };
}

interface Token {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly place: TextPlace;
  /** The entry starts with a blank, so this is no owner. */
  readonly afterBlank: boolean;
}

function tokensOf(entry: Uint8Array): Token[] {
  const scanner = new Scanner(sourceOf(entry), new Uint8Array(entry.length + 64));
  const tokens: Token[] = [];
  try {
    let kind = scanner.nextEntry();
    while (kind !== tokenKind.end && kind !== tokenKind.eof) {
      const bytes = scanner.bytes.slice(scanner.start, scanner.end);
      const column = scanner.tokenColumn;
      const quotes = kind === tokenKind.quoted ? 2 : 0;
      const endColumn = column + bytes.length + quotes;
      const place = { line: scanner.tokenLine, column, endColumn };
      tokens.push({ text: scanner.text(), bytes, place, afterBlank: scanner.blankStart });
      kind = scanner.next();
    }
  } catch (fault) {
    // A broken entry is located as far as it goes.
    if (!(fault instanceof TextFault)) throw fault;
  }
  return tokens;
}

function written(tokens: readonly Token[], part: RecordPart): Token | undefined {
  let at = tokens[0]?.afterBlank === true ? 0 : 1;
  if (part === "owner") return tokens[0];
  let ttl: Token | undefined;
  for (; at < tokens.length; at++) {
    const { bytes, text } = tokens[at]!;
    if (/^\d/.test(text)) ttl ??= tokens[at];
    else if (classCodeOf(bytes, 0, bytes.length) === -1) break;
  }
  if (part === "ttl") return ttl ?? tokens[at];
  const type = tokens[at];
  if (part === "type" || type === undefined) return type;
  if (typeCodeOf(type.bytes, 0, type.bytes.length) === -1) return type;
  const rdata = tokens.slice(at + 1);
  const found =
    typeof part === "number"
      ? rdata[part]
      : rdata.find(({ text }) => part === "rdata" || text.toLowerCase().startsWith(part));
  return found ?? (typeof part === "number" ? tokens.at(-1) : (rdata[0] ?? type));
}

const isGenerate = (token: Token): boolean =>
  !token.afterBlank && token.text.toUpperCase() === "$GENERATE";

/** `$GENERATE range owner [ttl] [class] type rdata`: what stands for the parts of all it makes. */
function generated(tokens: readonly Token[], part: RecordPart): Token | undefined {
  return written(tokens.slice(2), part) ?? tokens[0];
}
