/** TYPE codes that answering treats differently from all others, each for its RFC's reason. */
export const recordType = {
  a: 1,
  ns: 2,
  cname: 5,
  soa: 6,
  aaaa: 28,
  dname: 39,
  ds: 43,
  svcb: 64,
  https: 65,
  any: 255,
} as const;

/** The name at `name[at…]` starts with a label that is a lone asterisk (RFC 4592 §2.1.1). */
export function isWildcard(name: Uint8Array, at: number): boolean {
  return name[at] === 1 && name[at + 1] === 0x2a;
}
