/** A domain name in RDATA, uncompressed, the case kept. */
import type { ByteWriter } from "../../base/byte-writer.js";
import { nameEnd } from "../name.js";
import { nameToText, readName } from "../name-text.js";
import type { Scanner } from "../text/scanner.js";
import { atEnd, type Field, fieldFault, type VisitName } from "./field.js";
import type { ParseContext } from "./record-type.js";

/** Of a type of RFC 1035: may be compressed in messages (RFC 3597 §4), folded in canonical form. */
export const compressibleName = (label: string): Field => new NameField(label, true, true);
/** Of a type listed in RFC 4034 §6.2 (with RFC 6840 §5.1): folded, never compressed. */
export const foldedName = (label: string): Field => new NameField(label, false, true);
/** Of every other type: never compressed, its case significant in canonical form. */
export const plainName = (label: string): Field => new NameField(label, false, false);

class NameField implements Field {
  constructor(
    readonly label: string,
    private readonly compressible: boolean,
    readonly folded: boolean,
  ) {}

  parse(scanner: Scanner, context: ParseContext, out: ByteWriter): void {
    if (atEnd(scanner)) throw fieldFault(scanner, this.label, "a domain name");
    readName(scanner, context.origin, out);
    scanner.next();
  }

  skip(rdata: Uint8Array, at: number, end: number): number {
    return nameEnd(rdata, at, end);
  }

  print(rdata: Uint8Array, at: number): string {
    return nameToText(rdata, at);
  }

  visitNames(
    _rdata: Uint8Array,
    at: number,
    _next: number,
    _start: number,
    visit: VisitName,
  ): void {
    visit(at, this.compressible);
  }
}
