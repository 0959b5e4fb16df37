/**
 * A growing binary trie over addresses. Nodes are pairs of references; a negative reference is a
 * leaf. Children are made before their parents and never changed by the maker, so nodes may be
 * shared, and a pass over all nodes in order sees children first.
 */
export class PrefixTrie {
  private nodes: Int32Array;
  /** Nodes so far. */
  count = 0;

  constructor(capacity = 1024) {
    this.nodes = new Int32Array(Math.max(1, capacity) * 2);
  }

  child(node: number, bit: number): number {
    return this.nodes[node * 2 + bit]!;
  }

  /** A reference to what branches into these two: to no node at all if both are the same leaf. */
  join(zero: number, one: number): number {
    if (zero === one && zero < 0) return zero;
    if (this.count * 2 === this.nodes.length) this.grow();
    const at = this.count * 2;
    this.nodes[at] = zero;
    this.nodes[at + 1] = one;
    return this.count++;
  }

  /**
   * The trie below `root` with `leaf` in place of whatever is under the first `bits` bits of the
   * address. Nodes from `own` on belong to this root alone and are changed in place.
   */
  insert(root: number, own: number, address: Uint8Array, bits: number, leaf: number): number {
    return this.insertAt(root, own, address, bits, leaf, 0);
  }

  private insertAt(
    reference: number,
    own: number,
    address: Uint8Array,
    bits: number,
    leaf: number,
    depth: number,
  ): number {
    if (depth === bits || reference === leaf) return leaf;
    const bit = (address[depth >>> 3]! >>> (7 - (depth & 7))) & 1;
    const old = reference < 0 ? reference : this.child(reference, bit);
    const other = reference < 0 ? reference : this.child(reference, 1 - bit);
    const made = this.insertAt(old, own, address, bits, leaf, depth + 1);
    if (made === old && reference >= 0) return reference;
    if (reference >= own && (made !== other || made >= 0)) {
      this.nodes[reference * 2 + bit] = made;
      return reference;
    }
    return bit === 0 ? this.join(made, other) : this.join(other, made);
  }

  private grow(): void {
    const grown = new Int32Array(this.nodes.length * 2);
    grown.set(this.nodes);
    this.nodes = grown;
  }
}
