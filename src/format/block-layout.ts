/**
 * A block of entries, what stands between two blank lines, with its columns in line:
 *
 *   owner           ttl     class type    rdata
 *   0               16      24    28      36
 *
 * Columns begin at multiples of eight, so that one longer name seldom moves its neighbours.
 */
import type { LaidEntry, LaidLine, Piece } from "./entry-lexer.js";
import { directiveOf, headOf, isEmpty, isParenthesis, type RecordHead } from "./record-head.js";

const step = 8;
const classWidth = 4;
/** What is decided for a file as a whole. */
export interface LayoutStyle {
  readonly keepClass: boolean;
  readonly ownerWidthMin: number;
}

/** Longer owners stick out instead of pushing all others to the right. */
const ownerWidthMax = 40;
/** Comments of longer lines follow where their line ends. */
const commentColumnMax = 80;
const commentGap = "  ";

interface Row {
  readonly entry: LaidEntry;
  readonly head: RecordHead | undefined;
}

interface Columns {
  readonly owner: number;
  /** 0 if no record of the block has a TTL. */
  readonly ttl: number;
  readonly class: number;
  readonly type: number;
}

/** The block's lines, without line ends. */
export function layOut(block: readonly LaidEntry[], style: LayoutStyle): string[] {
  const rows = block.map((entry) => ({ entry, head: movable(entry) }));
  const columns = columnsOf(rows, style);
  const told = rows.map((row) => linesOf(row, columns));
  const comments = commentColumn(rows, told);
  return told.flatMap((lines, at) => withComment(rows[at]!, lines, comments));
}

/** The head of a record that can be laid out without a change of meaning. */
function movable(entry: LaidEntry): RecordHead | undefined {
  return gluedAround(entry) ? undefined : headOf(entry);
}

/** `alpn=("h2")`: the string belongs to the word, and a blank at the parenthesis would part them. */
function gluedAround({ lines }: LaidEntry): boolean {
  return lines.some(({ pieces }) => {
    /** Parentheses that stand right behind something, and right behind each other. */
    let inRun = false;
    for (const [at, piece] of pieces.entries()) {
      if (isParenthesis(piece)) inRun = !piece.gap && at > 0;
      else if (inRun && !piece.gap) return true;
      else inRun = false;
    }
    return false;
  });
}

function columnsOf(rows: readonly Row[], style: LayoutStyle): Columns {
  let [owner, ttl, type] = [0, 0, 0];
  for (const { head } of rows) {
    if (head === undefined) continue;
    if (head.owner.length <= ownerWidthMax) owner = Math.max(owner, head.owner.length);
    ttl = Math.max(ttl, head.ttl.length);
    type = Math.max(type, head.type.length);
  }
  return {
    owner: Math.max(style.ownerWidthMin, stepsFor(owner)),
    ttl: ttl === 0 ? 0 : stepsFor(ttl),
    class: style.keepClass ? classWidth : 0,
    type: stepsFor(type),
  };
}

/** A multiple of eight with room for the text and a blank. */
const stepsFor = (length: number): number => Math.floor(length / step + 1) * step;

/** The lines of an entry; the comment of its first is added when those of the block are known. */
function linesOf({ entry, head }: Row, columns: Columns): string[] {
  if (head !== undefined) return recordLines(entry, head, columns);
  if (isEmpty(entry)) return [expanded(entry.lines[0]!.text)];
  const [first] = entry.lines;
  const isPlain = entry.lines.length === 1 && !first!.pieces.some(isParenthesis);
  const directive = directiveOf(entry);
  if (directive === undefined || !isPlain) return entry.lines.map(({ text }) => text);
  const [, ...rest] = first!.pieces;
  return [`${directive}${rest.length === 0 || !rest[0]!.gap ? "" : " "}${joined(rest)}`];
}

function recordLines(entry: LaidEntry, head: RecordHead, columns: Columns): string[] {
  const [first, ...more] = entry.lines;
  const before =
    padded(head.owner, columns.owner) +
    (columns.ttl === 0 ? "" : padded(head.ttl, columns.ttl)) +
    (columns.class === 0 ? "" : padded(head.hasClass ? "IN" : "", columns.class)) +
    padded(head.type, columns.type);
  const rdata = first!.pieces.slice(head.rdataAt);
  const indent = before.length + indentBehind(rdata);
  const contents = more.map(({ pieces }) => joined(pieces));
  const longest = contents.reduce((most, { length }) => Math.max(most, length), 0);
  const width = stepsFor(longest);
  return [
    rdata.length === 0 ? before.trimEnd() : `${before}${joined(rdata)}`,
    ...more.map((line, at) => continued(line, contents[at]!, { indent, before, width })),
  ];
}

interface Continuation {
  readonly indent: number;
  readonly before: string;
  readonly width: number;
}

function continued(line: LaidLine, content: string, { indent, before, width }: Continuation) {
  const isEnd = line.pieces[0]?.kind === "close";
  const text = " ".repeat(isEnd ? before.length : indent);
  if (content === "") return line.comment === undefined ? "" : `${text}${line.comment}`;
  if (line.comment === undefined) return `${text}${content}`;
  return `${text}${padded(content, width)}${line.comment}`;
}

/** How far right of the RDATA's start its further lines begin: below what follows the parenthesis. */
function indentBehind(rdata: readonly Piece[]): number {
  const at = rdata.findIndex(({ kind }) => kind === "open");
  if (at === -1 || at === rdata.length - 1) return 0;
  return joined(rdata.slice(0, at + 1)).length + 1;
}

function joined(pieces: readonly Piece[]): string {
  let text = "";
  for (const [at, piece] of pieces.entries()) {
    const before = pieces[at - 1];
    const apart =
      before !== undefined && (piece.gap || isParenthesis(piece) || isParenthesis(before));
    text += apart ? ` ${piece.text}` : piece.text;
  }
  return text;
}

/** The column at which comments behind one-line entries begin. */
function commentColumn(rows: readonly Row[], told: readonly (readonly string[])[]): number {
  let column = 0;
  for (const [at, row] of rows.entries()) {
    const length = told[at]![0]!.length + commentGap.length;
    if (commentOf(row) !== undefined && told[at]!.length === 1 && length <= commentColumnMax) {
      column = Math.max(column, length);
    }
  }
  return column;
}

function withComment(row: Row, lines: string[], column: number): string[] {
  const comment = commentOf(row);
  if (comment === undefined) return lines;
  const [first = "", ...more] = lines;
  const gap = lines.length === 1 ? Math.max(column - first.length, commentGap.length) : 2;
  return [`${first}${" ".repeat(gap)}${comment}`, ...more];
}

/** The comment on the first line of what was laid out anew. */
function commentOf({ entry, head }: Row): string | undefined {
  const [first] = entry.lines;
  const isVerbatim = entry.lines.length > 1 || first!.pieces.some(isParenthesis);
  if (head === undefined && (isEmpty(entry) || isVerbatim || directiveOf(entry) === undefined)) {
    return undefined;
  }
  return first!.comment;
}

const padded = (text: string, width: number): string =>
  text.length < width ? text.padEnd(width) : `${text} `;

/** A comment of its own line: tabs before it become blanks. */
function expanded(text: string): string {
  const start = text.search(/[^ \t\r]/);
  if (start <= 0) return text;
  let column = 0;
  for (const char of text.slice(0, start)) {
    if (char === " ") column++;
    else if (char === "\t") column = stepsFor(column);
  }
  return " ".repeat(column) + text.slice(start);
}
