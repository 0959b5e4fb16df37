/**
 * A geo map: which branch of a geo policy a client belongs to. A binary trie over addresses, made by
 * `compile-map.ts`, kept in shared memory, walked once for each query that needs it.
 *
 *   word 0  words of the map
 *        1  reference to the root for IPv4
 *        2  reference to the root for IPv6
 *        3  where the short cuts are, as words from the map's first; 0 for none
 *        4… nodes: two references, for the next bit 0 and 1
 *
 * Short cuts, in large maps: for each value of an IPv4 address's first 16 bits the node there, or -1
 * if the way ends before it.
 *
 * A reference of 0 or more is a node, as words from the map's first. A negative one is a leaf: -1 for
 * clients that no region claims, -2 for branch 0, -3 for branch 1 and so on. Neighbours that end in
 * equal leaves are merged, so the bits that were walked are exactly those that decided: they are the
 * scope of a client-subnet answer (RFC 7871 §7.2.1).
 */

export const mapHeaderWords = 4;
export const mapRoot = { v4: 1, v6: 2 } as const;
export const mapShortcuts = 3;
export const shortcutBits = 16;
/** What `branchOf` says for clients that no region claims. */
export const nobody = -1;

/** Leaf for a branch, or for `nobody`. */
export function leafOf(branch: number): number {
  return -2 - branch;
}

/**
 * Looks the address of `bits` bits (32 or 128) at `address[offset]` up in the map that starts at
 * `words[base]`. Returns branch and deciding prefix length in one number, so that nothing is
 * allocated: see `branchOf` and `bitsOf`.
 */
export function lookUpMap(
  words: Int32Array,
  base: number,
  address: Uint8Array,
  offset: number,
  bits: 32 | 128,
): number {
  let reference = words[base + (bits === 32 ? mapRoot.v4 : mapRoot.v6)]!;
  let depth = 0;
  const shortcuts = words[base + mapShortcuts]!;
  if (shortcuts !== 0 && bits === 32) {
    const node = words[base + shortcuts + ((address[offset]! << 8) | address[offset + 1]!)]!;
    if (node >= 0) {
      reference = node;
      depth = shortcutBits;
    }
  }
  while (reference >= 0) {
    // A map that was made from a database deeper than its addresses has no leaf here.
    if (depth === bits) return (nobody << 8) | bits;
    const bit = (address[offset + (depth >>> 3)]! >>> (7 - (depth & 7))) & 1;
    reference = words[base + reference + bit]!;
    depth++;
  }
  return (leafOf(reference) << 8) | depth;
}

/** Branch of what `lookUpMap` returned: an index, or `nobody`. */
export function branchOf(found: number): number {
  return found >> 8;
}

/** Bits of the address that decided, of what `lookUpMap` returned. */
export function bitsOf(found: number): number {
  return found & 0xff;
}
