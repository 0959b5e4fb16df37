/** The list of types in NSEC, NSEC3 and CSYNC records (RFC 4034 §4.1.2). */

/** The types of a well-formed bitmap `rdata[start, end)`, ascending. */
export function typesOfBitmap(rdata: Uint8Array, start: number, end: number): number[] {
  const types: number[] = [];
  let at = start;
  while (at + 2 <= end) {
    const base = rdata[at]! << 8;
    const stop = Math.min(at + 2 + rdata[at + 1]!, end);
    for (let i = at + 2; i < stop; i++) {
      for (let bit = 0; bit < 8; bit++) {
        if ((rdata[i]! & (0x80 >>> bit)) !== 0) types.push(base + (i - at - 2) * 8 + bit);
      }
    }
    at = stop;
  }
  return types;
}
