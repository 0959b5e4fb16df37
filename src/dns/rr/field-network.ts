/** Addresses of networks that were: NSAP (RFC 1706 §5) and ATM (ATM Forum af-dans-0152.000). */

import type { ByteWriter } from "../../base/byte-writer.js";
import { hexValue } from "../../base/ip.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { type Field, fieldFault } from "./field.js";
import { printHex } from "./hex.js";

/** `0x` and digits in pairs, dots ignored. */
export function nsapAddress(label: string): Field {
  const expected = "0x and hexadecimal digits, such as 0x47.0005.80.005a00";
  return {
    label,
    parse(scanner, _context, out) {
      const { bytes, start, end } = scanner;
      const marked = bytes[start] === 0x30 && (bytes[start + 1]! | 0x20) === 0x78;
      if (scanner.kind !== tokenKind.word || end - start < 4 || !marked) {
        throw fieldFault(scanner, label, expected);
      }
      readDottedHex(scanner, start + 2, label, expected, out);
      scanner.next();
    },
    skip: (_rdata, at, end) => (at < end ? end : -1),
    print: (rdata, at, next) => `0x${printHex(rdata, at, next)}`,
  };
}

/** Format 0, an ATM end system address in hexadecimal; format 1, `+` and a telephone number. */
export function atmAddress(label: string): Field {
  const expected = "hexadecimal digits, or + and a telephone number";
  return {
    label,
    parse(scanner, _context, out) {
      const { bytes, start, end } = scanner;
      if (scanner.kind !== tokenKind.word) throw fieldFault(scanner, label, expected);
      if (bytes[start] !== 0x2b) {
        out.u8(0);
        readDottedHex(scanner, start, label, expected, out);
      } else {
        out.u8(1);
        const first = out.length;
        for (let i = start + 1; i < end; i++) {
          // Dots are for the eye.
          if (bytes[i] === 0x2e) continue;
          if (bytes[i]! < 0x30 || bytes[i]! > 0x39) throw fieldFault(scanner, label, expected);
          out.u8(bytes[i]!);
        }
        if (out.length === first) throw fieldFault(scanner, label, expected);
      }
      scanner.next();
    },
    skip(rdata, at, end) {
      if (at + 1 >= end || rdata[at]! > 1) return -1;
      if (rdata[at] === 1) {
        for (let i = at + 1; i < end; i++) if (rdata[i]! < 0x30 || rdata[i]! > 0x39) return -1;
      }
      return end;
    },
    print: (rdata, at, next) =>
      rdata[at] === 0
        ? printHex(rdata, at + 1, next)
        : `+${Buffer.from(rdata.subarray(at + 1, next)).toString("latin1")}`,
  };
}

function readDottedHex(
  scanner: Scanner,
  start: number,
  label: string,
  expected: string,
  out: ByteWriter,
): void {
  const first = out.length;
  let high = -1;
  for (let i = start; i < scanner.end; i++) {
    const octet = scanner.bytes[i]!;
    if (octet === 0x2e) continue;
    const digit = hexValue[octet]!;
    if (digit === 255) throw fieldFault(scanner, label, expected);
    if (high === -1) high = digit;
    else {
      out.u8((high << 4) | digit);
      high = -1;
    }
  }
  if (high !== -1 || out.length === first) throw fieldFault(scanner, label, expected);
}
