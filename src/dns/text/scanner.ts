/**
 * The tokens of the presentation format (RFC 1035 §5.1), read from bytes.
 *
 * One scanner reads one file through a window that is refilled in place, so a zone of any size
 * needs one buffer and no strings. A token is a range of that window, valid until the next call of
 * `next`. Parentheses, comments and line ends inside parentheses are dealt with here: a caller
 * sees words, quoted strings, and the end of the entry.
 *
 *   www  3600 IN TXT ( "a b" ; a comment
 *                      c )
 *   WORD WORD WORD WORD QUOTED WORD END
 */
import { limits } from "../../base/limits.js";

export const tokenKind = { word: 0, quoted: 1, end: 2, eof: 3 } as const;
export type TokenKind = (typeof tokenKind)[keyof typeof tokenKind];

/** Where bytes come from: fills `into` from `at` on, and returns how many came; 0 is the end. */
export interface ByteSource {
  read(into: Uint8Array, at: number): number;
}

/**
 * A fault in the text. Not an Error: a broken zone may have a million of them, and a stack trace of
 * our own code helps nobody. `column` is 1-based, in bytes.
 */
export class TextFault {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly line: number,
    readonly column: number,
    readonly hint?: string,
  ) {}
}

/** What a byte means between tokens and inside a word. */
const PLAIN = 0;
const BLANK = 1;
const LINE_FEED = 2;
const COMMENT = 3;
const OPEN = 4;
const CLOSE = 5;
const QUOTE = 6;
const ESCAPE = 7;
const classOf = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0d]) classOf[byte] = BLANK;
classOf[0x0a] = LINE_FEED;
classOf[0x3b] = COMMENT;
classOf[0x28] = OPEN;
classOf[0x29] = CLOSE;
classOf[0x22] = QUOTE;
classOf[0x5c] = ESCAPE;

const windowBytes = 256 * 1024;

const utf8 = new TextDecoder();

/** Of a comment, as much as an annotation may need; the rest is skipped unread. */
const commentBytesMax = 1024;

/** Takes the text behind the semicolon of a comment, up to a bound; `column` is the semicolon's. */
export type CommentSink = (text: string, line: number, column: number) => void;

export class Scanner {
  /** The window; tokens are ranges of it. May be replaced by a larger one at a refill. */
  bytes: Uint8Array;
  /** The token last read: `[start, end)` in `bytes`, quotes left out. */
  start = 0;
  end = 0;
  kind: TokenKind = tokenKind.eof;
  /** The token holds a backslash, so its octets differ from its text. */
  escaped = false;
  /** 1-based line of the token last read. */
  tokenLine = 1;
  /** The token touches the one before it, as in `alpn="h2"`: no blank between them. */
  glued = false;
  /** The entry starts with a blank: its owner is the one before (RFC 1035 §5.1). */
  blankStart = false;
  /** Comments are dropped unless somebody wants them. */
  commentSink: CommentSink | undefined;

  private pos = 0;
  private limit = 0;
  private line = 1;
  /** Position of the first byte of the current line; may be negative after a refill. */
  private lineStart = 0;
  private tokenLineStart = 0;
  private depth = 0;
  private openLine = 0;
  private openColumn = 0;
  private pushedBack = false;

  constructor(
    private source: ByteSource,
    buffer: Uint8Array = new Uint8Array(windowBytes),
  ) {
    this.bytes = buffer;
  }

  /** Starts over on another source, keeping the window's memory. */
  reset(source: ByteSource): void {
    this.source = source;
    this.pos = this.limit = this.lineStart = this.tokenLineStart = this.depth = 0;
    this.line = this.tokenLine = 1;
    this.start = this.end = 0;
    this.kind = tokenKind.eof;
    this.pushedBack = false;
  }

  /** 1-based column, in bytes, of the token last read. */
  get tokenColumn(): number {
    return this.start - this.tokenLineStart + 1 - (this.kind === tokenKind.quoted ? 1 : 0);
  }

  /** A fault at the token last read. */
  fault(code: string, message: string, hint?: string): TextFault {
    return new TextFault(code, message, this.tokenLine, this.tokenColumn, hint);
  }

  /** A fault at a place noted before, for what only shows once more was read. */
  faultAt(code: string, message: string, line: number, column: number, hint?: string): TextFault {
    return new TextFault(code, message, line, column, hint);
  }

