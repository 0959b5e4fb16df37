/**
 * What the system knows of a record type: one row of the table in `registry.ts`. A type is a list
 * of RDATA fields; reading, printing, checking and canonical form are derived from it, so shared
 * code never names a type.
 */
import type { ByteWriter } from "../../base/byte-writer.js";
import type { Scanner } from "../text/scanner.js";

/** What a field needs to know besides its own text. */
export interface ParseContext {
  /** Wire form of the origin that relative names get (case kept). */
  readonly origin: Uint8Array;
}

export interface RecordType {
  /** The TYPE code of the IANA registry. */
  readonly code: number;
  /** As in zone files: `MX`; `TYPE65280` for a type that has no row. */
  readonly mnemonic: string;
  /** RFC and section of the RDATA format. */
  readonly reference: string;
  /** RDATA of this type may hold domain names; without, `names` need not be asked. */
  readonly hasNames: boolean;
  /** Some RDATA of this type brings additional data; without, `additionalName` need not be asked. */
  readonly hasAdditional: boolean;

  /**
   * Reads RDATA in presentation form from the scanner and appends its wire form, uncompressed, the
   * case of names kept. Starts before the first RDATA token and leaves the scanner on the entry's
   * `end`. Takes `\# n hex` (RFC 3597 §5) for every type. Throws TextFault.
   */
  parse(scanner: Scanner, context: ParseContext, out: ByteWriter): void;

  /** RDATA in presentation form, names absolute. `rdata[start, end)` must be well-formed. */
  print(rdata: Uint8Array, start: number, end: number): string;

  /** What is wrong with `rdata[start, end)` as RDATA of this type, or undefined if well-formed. */
  check(rdata: Uint8Array, start: number, end: number): string | undefined;

  /** Appends the canonical form of well-formed RDATA (RFC 4034 §6.2: names lower-cased where due). */
  canonical(rdata: Uint8Array, start: number, end: number, out: ByteWriter): void;

  /**
   * Appends RDATA as it stands in a message, `message[start, end)`, its compressed names expanded
   * (RFC 3597 §4 says in which types to look for them); false if it is malformed.
   */
  expand(message: Uint8Array, start: number, end: number, out: ByteWriter): boolean;

  /**
   * Calls `visit(at, compressible)` with the offset of each domain name embedded in well-formed
   * RDATA. Only names of the types of RFC 1035 may be compressed (RFC 3597 §4).
   */
  names(
    rdata: Uint8Array,
    start: number,
    end: number,
    visit: (at: number, compressible: boolean) => void,
  ): void;

  /**
   * Offset of the name whose addresses go into the additional section (NS, MX, SRV, SVCB …), or -1.
   * Where SVCB or HTTPS in ServiceMode have the root there, the owner itself is meant (RFC 9460
   * §2.5.2); in AliasMode the root is no target, and the offset -1.
   */
  additionalName(rdata: Uint8Array, start: number, end: number): number;
}
