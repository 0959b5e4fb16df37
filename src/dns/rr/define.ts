/**
 * Makes a RecordType out of a row: code, mnemonic, reference, fields. Everything else (reading,
 * printing, checking, canonical form, the names inside) follows from the fields.
 */
import type { ByteWriter } from "../../base/byte-writer.js";
import { limits } from "../../base/limits.js";
import { expandName } from "../message-name.js";
import { lowerCase } from "../name.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { atEnd, type Field, type VisitName } from "./field.js";
import { isGenericMark, printGeneric, readGeneric } from "./generic.js";
import type { ParseContext, RecordType } from "./record-type.js";

/** What few types have besides fields. */
export interface RowOptions {
  /** Label of the name field whose addresses belong into the additional section. */
  readonly additional?: string;
  /** A condition across fields, for RDATA whose fields are each well-formed; reason if broken. */
  readonly rule?: (rdata: Uint8Array, start: number, end: number) => string | undefined;
  /** The name at the offset that the additional section wants, unless it is none after all. */
  readonly hasAdditional?: (rdata: Uint8Array, start: number, at: number) => boolean;
}

export function define(
  code: number,
  mnemonic: string,
  reference: string,
  fields: readonly Field[],
  options: RowOptions = {},
): RecordType {
  return new FieldsType(code, mnemonic, reference, fields, options);
}

class FieldsType implements RecordType {
  readonly hasNames: boolean;
  readonly hasAdditional: boolean;
  private readonly additionalIndex: number;

  constructor(
    readonly code: number,
    readonly mnemonic: string,
    readonly reference: string,
    private readonly fields: readonly Field[],
    private readonly options: RowOptions,
  ) {
    this.additionalIndex = fields.findIndex((field) => field.label === options.additional);
    this.hasNames = fields.some((field) => field.visitNames !== undefined);
    this.hasAdditional = this.additionalIndex !== -1;
  }

  parse(scanner: Scanner, context: ParseContext, out: ByteWriter): void {
    const rdataAt = out.length;
    const { fields } = this;
    scanner.next();
    const line = scanner.tokenLine;
    const column = scanner.tokenColumn;
    if (isGenericMark(scanner)) readGeneric(scanner, out, this);
    else {
      for (let i = 0; i < fields.length; i++) fields[i]!.parse(scanner, context, out, rdataAt);
      if (!atEnd(scanner)) {
        throw scanner.fault(
          "trailing-data",
          `"${scanner.text()}" follows a complete ${this.mnemonic} record`,
          'remove it, or put ; in front of a comment; text with blanks needs "quotes"',
        );
      }
      if (out.length - rdataAt > limits.rdataBytesMax) {
        throw scanner.faultAt("rdata-too-long", `RDATA of more than 65535 octets`, line, column);
      }
      const { rule } = this.options;
      if (rule !== undefined) {
        const reason = rule(out.bytes, rdataAt, out.length);
        if (reason !== undefined) {
          throw scanner.faultAt("bad-rdata", `bad ${this.mnemonic} RDATA: ${reason}`, line, column);
        }
      }
    }
  }

  print(rdata: Uint8Array, start: number, end: number): string {
    const { fields } = this;
    let text = "";
    let at = start;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!;
      const next = field.skip(rdata, at, end, start);
      // Not what this type's RDATA is: octets that cannot be misread (RFC 3597 §5).
      if (next === -1) return printGeneric(rdata, start, end);
      const part = field.print(rdata, at, next, start);
      if (part === undefined) return printGeneric(rdata, start, end);
      if (part !== "") text += text === "" ? part : ` ${part}`;
      at = next;
    }
    return at === end ? text : printGeneric(rdata, start, end);
  }

  check(rdata: Uint8Array, start: number, end: number): string | undefined {
    const { fields } = this;
    if (end - start > limits.rdataBytesMax) return "more than 65535 octets";
    let at = start;
    for (let i = 0; i < fields.length; i++) {
      const next = fields[i]!.skip(rdata, at, end, start);
      if (next === -1) return `the ${fields[i]!.label} is malformed or cut short`;
      at = next;
    }
    if (at !== end) return `${end - at} octets too many`;
    return this.options.rule?.(rdata, start, end);
  }

  canonical(rdata: Uint8Array, start: number, end: number, out: ByteWriter): void {
    const { fields } = this;
    const outStart = out.length;
    out.copy(rdata, start, end);
    let at = start;
    for (let i = 0; i < fields.length && at !== -1; i++) {
      const next = fields[i]!.skip(rdata, at, end, start);
      if (next !== -1 && fields[i]!.folded === true) {
        lowerCase(out.bytes, outStart + at - start, outStart + next - start);
      }
      at = next;
    }
  }

  expand(message: Uint8Array, start: number, end: number, out: ByteWriter): boolean {
    const { fields } = this;
    const outStart = out.length;
    let at = start;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!;
      // RFC 3597 §4: names of RFC 1035 types are compressed, and those of types from before it,
      // which are the folded ones, may be.
      const next =
        field.folded === true
          ? expandName(message, at, end, out)
          : field.skip(message, at, end, start);
      if (next === -1) return false;
      if (field.folded !== true) out.copy(message, at, next);
      at = next;
    }
    return at === end && this.check(out.bytes, outStart, out.length) === undefined;
  }

  names(rdata: Uint8Array, start: number, end: number, visit: VisitName): void {
    const { fields } = this;
    let at = start;
    for (let i = 0; i < fields.length && at !== -1; i++) {
      const next = fields[i]!.skip(rdata, at, end, start);
      if (next !== -1) fields[i]!.visitNames?.(rdata, at, next, start, visit);
      at = next;
    }
  }

  additionalName(rdata: Uint8Array, start: number, end: number): number {
    let at = start;
    for (let i = 0; i < this.additionalIndex && at !== -1; i++) {
      at = this.fields[i]!.skip(rdata, at, end, start);
    }
    if (this.additionalIndex === -1 || at === -1) return -1;
    const { hasAdditional } = this.options;
    return hasAdditional === undefined || hasAdditional(rdata, start, at) ? at : -1;
  }
}

/** A type without a row: octets, written as RFC 3597 §5 says. */
export function defineUnknown(code: number, mnemonic: string, reference: string): RecordType {
  const type: RecordType = {
    code,
    mnemonic,
    reference,
    hasNames: false,
    hasAdditional: false,
    parse(scanner, _context, out) {
      scanner.next();
      if (isGenericMark(scanner)) return readGeneric(scanner, out, type);
      throw scanner.fault(
        scanner.kind === tokenKind.end ? "missing-field" : "bad-field",
        `RDATA of type ${mnemonic} can only be given in generic form`,
        "write \\# <octets> <hexadecimal> (RFC 3597 §5)",
      );
    },
    print: printGeneric,
    check: (_rdata, start, end) =>
      end - start > limits.rdataBytesMax ? "more than 65535 octets" : undefined,
    canonical: (rdata, start, end, out) => out.copy(rdata, start, end),
    expand(message, start, end, out) {
      out.copy(message, start, end);
      return true;
    },
    names: () => {},
    additionalName: () => -1,
  };
  return type;
}
