/**
 * A zone file as its writer laid it out: lines, the pieces on them, comments, parentheses. The
 * scanner of `src/dns/text` sees what the text means; this sees how it looks. Text is one character
 * an octet (Latin-1), so that whatever is in it comes out again.
 *
 *   www  A  192.0.2.1 ; here     one entry of one line
 *   @    SOA ns host (           one entry of two
 *            1 2 3 4 5 )
 */

export interface Piece {
  readonly kind: "word" | "quoted" | "open" | "close";
  /** As written, quotes and escapes included. */
  readonly text: string;
  /** A blank, or a new line, is before it. */
  readonly gap: boolean;
}

export interface LaidLine {
  readonly pieces: readonly Piece[];
  /** From the semicolon on, without blanks at its end. */
  readonly comment: string | undefined;
  /** The line without what is blank at its end. */
  readonly text: string;
}

/** An entry with all its lines; a line without pieces, blank or a comment, is one by itself. */
export interface LaidEntry {
  readonly lines: readonly LaidLine[];
  /** 1-based. */
  readonly firstLine: number;
}

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;
const SEMICOLON = 0x3b;
const OPEN = 0x28;
const CLOSE = 0x29;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Entries of a text whose quotes and parentheses are in order. */
export function* entriesOf(text: string): Generator<LaidEntry> {
  let lines: LaidLine[] = [];
  let depth = 0;
  let firstLine = 1;
  let line = 1;
  for (let at = 0; at < text.length; line++) {
    const { laid, next } = readLine(text, at);
    at = next;
    lines.push(laid);
    for (const { kind } of laid.pieces) depth += kind === "open" ? 1 : kind === "close" ? -1 : 0;
    if (depth > 0) continue;
    yield { lines, firstLine };
    lines = [];
    firstLine = line + 1;
  }
  if (lines.length > 0) yield { lines, firstLine };
}

function readLine(text: string, start: number): { laid: LaidLine; next: number } {
  const pieces: Piece[] = [];
  let comment: string | undefined;
  let gap = true;
  let at = start;
  /** Behind the last thing that is there; a blank with a backslash before it is one. */
  let end = start;
  for (;;) {
    const code = at < text.length ? text.charCodeAt(at) : LF;
    if (code === LF) break;
    if (isBlank(code)) {
      gap = true;
      at++;
      continue;
    }
    if (code === SEMICOLON) {
      comment = withoutBlankEnd(text.slice(at, lineEnd(text, at)));
      end = at + comment.length;
      at = lineEnd(text, at);
      break;
    }
    end = pieceEnd(text, at, code);
    pieces.push({ kind: kindOf(code), text: text.slice(at, end), gap });
    gap = false;
    at = end;
  }
  const laid = { pieces, comment, text: text.slice(start, end) };
  return { laid, next: at + 1 };
}

function kindOf(code: number): Piece["kind"] {
  if (code === OPEN) return "open";
  if (code === CLOSE) return "close";
  return code === QUOTE ? "quoted" : "word";
}

function pieceEnd(text: string, start: number, code: number): number {
  if (code === OPEN || code === CLOSE) return start + 1;
  let at = code === QUOTE ? start + 1 : start;
  for (; at < text.length; at++) {
    const next = text.charCodeAt(at);
    if (next === LF) return at;
    if (next === BACKSLASH) at++;
    else if (code === QUOTE) {
      if (next === QUOTE) return at + 1;
    } else if (endsWord(next)) return at;
  }
  return Math.min(at, text.length);
}

function endsWord(code: number): boolean {
  return isBlank(code) || code === SEMICOLON || code === OPEN || code === CLOSE || code === QUOTE;
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === CR;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** By hand: a regular expression for blanks at an end takes quadratic time on many of them. */
function withoutBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}
