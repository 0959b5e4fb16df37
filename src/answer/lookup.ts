/**
 * Where a name leads inside one zone: RFC 1034 §4.3.2 step 3, with RFC 6672 §3.2 and RFC 4592 §3.3.
 * Walks from the apex towards the name while nodes exist; the first cut or DNAME decides.
 */
import { limits } from "../base/limits.js";
import { labelCount, labelOffsets } from "../dns/name.js";
import { noNode, type ZoneRecords } from "./records.js";
import { isWildcard, recordType } from "./types.js";

export type Found =
  /** The name exists; or a wildcard stands for it, then `node` is that of the wildcard. */
  | { readonly kind: "node"; readonly node: number }
  /** The name at `suffixAt` is a cut. */
  | { readonly kind: "cut"; readonly node: number; readonly suffixAt: number }
  /** The name at `suffixAt`, an ancestor, has a DNAME. */
  | { readonly kind: "dname"; readonly node: number; readonly suffixAt: number }
  | { readonly kind: "nothing" };

const offsets = new Uint8Array(limits.labelsMax);
const wildcard = new Uint8Array(limits.nameBytesMax + 2);

/** The name at `name[at…]` is at or below the zone's apex. */
export function find(zone: ZoneRecords, name: Uint8Array, at: number, qtype: number): Found {
  const below = labelOffsets(name, at, offsets) - labelCount(zone.apex, 0);
  let node = zone.node(zone.apex, 0);
  for (let missing = below; ; missing--) {
    const suffixAt = at + suffixOffset(name, at, missing);
    const plain = isWildcard(name, suffixAt);
    // Step 3b. The DS at a cut belongs to this side of it (RFC 4035 §3.1.4.1).
    const asksParent = missing === 0 && qtype === recordType.ds;
    if (missing < below && !plain && !asksParent && zone.has(node, recordType.ns)) {
      return { kind: "cut", node, suffixAt };
    }
    if (missing === 0) return { kind: "node", node };
    if (!plain && zone.has(node, recordType.dname)) return { kind: "dname", node, suffixAt };
    const next = zone.node(name, at + offsets[missing - 1]!);
    if (next === noNode) return synthesis(zone, name, suffixAt);
    node = next;
  }
}

/** Step 3c: the closest encloser is the name at `suffixAt`; a wildcard there answers for all below. */
function synthesis(zone: ZoneRecords, name: Uint8Array, suffixAt: number): Found {
  let length = 0;
  wildcard[length++] = 1;
  wildcard[length++] = 0x2a;
  for (let at = suffixAt; ; ) {
    const label = name[at]!;
    for (const end = at + label; at <= end; at++) wildcard[length++] = name[at]!;
    if (label === 0) break;
  }
  const node = zone.node(wildcard, 0);
  return node === noNode ? { kind: "nothing" } : { kind: "node", node };
}

/** Offset of the suffix that is left when the first `labels` labels are taken off. */
function suffixOffset(name: Uint8Array, at: number, labels: number): number {
  if (labels === 0) return 0;
  const last = offsets[labels - 1]!;
  return last + name[at + last]! + 1;
}

/** Whether the zone delegates exactly this name, as far as it can be seen from its apex. */
export function isDelegated(zone: ZoneRecords, name: Uint8Array, at: number): boolean {
  const found = find(zone, name, at, recordType.ns);
  return found.kind === "cut" && found.suffixAt === at;
}