  /** The token's text, for messages; octets outside ASCII are shown as \DDD, long ones cut. */
  text(): string {
    let out = "";
    const end = Math.min(this.end, this.start + 80);
    for (let i = this.start; i < end; i++) {
      const byte = this.bytes[i]!;
      out +=
        byte >= 0x20 && byte < 0x7f
          ? String.fromCharCode(byte)
          : `\\${byte.toString().padStart(3, "0")}`;
    }
    return end < this.end ? `${out}…` : out;
  }

  /** Makes the next call of `next` return the present token again. One token deep. */
  pushBack(): void {
    this.pushedBack = true;
  }

  /**
   * Goes to the first token of the next entry, past blank and comment lines; sets `blankStart`.
   * Returns `eof` when there is none.
   */
  nextEntry(): TokenKind {
    this.pushedBack = false;
    for (;;) {
      if (this.pos >= this.limit && !this.refill(this.pos)) return this.set(tokenKind.eof);
      this.blankStart = classOf[this.bytes[this.pos]!] === BLANK;
      const kind = this.next();
      if (kind !== tokenKind.end) return kind;
    }
  }

  /** The next token of the entry: a word, a quoted string, or the entry's end. */
  next(): TokenKind {
    if (this.pushedBack) {
      this.pushedBack = false;
      return this.kind;
    }
    let { bytes, pos, limit } = this;
    this.glued = true;
    for (;;) {
      if (pos >= limit) {
        this.pos = pos;
        if (!this.refill(pos)) return this.endOfFile();
        ({ bytes, pos, limit } = this);
      }
      switch (classOf[bytes[pos]!]) {
        case BLANK:
          this.glued = false;
          pos++;
          continue;
        case LINE_FEED:
          this.glued = false;
          this.start = this.end = pos;
          this.tokenLine = this.line;
          this.tokenLineStart = this.lineStart;
          pos++;
          this.line++;
          this.lineStart = pos;
          if (this.depth > 0) continue;
          this.pos = pos;
          this.kind = tokenKind.end;
          return tokenKind.end;
        case COMMENT:
          this.pos = pos;
          this.skipComment();
          ({ bytes, pos, limit } = this);
          continue;
        case OPEN:
          if (this.depth === 0) {
            this.openLine = this.line;
            this.openColumn = pos - this.lineStart + 1;
          }
          this.depth++;
          pos++;
          continue;
        case CLOSE:
          if (this.depth === 0) {
            this.start = pos;
            this.end = this.pos = pos + 1;
            this.kind = tokenKind.word;
            this.tokenLine = this.line;
            this.tokenLineStart = this.lineStart;
            throw this.fault(
              "unbalanced-parenthesis",
              "closing parenthesis without an opening one",
              "remove it, or open one before it",
            );
          }
          this.depth--;
          pos++;
          continue;
        case QUOTE:
          this.pos = pos;
          return this.quoted();
        default:
          this.pos = pos;
          return this.word();
      }
    }
  }

  /**
   * Skips what is left of a broken entry, parentheses included, so that reading goes on with the
   * next one. Further faults inside it are dropped: the first is what a person mends. But a
   * parenthesis that is never closed has swallowed the rest of the file, and is returned.
   */
  skipEntry(): TextFault | undefined {
    this.pushedBack = false;
    let open: TextFault | undefined;
    while (this.kind !== tokenKind.end && this.kind !== tokenKind.eof) {
      try {
        this.next();
      } catch (fault) {
        if (!(fault instanceof TextFault)) throw fault;
        if (fault.code === "unbalanced-parenthesis" && this.depth === 0) open = fault;
      }
    }
    return this.kind === tokenKind.eof ? open : undefined;
  }

  private word(): TokenKind {
    let { bytes, pos, limit } = this;
    this.start = pos;
    this.tokenLine = this.line;
    this.tokenLineStart = this.lineStart;
    this.kind = tokenKind.word;
    this.escaped = false;
    for (;;) {
      if (pos >= limit) {
        const moved = this.start;
        const more = this.refill(moved);
        pos -= moved;
        if (!more) break;
        ({ bytes, limit } = this);
      }
      let kind = PLAIN;
      while (pos < limit) {
        kind = classOf[bytes[pos]!]!;
        if (kind !== PLAIN) break;
        pos++;
      }
      if (pos >= limit) continue;
      if (kind === ESCAPE) {
        this.escaped = true;
        pos++;
        if (pos >= limit) {
          const moved = this.start;
          const more = this.refill(moved);
          pos -= moved;
          if (!more) this.danglingEscape(pos, "file");
          ({ bytes, limit } = this);
        }
        // An escaped line end is no octet that a person meant.
        if (bytes[pos] === 0x0a) this.danglingEscape(pos, "line");
        pos++;
      } else break;
    }
    this.pos = this.end = pos;
    return tokenKind.word;
  }

