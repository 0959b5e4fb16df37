/** RDATA in the generic form of RFC 3597 §5, for any type: `\# 4 c0000201`. */
import type { ByteWriter } from "../../base/byte-writer.js";
import { limits } from "../../base/limits.js";
import { decimalOf } from "../text/decimal.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { fieldFault } from "./field.js";
import { printHex, readHex } from "./hex.js";
import type { RecordType } from "./record-type.js";

/** Whether the present token is `\#`, unquoted. */
export function isGenericMark(scanner: Scanner): boolean {
  return (
    scanner.escaped &&
    scanner.kind === tokenKind.word &&
    scanner.end - scanner.start === 2 &&
    scanner.bytes[scanner.start + 1] === 0x23
  );
}

/** Reads length and octets; leaves the scanner on the entry's end. Holds them against the type. */
export function readGeneric(scanner: Scanner, out: ByteWriter, type: RecordType): void {
  const start = out.length;
  const line = scanner.tokenLine;
  const column = scanner.tokenColumn;
  scanner.next();
  const length =
    scanner.kind === tokenKind.word ? decimalOf(scanner.bytes, scanner.start, scanner.end) : -1;
  if (length < 0 || length > limits.rdataBytesMax) {
    throw fieldFault(scanner, "RDATA length", "a number from 0 to 65535");
  }
  scanner.next();
  readHex(scanner, "generic RDATA", out);
  if (out.length - start !== length) {
    throw scanner.faultAt(
      "rdata-length",
      `\\# announces ${length} octets and ${out.length - start} follow`,
      line,
      column,
      "make the two agree",
    );
  }
  const reason = type.check(out.bytes, start, out.length);
  if (reason !== undefined) {
    throw scanner.faultAt(
      "bad-rdata",
      `these octets are no ${type.mnemonic} RDATA: ${reason}`,
      line,
      column,
      `see ${type.reference}`,
    );
  }
}

export function printGeneric(rdata: Uint8Array, start: number, end: number): string {
  return start === end ? "\\# 0" : `\\# ${end - start} ${printHex(rdata, start, end)}`;
}
