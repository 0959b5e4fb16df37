/**
 * What an RDATA field is: how it is read from a zone file, how far it reaches on the wire, how it is
 * printed. A record type is a list of fields (`define.ts`); each kind of field is written once.
 */
import type { ByteWriter } from "../../base/byte-writer.js";
import { limits } from "../../base/limits.js";
import { type Scanner, type TextFault, tokenKind } from "../text/scanner.js";
import type { ParseContext } from "./record-type.js";

/** A domain name inside RDATA, or several. */
export type VisitName = (at: number, compressible: boolean) => void;

export interface Field {
  /** What it is called in messages: "preference". */
  readonly label: string;

  /**
   * Reads the field from the scanner, which stands on its first token, appends its wire form and
   * leaves the scanner on the token behind it. RDATA starts at `out.bytes[rdataAt]`. Throws
   * TextFault.
   */
  parse(scanner: Scanner, context: ParseContext, out: ByteWriter, rdataAt: number): void;

  /**
   * Offset behind the field that starts at `at`, or -1 if `rdata[at, end)` does not begin with a
   * valid one. RDATA starts at `start`. Never reads outside `[start, end)`.
   */
  skip(rdata: Uint8Array, at: number, end: number, start: number): number;

  /**
   * The field `rdata[at, next)` in presentation form; "" if it is an optional one left out, and
   * undefined if no text stands for just these octets.
   */
  print(rdata: Uint8Array, at: number, next: number, start: number): string | undefined;

  /** The field is one name, put into lower case in canonical form (RFC 4034 §6.2). */
  readonly folded?: boolean;

  /** Calls `visit` for each name in the well-formed field `rdata[at, next)`. */
  visitNames?(rdata: Uint8Array, at: number, next: number, start: number, visit: VisitName): void;
}

/** The entry has nothing more: the field at hand is missing if it is not optional. */
/**
 * Forgets what is more than RDATA can hold, but for one octet that tells so: an entry may go on for
 * a gigabyte.
 */
export function forgetExcess(out: ByteWriter, rdataAt: number): void {
  const most = rdataAt + limits.rdataBytesMax + 1;
  if (out.length > most) out.length = most;
}

export function atEnd(scanner: Scanner): boolean {
  return scanner.kind === tokenKind.end || scanner.kind === tokenKind.eof;
}

/** The fault of a present token that is no such field, or of a field that is not there. */
export function fieldFault(scanner: Scanner, label: string, expected: string): TextFault {
  return atEnd(scanner)
    ? scanner.fault("missing-field", `the ${label} is missing`, `expected ${expected}`)
    : scanner.fault("bad-field", `"${scanner.text()}" is no ${label}`, `expected ${expected}`);
}

/** Whether the present token is exactly the ASCII text `word`. */
export function tokenIs(scanner: Scanner, word: string): boolean {
  const { bytes, start, end } = scanner;
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}

/** The present token as upper-case text, for a look-up among mnemonics. */
export function tokenUpper(scanner: Scanner): string {
  return scanner.text().toUpperCase();
}
