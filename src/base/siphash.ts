/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) of 64-bit words held as two 32-bit halves: BigInt
 * would allocate at every step, and DNS cookies are made on the query path (RFC 9018 §4.4).
 */

/** The 128-bit key as four little-endian words. `secret` has 16 octets. */
export function sipHashKey(secret: Uint8Array): Int32Array {
  const key = new Int32Array(4);
  for (let i = 0; i < 16; i++) key[i >> 2]! |= secret[i]! << ((i & 3) * 8);
  return key;
}

/** Writes the 8 octets of the hash of `input[start, start + length)` to `out` at `outAt`. */
export function sipHash24(
  key: Int32Array,
  input: Uint8Array,
  start: number,
  length: number,
  out: Uint8Array,
  outAt: number,
): void {
  // "somepseudorandomlygeneratedbytes", as the paper sets the state.
  let v0l = key[0]! ^ 0x70736575;
  let v0h = key[1]! ^ 0x736f6d65;
  let v1l = key[2]! ^ 0x6e646f6d;
  let v1h = key[3]! ^ 0x646f7261;
  let v2l = key[0]! ^ 0x6e657261;
  let v2h = key[1]! ^ 0x6c796765;
  let v3l = key[2]! ^ 0x79746573;
  let v3h = key[3]! ^ 0x74656462;

  const words = length >>> 3;
  // One pass a message word, one for the last word with the length, one to finish.
  for (let pass = 0; pass <= words + 1; pass++) {
    let low = 0;
    let high = 0;
    let rounds = 2;
    if (pass < words) {
      low = littleEndianWord(input, start + pass * 8, 4);
      high = littleEndianWord(input, start + pass * 8 + 4, 4);
    } else if (pass === words) {
      const rest = length & 7;
      low = littleEndianWord(input, start + pass * 8, Math.min(rest, 4));
      high = littleEndianWord(input, start + pass * 8 + 4, Math.max(rest - 4, 0)) | (length << 24);
    } else {
      v2l ^= 0xff;
      rounds = 4;
    }
    v3l ^= low;
    v3h ^= high;
    for (; rounds > 0; rounds--) {
      let sum = (v0l >>> 0) + (v1l >>> 0);
      v0h = (v0h + v1h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v0l = sum | 0;
      let turned = (v1l << 13) | (v1h >>> 19);
      v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h;
      v1l = turned ^ v0l;
      turned = v0l;
      v0l = v0h;
      v0h = turned;

      sum = (v2l >>> 0) + (v3l >>> 0);
      v2h = (v2h + v3h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v2l = sum | 0;
      turned = (v3l << 16) | (v3h >>> 16);
      v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h;
      v3l = turned ^ v2l;

      sum = (v0l >>> 0) + (v3l >>> 0);
      v0h = (v0h + v3h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v0l = sum | 0;
      turned = (v3l << 21) | (v3h >>> 11);
      v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h;
      v3l = turned ^ v0l;

      sum = (v2l >>> 0) + (v1l >>> 0);
      v2h = (v2h + v1h + (sum > 0xffffffff ? 1 : 0)) | 0;
      v2l = sum | 0;
      turned = (v1l << 17) | (v1h >>> 15);
      v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h;
      v1l = turned ^ v2l;
      turned = v2l;
      v2l = v2h;
      v2h = turned;
    }
    v0l ^= low;
    v0h ^= high;
  }
  const low = v0l ^ v1l ^ v2l ^ v3l;
  const high = v0h ^ v1h ^ v2h ^ v3h;
  for (let i = 0; i < 4; i++) {
    out[outAt + i] = low >>> (i * 8);
    out[outAt + 4 + i] = high >>> (i * 8);
  }
}

/** Up to four octets, the first the least significant. */
function littleEndianWord(input: Uint8Array, at: number, octets: number): number {
  let word = 0;
  for (let i = 0; i < octets; i++) word |= input[at + i]! << (i * 8);
  return word;
}
