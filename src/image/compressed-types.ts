/**
 * RDATA that may hold compressed names: octets before the first name, and how many names follow.
 * The list is closed: types after RFC 1035 must not compress (RFC 3597 §4).
 */
export interface CompressedShape {
  readonly before: number;
  readonly names: number;
}

const oneName: CompressedShape = { before: 0, names: 1 };
const twoNames: CompressedShape = { before: 0, names: 2 };

const shapes: readonly (CompressedShape | undefined)[] = [
  undefined,
  undefined,
  oneName, // NS
  oneName, // MD
  oneName, // MF
  oneName, // CNAME
  twoNames, // SOA
  oneName, // MB
  oneName, // MG
  oneName, // MR
  undefined,
  undefined,
  oneName, // PTR
  undefined,
  twoNames, // MINFO
  { before: 2, names: 1 }, // MX
];

export function compressedShape(type: number): CompressedShape | undefined {
  return shapes[type];
}
