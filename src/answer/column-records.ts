/**
 * The slow path's view of zones as read: `Zone` columns. Used where no image is at hand: tests and
 * tools. Nodes are owners; empty non-terminals are found once, when the zone is taken in.
 */
import { isSubdomain, lowerOf, nameEnd } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { Zone } from "../zone/zone.js";
import {
  noNode,
  type OwnedRrset,
  type RrsetView,
  type ZoneRecords,
  type ZoneSet,
} from "./records.js";
import { recordType } from "./types.js";

export class ColumnZoneSet implements ZoneSet {
  readonly #zones = new Map<string, ColumnRecords>();

  constructor(zones: Iterable<Zone>) {
    for (const zone of zones) this.#zones.set(keyOf(zone.apex, 0), new ColumnRecords(zone));
  }

  closest(name: Uint8Array, at: number): ZoneRecords | null {
    for (;;) {
      const zone = this.#zones.get(keyOf(name, at));
      if (zone !== undefined) return zone;
      if (name[at] === 0) return null;
      at += name[at]! + 1;
    }
  }

  release(): void {
    // Views are ranges of the zone's own columns: there is nothing to let go of.
  }
}

class ColumnRecords implements ZoneRecords {
  readonly apex: Uint8Array;
  readonly #zone: Zone;
  /** Name → owner, or an empty non-terminal's own number from `ownerCount` on. */
  readonly #nodes = new Map<string, number>();

  constructor(zone: Zone) {
    this.#zone = zone;
    this.apex = zone.apex;
    for (let owner = 0; owner < zone.ownerCount; owner++) {
      this.#nodes.set(keyOf(zone.names, zone.nameStart[owner]!), owner);
    }
    for (let owner = 0; owner < zone.ownerCount; owner++) this.#addAncestors(owner);
  }

  node(name: Uint8Array, at: number): number {
    return this.#nodes.get(keyOf(name, at)) ?? noNode;
  }

  has(node: number, type: number): boolean {
    return this.#find(node, type) !== -1;
  }

  rrset(node: number, type: number): RrsetView | null {
    const rrset = this.#find(node, type);
    if (rrset === -1) return null;
    const { rrsetTtl, rrsetRecords, rdata, rdataStart } = this.#zone;
    const first = rrsetRecords[rrset]!;
    const last = rrsetRecords[rrset + 1]!;
    return {
      type,
      ttl: rrsetTtl[rrset]!,
      count: last - first,
      bytes: rdata,
      starts: rdataStart.subarray(first, last),
      ends: rdataStart.subarray(first + 1, last + 1),
    };
  }

  lowestType(node: number): number {
    const { ownerCount, ownerRrsets, rrsetType } = this.#zone;
    if (node >= ownerCount || ownerRrsets[node] === ownerRrsets[node + 1]) return -1;
    return rrsetType[ownerRrsets[node]!]!;
  }

  additional(
    node: number,
    type: number,
    owner: Uint8Array,
    ownerAt: number,
    out: OwnedRrset[],
  ): void {
    const view = this.rrset(node, type);
    if (view === null) return;
    const row = recordTypeOf(type);
    for (let i = 0; i < view.count; i++) {
      const start = view.starts[i]!;
      const at = row.additionalName(view.bytes, start, view.ends[i]!);
      if (at === -1) continue;
      if (isServiceBinding(type) && view.bytes[at] === 0) {
        // RFC 9460 §2.5.2: "." is the owner itself, but in AliasMode (priority 0) it is nothing.
        const priority = (view.bytes[start]! << 8) | view.bytes[start + 1]!;
        if (priority !== 0) this.#addresses(node, type, owner, ownerAt, out);
        continue;
      }
      const stop = nameEnd(view.bytes, at, view.ends[i]!);
      if (!isSubdomain(view.bytes, at, stop, this.apex, 0, this.apex.length)) continue;
      const target = this.node(view.bytes, at);
      if (target !== noNode) this.#addresses(target, type, view.bytes, at, out);
    }
  }

  /** What RFC 1035 §3.3 and RFC 9460 §4.1 want to know of a target. */
  #addresses(
    target: number,
    type: number,
    owner: Uint8Array,
    ownerAt: number,
    out: OwnedRrset[],
  ): void {
    const wanted = isServiceBinding(type) ? [recordType.a, recordType.aaaa, type] : addressTypes;
    for (const each of wanted) {
      const rrset = this.rrset(target, each);
      if (rrset !== null) out.push({ owner, ownerAt, rrset });
    }
  }

  #find(node: number, type: number): number {
    const { ownerCount, ownerRrsets, rrsetType } = this.#zone;
    if (node >= ownerCount) return -1;
    const last = ownerRrsets[node + 1]!;
    for (let rrset = ownerRrsets[node]!; rrset < last; rrset++) {
      if (rrsetType[rrset] === type) return rrset;
    }
    return -1;
  }

  #addAncestors(owner: number): void {
    const { names, nameStart } = this.#zone;
    let at = nameStart[owner]!;
    const apexAt = nameStart[owner + 1]! - this.apex.length;
    while (at < apexAt) {
      const key = keyOf(names, at);
      if (!this.#nodes.has(key)) this.#nodes.set(key, this.#nodes.size);
      at += names[at]! + 1;
    }
  }
}

const addressTypes: readonly number[] = [recordType.a, recordType.aaaa];

function isServiceBinding(type: number): boolean {
  return type === recordType.svcb || type === recordType.https;
}

/** A wire name as a map key, folded to lower case. */
function keyOf(name: Uint8Array, at: number): string {
  let key = "";
  for (let length = name[at]!; length !== 0; length = name[at]!) {
    for (const end = at + length; at <= end; at++) key += String.fromCharCode(lowerOf[name[at]!]!);
  }
  return key;
}
