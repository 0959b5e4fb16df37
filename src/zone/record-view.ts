/**
 * A zone by name and type, for those who would rather read than be fast: validators, the naive
 * resolver, tests.
 */
import { nameFromText, nameToText } from "../dns/name-text.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { typeName } from "../dns/rr/type-code.js";
import type { Zone } from "./zone.js";

/** Index of the RRset of `type` at `owner`, or -1. */
export function rrsetOf(zone: Zone, owner: number, type: number): number {
  if (owner < 0) return -1;
  for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) {
    if (zone.rrsetType[r] === type) return r;
  }
  return -1;
}

/** Index of the owner with this name in presentation form, or -1. */
export function ownerOf(zone: Zone, name: string): number {
  const wire = nameFromText(name);
  return wire === undefined ? -1 : zone.findOwner(wire, 0, wire.length);
}

/** Name of an owner in presentation form, absolute. */
export function ownerName(zone: Zone, owner: number): string {
  return nameToText(zone.names, zone.nameStart[owner]);
}

/** Wire RDATA of a record, borrowed. */
export function rdataOf(zone: Zone, record: number): Uint8Array {
  return zone.rdata.subarray(zone.rdataStart[record], zone.rdataStart[record + 1]);
}

/** RDATA of a record in presentation form. */
export function rdataText(zone: Zone, rrset: number, record: number): string {
  const type = recordTypeOf(zone.rrsetType[rrset]!);
  return type.print(zone.rdata, zone.rdataStart[record]!, zone.rdataStart[record + 1]!);
}

export interface RecordView {
  /** Presentation form, absolute. */
  readonly owner: string;
  readonly type: string;
  readonly ttlSeconds: number;
  readonly rdata: string;
  readonly file: string | undefined;
  readonly line: number;
}

/** All records in the zone's order: by owner as first read, then by type, then as read. */
export function* recordsOf(zone: Zone): Generator<RecordView> {
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) {
      for (let c = zone.rrsetRecords[r]!; c < zone.rrsetRecords[r + 1]!; c++) {
        yield {
          owner: ownerName(zone, owner),
          type: typeName(zone.rrsetType[r]!),
          ttlSeconds: zone.rrsetTtl[r]!,
          rdata: rdataText(zone, r, c),
          file: zone.files[zone.recordFile[c]!],
          line: zone.recordLine[c]!,
        };
      }
    }
  }
}
