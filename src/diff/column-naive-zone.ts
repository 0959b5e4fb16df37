/**
 * A zone as the naive resolver asks for it, over the columns as read: a name's records become text
 * when they are asked for. A diff asks for a few names of a million.
 */
import {
  type Labels,
  type NaiveRrset,
  type NaiveZone,
  readLabels,
  rrsetsOf,
} from "../naive/naive-zone.js";
import type { Zone } from "../zone/zone.js";

export class ColumnNaiveZone implements NaiveZone {
  readonly apex: Labels;
  private nonTerminals: Set<string> | undefined;

  constructor(readonly zone: Zone) {
    this.apex = readLabels(zone.apex, 0);
  }

  rrsetsAt(name: Labels): ReadonlyMap<number, NaiveRrset> | undefined {
    const owner = this.findOwner(name);
    return owner === -1 ? undefined : rrsetsOf(this.zone, owner, name);
  }

  exists(name: Labels): boolean {
    const wire = wireName(name);
    if (this.zone.findOwner(wire, 0, wire.length) !== -1) return true;
    this.nonTerminals ??= emptyNonTerminals(this.zone);
    return this.nonTerminals.size > 0 && this.nonTerminals.has(wire.toString("latin1"));
  }

  /** Index of an owner, or -1. */
  findOwner(name: Labels): number {
    const wire = wireName(name);
    return this.zone.findOwner(wire, 0, wire.length);
  }
}

/** Wire form of a name; longer ones than a message can hold are names that no zone has. */
export function wireName(labels: Labels): Buffer {
  const parts = labels.map((label) => String.fromCharCode(label.length) + label);
  return Buffer.from(`${parts.join("")}\0`, "latin1");
}

/** Names between owners and the apex that own nothing, as text of their wire form. */
function emptyNonTerminals(zone: Zone): Set<string> {
  const found = new Set<string>();
  const { names, nameStart, apex } = zone;
  for (let owner = 1; owner < zone.ownerCount; owner++) {
    const end = nameStart[owner + 1]!;
    let at = nameStart[owner]!;
    for (at += names[at]! + 1; end - at > apex.length; at += names[at]! + 1) {
      if (zone.findOwner(names, at, end) !== -1) break;
      const name = Buffer.from(names.buffer, names.byteOffset + at, end - at).toString("latin1");
      if (found.has(name)) break;
      found.add(name);
    }
  }
  return found;
}
