/**
 * A zone as master file text that reads back as the same zone: names absolute, TTL and class on
 * every line, the SOA first.
 */
import { nameToText } from "../dns/name-text.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { canonicalOwners, canonicalRecords } from "./order.js";
import { rrsetOf } from "./record-view.js";
import type { Zone } from "./zone.js";

const SOA = 6;
const RRSIG = 46;

export interface PrintOptions {
  /** Canonical order (RFC 4034 §6): equal zones give equal text, whatever file they came from. */
  readonly canonical?: boolean;
}

export function printZone(zone: Zone, options: PrintOptions = {}): string {
  return [...zoneLines(zone, options)].join("");
}

/** The lines of `printZone` one by one, each with its line end, for zones that are large. */
export function* zoneLines(zone: Zone, options: PrintOptions = {}): Generator<string> {
  const canonical = options.canonical === true;
  const owners = canonical ? canonicalOwners(zone) : undefined;
  const soa = soaRrset(zone);
  if (soa !== -1) yield* rrsetLines(zone, 0, soa, canonical);
  for (let i = 0; i < zone.ownerCount; i++) {
    const owner = owners === undefined ? i : owners[i]!;
    for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) {
      if (r !== soa) yield* rrsetLines(zone, owner, r, canonical);
    }
  }
}

function soaRrset(zone: Zone): number {
  for (let r = zone.ownerRrsets[0]!; r < zone.ownerRrsets[1]!; r++) {
    if (zone.rrsetType[r] === SOA) return r;
  }
  return -1;
}

function* rrsetLines(
  zone: Zone,
  owner: number,
  rrset: number,
  canonical: boolean,
): Generator<string> {
  const type = recordTypeOf(zone.rrsetType[rrset]!);
  const name = nameToText(zone.names, zone.nameStart[owner]);
  const first = zone.rrsetRecords[rrset]!;
  const count = zone.rrsetRecords[rrset + 1]! - first;
  const order = canonical ? canonicalRecords(zone, rrset) : undefined;
  for (let i = 0; i < count; i++) {
    const record = order === undefined ? first + i : order[i]!;
    const start = zone.rdataStart[record]!;
    const ttl = ttlOf(zone, owner, rrset, start);
    const rdata = type.print(zone.rdata, start, zone.rdataStart[record + 1]!);
    yield `${name}\t${ttl}\tIN\t${type.mnemonic}\t${rdata}\n`;
  }
}

/**
 * A signature has the TTL of what it signs (RFC 4034 §3); those of one owner are an RRset here, with
 * the lowest.
 */
function ttlOf(zone: Zone, owner: number, rrset: number, rdataAt: number): number {
  const own = zone.rrsetTtl[rrset]!;
  if (zone.rrsetType[rrset] !== RRSIG) return own;
  const covered = (zone.rdata[rdataAt]! << 8) | zone.rdata[rdataAt + 1]!;
  const signed = rrsetOf(zone, owner, covered);
  return signed === -1 ? own : zone.rrsetTtl[signed]!;
}
