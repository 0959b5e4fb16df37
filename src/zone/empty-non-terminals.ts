/** Names that exist because something is below them, and own nothing (RFC 9499 §7). */
import type { Zone } from "./zone.js";

/** As Latin-1 text of their wire form, in the zone's case. */
export function emptyNonTerminals(zone: Zone): Set<string> {
  const found = new Set<string>();
  const { names, nameStart, apex } = zone;
  for (let owner = 1; owner < zone.ownerCount; owner++) {
    const end = nameStart[owner + 1]!;
    let at = nameStart[owner]!;
    for (at += names[at]! + 1; end - at > apex.length; at += names[at]! + 1) {
      if (zone.findOwner(names, at, end) !== -1) break;
      const name = wireText(names, at, end);
      if (found.has(name)) break;
      found.add(name);
    }
  }
  return found;
}

/** Wire form as text, octet for octet: what sets of names have as their keys. */
export function wireText(name: Uint8Array, start: number, end: number): string {
  return Buffer.from(name.buffer, name.byteOffset + start, end - start).toString("latin1");
}
