/**
 * Whether two texts say the same: the same entries with the same tokens, in the same order, whether
 * or not the class is written, TTL and class either way, types and directives in any case. What a
 * formatter made is held against what it was given before anything is written.
 */
import { classCodeOf, dnsClass } from "../dns/class.js";
import { sourceOf } from "../dns/text/byte-source.js";
import { Scanner, TextFault, tokenKind } from "../dns/text/scanner.js";

/** Where the texts part, as the line of each; undefined if they do not. Throws TextFault. */
export function firstDifference(one: Uint8Array, two: Uint8Array): string | undefined {
  const [left, right] = [new EntryTokens(one), new EntryTokens(two)];
  for (;;) {
    const [a, b] = [left.next(), right.next()];
    if (a !== b) return `line ${left.line} and line ${right.line}`;
    if (a === undefined) return undefined;
  }
}

/** Why a text is not in entries at all: quotes, parentheses, escapes, tokens without end. */
export function layoutFault(text: Uint8Array): TextFault | undefined {
  try {
    const tokens = new EntryTokens(text);
    while (tokens.next() !== undefined) {}
    return undefined;
  } catch (fault) {
    if (fault instanceof TextFault) return fault;
    throw fault;
  }
}

/** The tokens of a text one by one, each with what of its surroundings means something. */
class EntryTokens {
  line = 0;
  private readonly scanner: Scanner;
  /** Tokens of the head, made ready together: their order is free. */
  private ready: string[] = [];
  private inEntry = false;

  constructor(text: Uint8Array) {
    this.scanner = new Scanner(sourceOf(text));
  }

  next(): string | undefined {
    const ready = this.ready.shift();
    if (ready !== undefined) return ready;
    const { scanner } = this;
    if (!this.inEntry) return this.begin();
    const kind = scanner.next();
    if (kind === tokenKind.end || kind === tokenKind.eof) return this.finish();
    return this.present();
  }

  private begin(): string | undefined {
    const { scanner } = this;
    const kind = scanner.nextEntry();
    if (kind === tokenKind.eof) return undefined;
    this.inEntry = true;
    this.line = scanner.tokenLine;
    const first = scanner.blankStart ? undefined : this.present();
    if (first !== undefined && /^word.\$/.test(first)) return first.toUpperCase();
    this.ready = [first ?? "blank owner"];
    if (!scanner.blankStart) scanner.next();
    this.readHead();
    return this.ready.shift();
  }

  private readHead(): void {
    const { scanner } = this;
    let ttl = "no ttl";
    let classSeen = false;
    while (scanner.kind === tokenKind.word) {
      const { bytes, start, end } = scanner;
      const digit = bytes[start]! - 0x30;
      if (digit >= 0 && digit <= 9 && ttl === "no ttl") ttl = this.present();
      else if (!classSeen && classCodeOf(bytes, start, end) === dnsClass.IN) classSeen = true;
      else break;
      scanner.next();
    }
    this.ready.push(ttl);
    if (scanner.kind === tokenKind.end || scanner.kind === tokenKind.eof)
      this.ready.push(this.finish());
    else this.ready.push(`type ${this.present().toUpperCase()}`);
  }

  private finish(): string {
    this.inEntry = false;
    return "end";
  }

  private present(): string {
    const { bytes, start, end, kind, glued } = this.scanner;
    const quotes = kind === tokenKind.quoted ? "quoted" : "word";
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    return `${quotes}${glued && this.inEntry ? "+" : " "}${text.toString("latin1")}`;
  }
}
