/**
 * The size of an RSA public key, from its DER (RFC 8017 appendix A.1.1), bare or in the envelope that
 * tools write around it (RFC 5280 §4.1):
 *
 *   SEQUENCE { SEQUENCE { OID rsaEncryption, NULL }, BIT STRING { SEQUENCE { INTEGER n, INTEGER e } } }
 *                                                                └─ the bare key
 */

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;
const rsaEncryption = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/** Bits of the modulus, or undefined if the octets are no RSA key. */
export function rsaBitsOf(der: Uint8Array): number | undefined {
  const outer = element(der, 0, SEQUENCE);
  if (outer === undefined || outer.end !== der.length) return undefined;
  const bare = modulusBits(der, outer);
  if (bare !== undefined) return bare;
  const algorithm = element(der, outer.start, SEQUENCE);
  if (algorithm === undefined) return undefined;
  if (!rsaEncryption.every((octet, i) => der[algorithm.start + i] === octet)) return undefined;
  const bits = element(der, algorithm.end, BIT_STRING);
  if (bits === undefined || bits.end !== outer.end || der[bits.start] !== 0) return undefined;
  const key = element(der, bits.start + 1, SEQUENCE);
  return key?.end === bits.end ? modulusBits(der, key) : undefined;
}

interface Element {
  /** Of the content. */
  readonly start: number;
  readonly end: number;
}

function modulusBits(der: Uint8Array, key: Element): number | undefined {
  const modulus = element(der, key.start, INTEGER);
  const exponent = modulus === undefined ? undefined : element(der, modulus.end, INTEGER);
  if (modulus === undefined || exponent?.end !== key.end) return undefined;
  let { start } = modulus;
  while (start < modulus.end && der[start] === 0) start++;
  if (start === modulus.end) return undefined;
  return (modulus.end - start) * 8 - (Math.clz32(der[start]!) - 24);
}

/** The element of this kind at `at`, with its length in the short form or in up to three octets. */
function element(der: Uint8Array, at: number, tag: number): Element | undefined {
  if (der[at] !== tag) return undefined;
  let length = der[at + 1]!;
  let start = at + 2;
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets === 0 || octets > 3) return undefined;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (der[start + i] ?? 0);
    start += octets;
  }
  // At the end of the octets `length` is undefined, and the comparison false.
  return start + length <= der.length ? { start, end: start + length } : undefined;
}
