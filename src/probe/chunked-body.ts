/**
 * Takes the chunked transfer coding off a body (RFC 9112 §7.1), whatever pieces it comes in. Strict:
 * what is no chunk ends it as malformed.
 *
 *   size ── CRLF ──> data ── its CRLF ──> size …      size 0 ──> trailers, which nobody reads
 */
const LF = 0x0a;
const CR = 0x0d;
/** A size and its extensions. */
const lineBytesMax = 256;
const sizeLine = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/;

export class ChunkedBody {
  done = false;
  malformed = false;
  #line = "";
  #left = 0;
  #expects: "size" | "data" | "end of data" = "size";

  feed(bytes: Buffer, keep: (part: Buffer) => void): void {
    let at = 0;
    while (at < bytes.length && !this.done && !this.malformed) {
      if (this.#expects === "data") {
        const part = bytes.subarray(at, at + this.#left);
        keep(part);
        at += part.length;
        this.#left -= part.length;
        if (this.#left === 0) this.#expects = "end of data";
      } else this.#feedLine(bytes[at++]!);
    }
  }

  #feedLine(octet: number): void {
    if (octet !== LF) {
      this.#line += String.fromCharCode(octet);
      this.malformed = this.#line.length > (this.#expects === "size" ? lineBytesMax : 1);
      return;
    }
    const line = this.#line;
    this.#line = "";
    if (line.charCodeAt(line.length - 1) !== CR) this.malformed = true;
    else if (this.#expects === "end of data") {
      this.malformed = line.length !== 1;
      this.#expects = "size";
    } else this.#takeSize(line.slice(0, -1));
  }

  #takeSize(line: string): void {
    const digits = sizeLine.exec(line)?.[1];
    if (digits === undefined) {
      this.malformed = true;
      return;
    }
    this.#left = Number.parseInt(digits, 16);
    this.#expects = "data";
    this.done = this.#left === 0;
  }
}
