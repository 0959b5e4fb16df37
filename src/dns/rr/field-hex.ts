/** Octets as hexadecimal digits, and the two length-prefixed fields of NSEC3. */
import { tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault } from "./field.js";
import { printHex, readHex, readHexToken } from "./hex.js";

/** The rest of the RDATA, at least one octet, blanks allowed between digits. */
export function hex(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      if (atEnd(scanner)) throw fieldFault(scanner, label, "hexadecimal digits");
      readHex(scanner, label, out);
    },
    skip: (_rdata, at, end) => (at < end ? end : -1),
    print: printHex,
  };
}

/** An octet of length and a salt; `-` if empty (RFC 5155 §3.3). One word. */
export function salt(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const lengthAt = out.length;
      out.u8(0);
      const dash = scanner.end - scanner.start === 1 && scanner.bytes[scanner.start] === 0x2d;
      if (!dash || scanner.kind !== tokenKind.word) readHexToken(scanner, label, out);
      const length = out.length - lengthAt - 1;
      if (length > 255) throw fieldFault(scanner, label, "at most 255 octets");
      out.bytes[lengthAt] = length;
      scanner.next();
    },
    skip: skipCounted,
    print: (rdata, at, next) => (next === at + 1 ? "-" : printHex(rdata, at + 1, next)),
  };
}

const base32Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
const base32Value = new Uint8Array(256).fill(255);
for (let value = 0; value < 32; value++) {
  base32Value[base32Digits.charCodeAt(value)] = value;
  base32Value[base32Digits.toLowerCase().charCodeAt(value)] = value;
}

/** An octet of length and a hash in Base32hex without padding (RFC 4648 §7, RFC 5155 §3.3). */
export function base32hex(label: string): Field {
  const expected = "Base32hex (RFC 4648 §7) of 1 to 255 octets";
  return {
    label,
    parse(scanner, _context, out) {
      if (scanner.kind !== tokenKind.word) throw fieldFault(scanner, label, expected);
      const { bytes, start } = scanner;
      const lengthAt = out.length;
      out.u8(0);
      let end = scanner.end;
      while (end > start && bytes[end - 1] === 0x3d) end--;
      let group = 0;
      let bits = 0;
      for (let i = start; i < end; i++) {
        const value = base32Value[bytes[i]!]!;
        if (value === 255) throw fieldFault(scanner, label, expected);
        group = ((group << 5) | value) & 0xfff;
        bits += 5;
        if (bits >= 8) {
          bits -= 8;
          out.u8(group >>> bits);
        }
      }
      const length = out.length - lengthAt - 1;
      const padded = end < scanner.end && (scanner.end - start) % 8 !== 0;
      // Five bits or more left over are a digit too many; bits behind the data must be zero.
      const loose = bits >= 5 || (group & ((1 << bits) - 1)) !== 0;
      if (length === 0 || length > 255 || padded || loose) {
        throw fieldFault(scanner, label, expected);
      }
      out.bytes[lengthAt] = length;
      scanner.next();
    },
    skip: (rdata, at, end) => (at < end && rdata[at] !== 0 ? skipCounted(rdata, at, end) : -1),
    print: (rdata, at, next) => printBase32hex(rdata, at + 1, next),
  };
}

/** Base32hex without padding, upper case. */
export function printBase32hex(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  let group = 0;
  let bits = 0;
  for (let i = start; i < end; i++) {
    group = ((group << 8) | bytes[i]!) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32Digits[(group >>> bits) & 31];
    }
  }
  return bits > 0 ? text + base32Digits[(group << (5 - bits)) & 31] : text;
}

function skipCounted(rdata: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const next = at + 1 + rdata[at]!;
  return next <= end ? next : -1;
}
