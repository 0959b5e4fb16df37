/** The public key in a DNSKEY record as one that `node:crypto` can verify with. */
import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { signingAlgorithms } from "./algorithms.js";
import type { Dnskey } from "./dnskey.js";

/** RFC 3110 §2, RFC 5702 §2: no modulus is longer, so none makes verifying slow. */
const rsaBitsMax = 4096;
/** Every signer has 65537; an exponent of hundreds of octets would only make verifying slow. */
const exponentBytesMax = 8;

export interface RsaKey {
  readonly exponent: Uint8Array;
  readonly modulus: Uint8Array;
}

/**
 * The parts of an RSA key (RFC 3110 §2), borrowed; undefined if the octets are none:
 *
 *   | length 8, or 0 and length 16 | exponent | modulus …
 */
export function readRsaKey(publicKey: Uint8Array): RsaKey | undefined {
  if (publicKey.length < 3) return undefined;
  const long = publicKey[0] === 0;
  const length = long ? (publicKey[1]! << 8) | publicKey[2]! : publicKey[0]!;
  const start = long ? 3 : 1;
  if (length === 0 || start + length >= publicKey.length) return undefined;
  return {
    exponent: publicKey.subarray(start, start + length),
    modulus: publicKey.subarray(start + length),
  };
}

/** Bits of a number in network order, leading zeros not counted. */
export function bitLength(number: Uint8Array): number {
  let at = 0;
  while (at < number.length && number[at] === 0) at++;
  return at === number.length ? 0 : (number.length - at) * 8 - Math.clz32(number[at]!) + 24;
}

/** Undefined if the algorithm cannot be verified here, or the octets are no key of it. */
export function publicKeyOf({ algorithm, publicKey }: Dnskey): KeyObject | undefined {
  const jwk = jsonWebKeyOf(algorithm, publicKey);
  if (jwk === undefined) return undefined;
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    // A point that is not on the curve: node:crypto says so by throwing.
    return undefined;
  }
}

function jsonWebKeyOf(algorithm: number, publicKey: Uint8Array): JsonWebKey | undefined {
  const form = signingAlgorithms[algorithm]?.form;
  if (form === undefined) return undefined;
  if (form.kind === "rsa") {
    const key = readRsaKey(publicKey);
    if (key === undefined || bitLength(key.modulus) > rsaBitsMax) return undefined;
    if (key.exponent.length > exponentBytesMax) return undefined;
    return { kty: "RSA", e: base64url(key.exponent), n: base64url(key.modulus) };
  }
  if (publicKey.length !== form.bytes) return undefined;
  if (form.kind === "eddsa") return { kty: "OKP", crv: form.curve, x: base64url(publicKey) };
  const half = form.bytes / 2;
  const [x, y] = [publicKey.subarray(0, half), publicKey.subarray(half)];
  return { kty: "EC", crv: form.curve, x: base64url(x), y: base64url(y) };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url");
}
