/** Octets as Base64 (RFC 4648 §4) to the end of the RDATA, blanks allowed anywhere between digits. */
import type { ByteWriter } from "../../base/byte-writer.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault, forgetExcess, tokenIs } from "./field.js";

/** The rest of the RDATA, at least one octet. */
export function base64(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      if (atEnd(scanner)) throw fieldFault(scanner, label, "Base64");
      readBase64(scanner, label, out);
    },
    skip: (_rdata, at, end) => (at < end ? end : -1),
    print: printBase64,
  };
}

/** The rest of the RDATA, perhaps nothing. */
export function optionalBase64(label: string): Field {
  return {
    label,
    parse: (scanner, _context, out) => readBase64(scanner, label, out),
    skip: (_rdata, _at, end) => end,
    print: printBase64,
  };
}

/** The same, where nothing is written `-` and must be written. */
export function base64OrDash(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      if (tokenIs(scanner, "-")) scanner.next();
      else if (atEnd(scanner)) throw fieldFault(scanner, label, "Base64, or - for none");
      else readBase64(scanner, label, out);
    },
    skip: (_rdata, _at, end) => end,
    print: (rdata, at, next) => (at === next ? "-" : printBase64(rdata, at, next)),
  };
}

export function printBase64(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("base64");
}

/** Reads every word up to the entry's end as one Base64 text. */
function readBase64(scanner: Scanner, label: string, out: ByteWriter): void {
  const decoder = new Base64Decoder(out);
  const from = out.length;
  while (scanner.kind === tokenKind.word) {
    if (!decoder.push(scanner.bytes, scanner.start, scanner.end)) {
      throw fieldFault(scanner, label, "Base64 (RFC 4648 §4)");
    }
    forgetExcess(out, from);
    scanner.next();
  }
  if (scanner.kind === tokenKind.quoted) throw fieldFault(scanner, label, "Base64 without quotes");
  if (!decoder.complete) {
    throw scanner.fault(
      "bad-base64",
      `the Base64 of the ${label} ends inside a group of four`,
      "something is cut off, or the padding (=) is missing",
    );
  }
}

const PAD = 64;
const NONE = 255;
const digitOf = new Uint8Array(256).fill(NONE);
for (const [value, digit] of [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=",
].entries()) {
  digitOf[digit.charCodeAt(0)] = value;
}

/** Decodes in pieces. Strict: padding required, no bits set behind the data (RFC 4648 §3.5). */
export class Base64Decoder {
  private group = 0;
  private digits = 0;
  private pads = 0;
  private done = false;

  constructor(private readonly out: ByteWriter) {}

  /** Whether the text may end here. */
  get complete(): boolean {
    return this.digits === 0;
  }

  /** Takes `text[start, end)`; false if it cannot be part of Base64. */
  push(text: Uint8Array, start: number, end: number): boolean {
    this.out.reserve(end - start);
    for (let i = start; i < end; i++) {
      const value = digitOf[text[i]!]!;
      if (value === NONE || this.done) return false;
      if (value === PAD) {
        if (this.digits < 2) return false;
        this.pads++;
      } else if (this.pads > 0) return false;
      this.group = (this.group << 6) | (value & 63);
      if (++this.digits === 4 && !this.flush()) return false;
    }
    return true;
  }

  private flush(): boolean {
    const { group, pads, out } = this;
    // Bits that no octet takes must be zero, or two texts would mean the same octets.
    if (pads > 0 && (group & ((1 << (pads * 8)) - 1)) !== 0) return false;
    out.u8(group >>> 16);
    if (pads < 2) out.u8(group >>> 8);
    if (pads < 1) out.u8(group);
    this.done = pads > 0;
    this.group = this.digits = this.pads = 0;
    return true;
  }
}
