/**
 * One hash for names in the image, taken from the root label towards the leaf, so that one pass
 * over a name gives the hash of the name and of each of its ancestors (FNV-1a over lower-cased
 * labels with their length octets).
 */
import { lowerOf } from "../dns/name.js";

export const rootHash = 0x811c_9dc5 | 0;

/** The hash of a name one label longer: `bytes[at]` is that label's length octet. */
export function hashLabel(hash: number, bytes: Uint8Array, at: number): number {
  const end = at + bytes[at]!;
  let h = hash;
  for (let i = at; i <= end; i++) h = Math.imul(h ^ lowerOf[bytes[i]!]!, 0x0100_0193);
  return h;
}

/** Spreads a name hash over all bits; tables take the low bits, tags the high ones. */
export function mixHash(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7feb_352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846c_a68b);
  return h ^ (h >>> 16);
}

const labelStarts = new Uint8Array(128);

/** Hash of the whole wire-form name at `bytes[start]`. */
export function hashName(bytes: Uint8Array, start: number): number {
  let count = 0;
  for (let at = start; bytes[at] !== 0; at += bytes[at]! + 1) labelStarts[count++] = at - start;
  let hash = rootHash;
  while (count > 0) hash = hashLabel(hash, bytes, start + labelStarts[--count]!);
  return hash;
}
