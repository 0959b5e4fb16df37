/** Unsigned numbers in network order; some have mnemonics in zone files (algorithms, protocols). */
import type { ByteWriter } from "../../base/byte-writer.js";
import { decimalOf, durationOf } from "../text/decimal.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { type Field, fieldFault, tokenUpper } from "./field.js";

/** Mnemonics of an IANA registry: upper-case text to number. */
export type Mnemonics = Readonly<Record<string, number>>;

export const u8 = (label: string, mnemonics?: Mnemonics): Field =>
  new NumberField(label, 1, mnemonics);
export const u16 = (label: string, mnemonics?: Mnemonics): Field =>
  new NumberField(label, 2, mnemonics);
export const u32 = (label: string): Field => new NumberField(label, 4, undefined);

class NumberField implements Field {
  private readonly max: number;

  constructor(
    readonly label: string,
    private readonly octets: 1 | 2 | 4,
    private readonly mnemonics: Mnemonics | undefined,
  ) {
    this.max = 2 ** (octets * 8) - 1;
  }

  parse(scanner: Scanner, _context: unknown, out: ByteWriter): void {
    let value =
      scanner.kind === tokenKind.word ? decimalOf(scanner.bytes, scanner.start, scanner.end) : -1;
    if (value === -1 && this.mnemonics !== undefined && scanner.kind === tokenKind.word) {
      value = this.mnemonics[tokenUpper(scanner)] ?? -1;
    }
    if (value === -1 || value > this.max) {
      const words = this.mnemonics === undefined ? "" : " or a mnemonic of its registry";
      throw fieldFault(scanner, this.label, `a number from 0 to ${this.max}${words}`);
    }
    if (this.octets === 1) out.u8(value);
    else if (this.octets === 2) out.u16(value);
    else out.u32(value);
    scanner.next();
  }

  skip(_rdata: Uint8Array, at: number, end: number): number {
    return at + this.octets <= end ? at + this.octets : -1;
  }

  print(rdata: Uint8Array, at: number, next: number): string {
    let value = 0;
    for (let i = at; i < next; i++) value = value * 256 + rdata[i]!;
    return String(value);
  }
}

/** 32 bits of seconds, read with units (`1h30m`), printed as a number. */
export function duration(label: string): Field {
  const number = u32(label);
  return {
    label,
    parse(scanner, _context, out) {
      const value =
        scanner.kind === tokenKind.word
          ? durationOf(scanner.bytes, scanner.start, scanner.end)
          : -1;
      if (value < 0) throw fieldFault(scanner, label, "seconds, or a time such as 1h30m");
      out.u32(value);
      scanner.next();
    },
    skip: (rdata, at, end, start) => number.skip(rdata, at, end, start),
    print: (rdata, at, next, start) => number.print(rdata, at, next, start),
  };
}

/** 64 bits, decimal; also as two numbers of 32 bits with a dot, an IPN allocator and its node. */
export function u64(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const text = scanner.kind === tokenKind.word ? scanner.text() : "";
      const [, high = "", low] = /^([0-9]{1,20})(?:\.([0-9]{1,10}))?$/.exec(text) ?? [];
      const value = low === undefined ? BigInt(high) : (BigInt(high) << 32n) | BigInt(low);
      const fits = value <= 0xffff_ffff_ffff_ffffn && BigInt(low ?? 0) <= 0xffff_ffffn;
      if (high === "" || !fits) {
        throw fieldFault(scanner, label, "a number from 0 to 18446744073709551615");
      }
      out.u32(Number(value >> 32n));
      out.u32(Number(value & 0xffff_ffffn));
      scanner.next();
    },
    skip: (_rdata, at, end) => (at + 8 <= end ? at + 8 : -1),
    print(rdata, at, next) {
      let value = 0n;
      for (let i = at; i < next; i++) value = (value << 8n) | BigInt(rdata[i]!);
      return String(value);
    },
  };
}
