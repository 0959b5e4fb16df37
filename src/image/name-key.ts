/**
 * A name ready to be looked up: lower-cased, with the hash of each of its suffixes, made in one
 * pass each. Memory is used again for every name.
 */
import { limits } from "../base/limits.js";
import { lowerOf } from "../dns/name.js";
import { rootHash } from "./name-hash.js";

export class NameKey {
  /** Lower-cased wire form, zeros behind it up to a word boundary. */
  readonly bytes = new Uint8Array(limits.nameBytesMax + 5);
  /** The same memory: image names are compared word by word. */
  readonly words = new Int32Array(this.bytes.buffer, 0, this.bytes.length >> 2);
  /** Octets, root included. */
  length = 0;
  /** Labels above the root. */
  labels = 0;
  /** Where label n starts; entry `labels` is the root. */
  readonly labelAt = new Uint8Array(limits.labelsMax + 1);
  /** Hash of the suffix that starts with label n; entry `labels` is the root's. */
  readonly hash = new Int32Array(limits.labelsMax + 1);

  /**
   * Reads the uncompressed name at `source[start]`, which ends before `limit`. Returns its length,
   * or 0 if there is none: cut short, too long, or with a pointer, which no question needs.
   */
  read(source: Uint8Array, start: number, limit: number): number {
    const { bytes, labelAt, hash } = this;
    let labels = 0;
    let at = start;
    let size = 0;
    for (;;) {
      if (at >= limit) return 0;
      size = source[at]!;
      if (size === 0) break;
      if (size > limits.labelBytesMax) return 0;
      if (labels === limits.labelsMax) return 0;
      labelAt[labels++] = at - start;
      at += size + 1;
    }
    const length = at + 1 - start;
    if (length > limits.nameBytesMax) return 0;
    labelAt[labels] = length - 1;
    let h = rootHash;
    let end = length - 1;
    bytes[end] = bytes[length] = bytes[length + 1] = bytes[length + 2] = 0;
    hash[labels] = h;
    for (let label = labels - 1; label >= 0; label--) {
      const from = labelAt[label]!;
      for (let i = from; i < end; i++) {
        const octet = lowerOf[source[start + i]!]!;
        bytes[i] = octet;
        h = Math.imul(h ^ octet, 0x0100_0193);
      }
      hash[label] = h;
      end = from;
    }
    this.length = length;
    this.labels = labels;
    return length;
  }
}
