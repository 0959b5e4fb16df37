/**
 * RRSIG RDATA (RFC 4034 §3.1), where it stands:
 *
 *   | type covered 16 | algorithm 8 | labels 8 | original TTL 32 | expiration 32 | inception 32 |
 *   | key tag 16 | signer's name | signature …
 */
import { nameEnd } from "../dns/name.js";

const signerAt = 18;

export interface Rrsig {
  readonly typeCovered: number;
  readonly algorithm: number;
  /** Of the owner, without the root and an asterisk in front. */
  readonly labels: number;
  readonly originalTtlSeconds: number;
  /** Unix seconds modulo 2^32 (RFC 4034 §3.1.5). */
  readonly expiration: number;
  readonly inception: number;
  readonly keyTag: number;
  /** Wire form, case as written; borrowed. */
  readonly signer: Uint8Array;
  /** Borrowed. */
  readonly signature: Uint8Array;
}

/** The fields of well-formed RDATA `rdata[start, end)`. */
export function readRrsig(rdata: Uint8Array, start: number, end: number): Rrsig {
  const view = new DataView(rdata.buffer, rdata.byteOffset + start, end - start);
  const signatureStart = nameEnd(rdata, start + signerAt, end);
  return {
    typeCovered: view.getUint16(0),
    algorithm: view.getUint8(2),
    labels: view.getUint8(3),
    originalTtlSeconds: view.getUint32(4),
    expiration: view.getUint32(8),
    inception: view.getUint32(12),
    keyTag: view.getUint16(16),
    signer: rdata.subarray(start + signerAt, signatureStart),
    signature: rdata.subarray(signatureStart, end),
  };
}
