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
import { emptyNonTerminals } from "../zone/empty-non-terminals.js";
import type { Zone } from "../zone/zone.js";

const namesKnownMax = 256;

export class ColumnNaiveZone implements NaiveZone {
  readonly apex: Labels;
  private nonTerminals: Set<string> | undefined;
  /** What was asked for last: one question looks at a name and those above it several times. */
  private readonly known = new Map<string, ReadonlyMap<number, NaiveRrset> | undefined>();

  constructor(readonly zone: Zone) {
    this.apex = readLabels(zone.apex, 0);
  }

  rrsetsAt(name: Labels): ReadonlyMap<number, NaiveRrset> | undefined {
    const text = wireText(name);
    if (this.known.has(text)) return this.known.get(text);
    const wire = Buffer.from(text, "latin1");
    const owner = this.zone.findOwner(wire, 0, wire.length);
    const rrsets = owner === -1 ? undefined : rrsetsOf(this.zone, owner, name);
    if (this.known.size === namesKnownMax) this.known.clear();
    this.known.set(text, rrsets);
    return rrsets;
  }

  exists(name: Labels): boolean {
    const wire = wireName(name);
    if (this.zone.findOwner(wire, 0, wire.length) !== -1) return true;
    this.nonTerminals ??= emptyNonTerminals(this.zone);
    return this.nonTerminals.size > 0 && this.nonTerminals.has(wire.toString("latin1"));
  }
}

/** Wire form of a name; longer ones than a message can hold are names that no zone has. */
export function wireName(labels: Labels): Buffer {
  return Buffer.from(wireText(labels), "latin1");
}

function wireText(labels: Labels): string {
  let text = "";
  for (const label of labels) text += String.fromCharCode(label.length) + label;
  return `${text}\0`;
}
