/** Runs of hexadecimal digits, blanks between them allowed, digits in pairs. */
import type { ByteWriter } from "../../base/byte-writer.js";
import { hexValue } from "../../base/ip.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { fieldFault, forgetExcess } from "./field.js";

/** Appends the octets of every token up to the entry's end. A pair may be split between tokens. */
export function readHex(scanner: Scanner, label: string, out: ByteWriter): void {
  const from = out.length;
  let high = -1;
  while (scanner.kind === tokenKind.word) {
    high = appendDigits(scanner, label, high, out);
    forgetExcess(out, from);
    scanner.next();
  }
  if (scanner.kind === tokenKind.quoted) throw fieldFault(scanner, label, "hexadecimal digits");
  if (high !== -1) throw oddDigits(scanner, label);
}

/** Appends the octets of the present token alone. */
export function readHexToken(scanner: Scanner, label: string, out: ByteWriter): void {
  if (scanner.kind !== tokenKind.word) throw fieldFault(scanner, label, "hexadecimal digits");
  if (appendDigits(scanner, label, -1, out) !== -1) throw oddDigits(scanner, label);
}

function appendDigits(scanner: Scanner, label: string, high: number, out: ByteWriter): number {
  const { bytes, start, end } = scanner;
  out.reserve((end - start + 1) >>> 1);
  for (let i = start; i < end; i++) {
    const digit = hexValue[bytes[i]!]!;
    if (digit === 255) throw fieldFault(scanner, label, "hexadecimal digits");
    if (high === -1) high = digit;
    else {
      out.bytes[out.length++] = (high << 4) | digit;
      high = -1;
    }
  }
  return high;
}

function oddDigits(scanner: Scanner, label: string) {
  return scanner.fault(
    "odd-hex",
    `the ${label} has an odd number of hexadecimal digits`,
    "every octet takes two",
  );
}

const pairs: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, "0"),
);

/** Upper case, as DS digests are printed everywhere. */
export function printHex(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += pairs[bytes[i]!]!;
  return text.toUpperCase();
}
