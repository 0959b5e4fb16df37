/** NSEC3 and NSEC3PARAM (RFC 5155 §3, §4): the fields of their RDATA, the hash of names. */
import { hash } from "node:crypto";
import { lowerCase } from "../dns/name.js";

/** SHA-1, the only hash algorithm there is (RFC 5155 §11). */
export const nsec3Sha1 = 1;
export const optOutFlag = 0x01;
/** Octets of a hash. */
export const nsec3HashBytes = 20;

/** What a chain of NSEC3 records was made with; the first fields of both types. */
export interface Nsec3Parameters {
  readonly hashAlgorithm: number;
  readonly flags: number;
  readonly iterations: number;
  /** Borrowed. */
  readonly salt: Uint8Array;
}

export interface Nsec3 extends Nsec3Parameters {
  /** Hash of the next name, borrowed. */
  readonly next: Uint8Array;
  /** Where the type bitmap begins in `rdata`. */
  readonly bitmapStart: number;
}

export function readNsec3Parameters(rdata: Uint8Array, start: number): Nsec3Parameters {
  return {
    hashAlgorithm: rdata[start]!,
    flags: rdata[start + 1]!,
    iterations: (rdata[start + 2]! << 8) | rdata[start + 3]!,
    salt: rdata.subarray(start + 5, start + 5 + rdata[start + 4]!),
  };
}

export function readNsec3(rdata: Uint8Array, start: number): Nsec3 {
  const parameters = readNsec3Parameters(rdata, start);
  const nextAt = start + 6 + parameters.salt.length;
  const bitmapStart = nextAt + rdata[nextAt - 1]!;
  return { ...parameters, next: rdata.subarray(nextAt, bitmapStart), bitmapStart };
}

/** RFC 5155 §5: the name is hashed with the salt, then the hash with the salt, `iterations` times. */
export function nsec3Hash(name: Uint8Array, salt: Uint8Array, iterations: number): Uint8Array {
  const first = joined(name, salt);
  lowerCase(first, 0, name.length);
  let digest = hash("sha1", first, "buffer");
  for (let i = 0; i < iterations; i++) digest = hash("sha1", joined(digest, salt), "buffer");
  return digest;
}

function joined(octets: Uint8Array, salt: Uint8Array): Uint8Array {
  const both = new Uint8Array(octets.length + salt.length);
  both.set(octets);
  both.set(salt, octets.length);
  return both;
}

/**
 * The hash that the first label of a wire name spells in Base32hex (RFC 4648 §7), without case;
 * undefined if it is not 20 octets so written.
 */
export function hashOfLabel(name: Uint8Array, at: number): Uint8Array | undefined {
  if (name[at] !== labelBytes) return undefined;
  const octets = new Uint8Array(nsec3HashBytes);
  let group = 0;
  let bits = 0;
  let filled = 0;
  for (let i = at + 1; i <= at + labelBytes; i++) {
    const value = base32Value(name[i]!);
    if (value === -1) return undefined;
    group = ((group << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets[filled++] = group >>> bits;
  }
  return octets;
}

/** 160 bits are 32 digits, none to spare. */
const labelBytes = 32;

function base32Value(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x76 ? letter - 0x61 + 10 : -1;
}
