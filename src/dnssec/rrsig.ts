/**
 * RRSIG RDATA (RFC 4034 §3.1), where it stands:
 *
 *   | type covered 16 | algorithm 8 | labels 8 | original TTL 32 | expiration 32 | inception 32 |
 *   | key tag 16 | signer's name | signature …
 *
 * A large zone has a million of them, so fields are read when they are asked for.
 */
import { nameEnd } from "../dns/name.js";

const signerAt = 18;

export class Rrsig {
  /** Of well-formed RDATA `rdata[start, end)`. */
  constructor(
    private readonly rdata: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get typeCovered(): number {
    return this.u16(0);
  }

  get algorithm(): number {
    return this.rdata[this.start + 2]!;
  }

  /** Of the owner, without the root and an asterisk in front. */
  get labels(): number {
    return this.rdata[this.start + 3]!;
  }

  get originalTtlSeconds(): number {
    return this.u32(4);
  }

  /** Unix seconds modulo 2^32 (RFC 4034 §3.1.5). */
  get expiration(): number {
    return this.u32(8);
  }

  get inception(): number {
    return this.u32(12);
  }

  get keyTag(): number {
    return this.u16(16);
  }

  /** Wire form, case as written; borrowed. */
  get signer(): Uint8Array {
    return this.rdata.subarray(this.start + signerAt, this.signatureStart);
  }

  /** Borrowed. */
  get signature(): Uint8Array {
    return this.rdata.subarray(this.signatureStart, this.end);
  }

  private get signatureStart(): number {
    return nameEnd(this.rdata, this.start + signerAt, this.end);
  }

  private u16(offset: number): number {
    const at = this.start + offset;
    return (this.rdata[at]! << 8) | this.rdata[at + 1]!;
  }

  private u32(offset: number): number {
    return this.u16(offset) * 0x1_0000 + this.u16(offset + 2);
  }
}
