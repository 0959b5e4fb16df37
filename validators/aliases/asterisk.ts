/** Asterisks among the names of a zone, of which most zones have none. */
import type { ZoneIndex } from "../zone-index.js";

export const asterisk = 0x2a;

/** The owners' names as a Buffer, whose `indexOf` is ten times as fast as that of Uint8Array. */
export function usedNames({ zone }: ZoneIndex): Buffer {
  const { names, nameStart, ownerCount } = zone;
  return Buffer.from(names.buffer, names.byteOffset, nameStart[ownerCount]);
}
