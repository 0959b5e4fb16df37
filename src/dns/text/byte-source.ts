/** Bytes in memory as the scanner reads them: once, from the start. */
import type { ByteSource } from "./scanner.js";

export function sourceOf(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    read(into, offset) {
      const count = Math.min(bytes.length - at, into.length - offset);
      into.set(bytes.subarray(at, at + count), offset);
      at += count;
      return count;
    },
  };
}
