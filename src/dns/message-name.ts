/**
 * Names in messages: labels, then the root or a pointer to labels that came before (RFC 1035
 * §4.1.4). A pointer must aim below the place where the name, or the last jump of it, began: so the
 * work is bounded by the message, and no loop is possible.
 */
import type { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";

/**
 * Appends the expanded wire form of the name at `at`. Returns the offset behind the name as it
 * stands in `message[at, end)`, or -1 if it is malformed; then nothing is appended. Labels that a
 * pointer leads to may lie anywhere before it.
 */
export function expandName(message: Uint8Array, at: number, end: number, out: ByteWriter): number {
  const first = out.length;
  let behind = -1;
  let floor = at;
  let limit = end;
  while (at < limit) {
    const length = message[at]!;
    if (length === 0) {
      if (out.length - first >= limits.nameBytesMax) break;
      out.u8(0);
      return behind === -1 ? at + 1 : behind;
    }
    if (length >= 0xc0) {
      if (at + 2 > limit) break;
      const target = ((length & 0x3f) << 8) | message[at + 1]!;
      if (behind === -1) behind = at + 2;
      if (target >= floor) break;
      limit = floor;
      floor = at = target;
    } else {
      const next = at + 1 + length;
      // Above 63 the two top bits mean something no RFC defines any more (RFC 6891 §5).
      if (length > limits.labelBytesMax || next > limit) break;
      if (out.length - first + length + 1 > limits.nameBytesMax) break;
      out.copy(message, at, next);
      at = next;
    }
  }
  out.length = first;
  return -1;
}

/** Offset behind the name at `at` of `message[at, end)`, pointers not followed; -1 if malformed. */
export function skipName(message: Uint8Array, at: number, end: number): number {
  const start = at;
  while (at < end) {
    const length = message[at]!;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= end ? at + 2 : -1;
    if (length > limits.labelBytesMax) return -1;
    at += length + 1;
    if (at - start >= limits.nameBytesMax) return -1;
  }
  return -1;
}