  private quoted(): TokenKind {
    let { bytes, limit } = this;
    let pos = this.pos + 1;
    this.start = pos;
    this.tokenLine = this.line;
    this.tokenLineStart = this.lineStart;
    this.kind = tokenKind.quoted;
    this.escaped = false;
    let skip = false;
    for (;;) {
      if (pos >= limit) {
        const moved = this.start;
        const more = this.refill(moved);
        pos -= moved;
        if (!more) return this.unterminated(pos);
        ({ bytes, limit } = this);
      }
      const byte = bytes[pos]!;
      if (byte === 0x0a) return this.unterminated(pos);
      if (skip) skip = false;
      else if (byte === 0x5c) {
        this.escaped = true;
        skip = true;
      } else if (byte === 0x22) break;
      pos++;
    }
    this.end = pos;
    this.pos = pos + 1;
    return tokenKind.quoted;
  }

  private danglingEscape(pos: number, where: string): never {
    this.end = this.pos = pos;
    throw this.fault("bad-escape", `backslash at the end of the ${where}`, "remove it");
  }

  private unterminated(pos: number): never {
    this.end = this.pos = pos;
    throw this.fault(
      "unterminated-string",
      "quoted string without a closing quote on its line",
      'close it with ", and write a line break inside it as \\010',
    );
  }

  private skipComment(): void {
    if (this.commentSink !== undefined) this.tellComment(this.commentSink);
    for (;;) {
      const at = this.bytes.indexOf(0x0a, this.pos);
      if (at !== -1 && at < this.limit) {
        this.pos = at;
        return;
      }
      this.pos = this.limit;
      if (!this.refill(this.pos)) return;
    }
  }

  private tellComment(sink: CommentSink): void {
    const column = this.pos - this.lineStart + 1;
    let end = this.commentEnd();
    while (end === -1 && this.limit - this.pos < commentBytesMax && this.refill(this.pos)) {
      end = this.commentEnd();
    }
    const last = Math.min(end === -1 ? this.limit : end, this.pos + commentBytesMax);
    sink(utf8.decode(this.bytes.subarray(this.pos + 1, last)), this.line, column);
  }

  /** Position of the line end behind the comment at `pos`, or -1 if it is not in the window. */
  private commentEnd(): number {
    const at = this.bytes.indexOf(0x0a, this.pos);
    return at < this.limit ? at : -1;
  }

  private endOfFile(): TokenKind {
    if (this.depth > 0) {
      this.depth = 0;
      this.set(tokenKind.eof);
      throw new TextFault(
        "unbalanced-parenthesis",
        "opening parenthesis that is never closed",
        this.openLine,
        this.openColumn,
        "close it with )",
      );
    }
    // A file without a final newline ends its last entry all the same.
    if (this.kind === tokenKind.end || this.kind === tokenKind.eof) return this.set(tokenKind.eof);
    return this.set(tokenKind.end);
  }

  private set(kind: TokenKind): TokenKind {
    this.start = this.end = this.pos;
    this.tokenLine = this.line;
    this.tokenLineStart = this.lineStart;
    this.kind = kind;
    return kind;
  }

  /**
   * Moves what is kept (from `keep` on) to the front of the window and reads more behind it.
   * All positions shift by `keep`. False at the end of the source.
   */
  private refill(keep: number): boolean {
    const kept = this.limit - keep;
    if (kept > limits.tokenBytesMax) {
      this.end = this.start;
      this.pos = this.limit;
      throw this.fault(
        "token-too-long",
        `a token of more than ${limits.tokenBytesMax} bytes`,
        "no record needs one: is this a zone file?",
      );
    }
    if (kept > this.bytes.length / 2) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes.subarray(keep, this.limit));
      this.bytes = larger;
    } else if (keep > 0) this.bytes.copyWithin(0, keep, this.limit);
    this.lineStart -= keep;
    this.tokenLineStart -= keep;
    this.pos -= keep;
    this.start -= keep;
    this.end -= keep;
    this.limit = kept;
    const count = this.source.read(this.bytes, kept);
    this.limit += count;
    return count > 0;
  }
}
