/**
 * RDATA that may hold compressed names: octets before the first name, how many names
 * follow, and octets behind them.
 * The list is closed: types after RFC 1035 must not compress (RFC 3597 §4).
 */
export interface CompressedShape {
  readonly before: number;
  readonly names: number;
  readonly after: number;
}

const oneName: CompressedShape = { before: 0, names: 1, after: 0 };

const shapes: readonly (CompressedShape | undefined)[] = [
  undefined,
  undefined,
  oneName, // NS
  oneName, // MD
  oneName, // MF
  oneName, // CNAME
  { before: 0, names: 2, after: 20 }, // SOA
  oneName, // MB
  oneName, // MG
  oneName, // MR
  undefined,
  undefined,
  oneName, // PTR
  undefined,
  { before: 0, names: 2, after: 0 }, // MINFO
  { before: 2, names: 1, after: 0 }, // MX
];

export function compressedShape(type: number): CompressedShape | undefined {
  return shapes[type];
}
