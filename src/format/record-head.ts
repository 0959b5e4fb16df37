/** What stands before the RDATA of a record: `[owner] [ttl] [class] type`, TTL and class either way. */
import { classCodeOf, dnsClass } from "../dns/class.js";
import { typeCodeOf } from "../dns/rr/registry.js";
import type { LaidEntry, Piece } from "./entry-lexer.js";

export interface RecordHead {
  /** Empty if the owner is that of the record before. */
  readonly owner: string;
  readonly ttl: string;
  /** Whether the class is written. */
  readonly hasClass: boolean;
  readonly type: string;
  /** Index of the first piece of RDATA on the entry's first line. */
  readonly rdataAt: number;
}

/**
 * The head of a record; undefined for what is no record, and for one whose head is not in one row:
 * `www ( A` goes on being laid out as its writer wanted it.
 */
export function headOf(entry: LaidEntry): RecordHead | undefined {
  if (directiveOf(entry) !== undefined) return undefined;
  const { pieces, text } = entry.lines[0]!;
  let at = 0;
  let owner = "";
  if (!startsBlank(text)) owner = pieces[at++]?.text ?? "";
  let ttl = "";
  let hasClass = false;
  for (; at < pieces.length; at++) {
    const piece = pieces[at]!;
    if (piece.kind !== "word" || !piece.gap) return undefined;
    if (ttl === "" && /^\d/.test(piece.text)) ttl = piece.text;
    else if (!hasClass && isClass(piece.text)) hasClass = true;
    else break;
  }
  const type = pieces[at];
  if (type === undefined || type.kind !== "word" || !isType(type.text)) return undefined;
  if (pieces[at + 1]?.gap === false && pieces[at + 1]?.kind !== "open") return undefined;
  return { owner, ttl, hasClass, type: type.text.toUpperCase(), rdataAt: at + 1 };
}

/** The name of the directive that an entry is: `$TTL`, in capitals if it is in letters. */
export function directiveOf({ lines }: LaidEntry): string | undefined {
  const { pieces, text } = lines[0]!;
  const [first] = pieces;
  if (!text.startsWith("$") || first?.kind !== "word") return undefined;
  return /^\$[a-z]+$/i.test(first.text) ? first.text.toUpperCase() : first.text;
}

/** Nothing but a comment, or nothing at all. */
export const isEmpty = ({ lines }: LaidEntry): boolean =>
  lines.length === 1 && lines[0]!.pieces.length === 0;

export const startsBlank = (text: string): boolean =>
  text[0] === " " || text[0] === "\t" || text[0] === "\r";

export const isParenthesis = ({ kind }: Piece): boolean => kind === "open" || kind === "close";

const known = new Map<string, boolean>();

/** Types are few, records are many. */
function isType(text: string): boolean {
  const found = known.get(text);
  if (found !== undefined) return found;
  const bytes = Buffer.from(text, "latin1");
  const is = typeCodeOf(bytes, 0, bytes.length) !== -1;
  if (known.size < 1000) known.set(text, is);
  return is;
}

function isClass(text: string): boolean {
  if (text.length === 2) return text.toUpperCase() === "IN";
  const bytes = Buffer.from(text, "latin1");
  return classCodeOf(bytes, 0, bytes.length) === dnsClass.IN;
}
