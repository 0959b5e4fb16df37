/** Domain names as the texts of mail spell them: no escapes, and no final dot unless somebody likes one. */
import { limits } from "../../src/base/limits.js";
import { nameToText } from "../../src/dns/name-text.js";
import type { ZoneIndex } from "../zone-index.js";

/**
 * The wire name that a domain of SPF spells; undefined if it is no name. A backslash is an octet like
 * any other here, as it is not in zone files.
 */
export function wireNameOf(text: string): Uint8Array | undefined {
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (name.length === 0 || name.length > limits.nameBytesMax - 2) return undefined;
  const wire = new Uint8Array(name.length + 2);
  let lengthAt = 0;
  for (let i = 0; i <= name.length; i++) {
    if (i < name.length && name[i] !== ".") {
      wire[i + 1] = name.charCodeAt(i);
      continue;
    }
    const length = i - lengthAt;
    if (length === 0 || length > limits.labelBytesMax) return undefined;
    wire[lengthAt] = length;
    lengthAt = i + 1;
  }
  return wire;
}

/** How a message shows a domain of SPF: absolute, as in a zone file. */
export function shownDomain(text: string): string {
  const wire = wireNameOf(text);
  return wire === undefined ? text : nameToText(wire);
}

/** The text of a wire name without a final dot, nothing escaped. */
export function domainTextOf(name: Uint8Array, at: number = 0): string {
  const labels: string[] = [];
  for (; name[at] !== 0; at += name[at]! + 1) {
    const from = name.byteOffset + at + 1;
    labels.push(Buffer.from(name.buffer, from, name[at]!).toString("latin1"));
  }
  return labels.join(".");
}

/** The domain whose policy stands at an owner; undefined for a wildcard, which has many. */
export function domainOf({ zone }: ZoneIndex, owner: number): string | undefined {
  const at = zone.nameStart[owner]!;
  if (zone.names[at] === 1 && zone.names[at + 1] === 0x2a) return undefined;
  return domainTextOf(zone.names, at);
}
