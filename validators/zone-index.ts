/**
 * A zone as rules walk it: RRsets by type, the owner of each, and which names answers can come
 * from. Everything is numbers into the zone's columns, made when first asked for: a rule that looks
 * at a million A records must not make a million objects.
 *
 *   for (const rrset of zone.rrsetsOf(type.MX))
 *     for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) …
 */
import { lowerCase } from "../src/dns/name.js";
import { nameToText } from "../src/dns/name-text.js";
import { emptyNonTerminals, wireText } from "../src/zone/empty-non-terminals.js";
import { ownerName, rrsetOf } from "../src/zone/record-view.js";
import type { Zone } from "../src/zone/zone.js";
import { authorityOf } from "./authority.js";

const none = new Uint32Array(0);

export class ZoneIndex {
  /** Presentation form, absolute, lower case. */
  readonly apexText: string;
  private byType: Map<number, Uint32Array> | undefined;
  private owners: Uint32Array | undefined;
  private authority: Uint8Array | undefined;
  private nonTerminals: Set<string> | undefined;

  constructor(readonly zone: Zone) {
    this.apexText = nameToText(zone.apex);
  }

  /** RRsets of a type, in the order of their owners. */
  rrsetsOf(type: number): Uint32Array {
    this.byType ??= groupByType(this.zone);
    return this.byType.get(type) ?? none;
  }

  /** RRset of `type` at `owner`, or -1; an owner of -1 has none. */
  rrset(owner: number, type: number): number {
    return rrsetOf(this.zone, owner, type);
  }

  has(owner: number, type: number): boolean {
    return rrsetOf(this.zone, owner, type) !== -1;
  }

  firstRecord(rrset: number): number {
    return this.zone.rrsetRecords[rrset]!;
  }

  /** The record behind an RRset's last. */
  endRecord(rrset: number): number {
    return this.zone.rrsetRecords[rrset + 1]!;
  }

  recordCount(rrset: number): number {
    return this.endRecord(rrset) - this.firstRecord(rrset);
  }

  /** First record of the first RRset at `owner`, or -1. */
  firstRecordOf(owner: number): number {
    const rrset = this.zone.ownerRrsets[owner]!;
    return rrset === this.zone.ownerRrsets[owner + 1] ? -1 : this.firstRecord(rrset);
  }

  /** Owner of an RRset. */
  ownerOf(rrset: number): number {
    this.owners ??= ownersOfRrsets(this.zone);
    return this.owners[rrset]!;
  }

  /** RRset that a record is in. */
  rrsetOfRecord(record: number): number {
    const { rrsetRecords, rrsetCount } = this.zone;
    let low = 0;
    let high = rrsetCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (rrsetRecords[middle]! <= record) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Presentation form, absolute. */
  ownerText(owner: number): string {
    return ownerName(this.zone, owner);
  }

  /** Offset of a record's RDATA in `zone.rdata`. */
  rdataStart(record: number): number {
    return this.zone.rdataStart[record]!;
  }

  rdataEnd(record: number): number {
    return this.zone.rdataStart[record + 1]!;
  }

  /** The name that stands `offset` octets into a record's RDATA, presentation form. */
  nameText(record: number, offset = 0): string {
    return nameToText(this.zone.rdata, this.rdataStart(record) + offset);
  }

  u8(record: number, offset: number): number {
    return this.zone.rdata[this.rdataStart(record) + offset]!;
  }

  u16(record: number, offset: number): number {
    return (this.u8(record, offset) << 8) | this.u8(record, offset + 1);
  }

  u32(record: number, offset: number): number {
    return this.u16(record, offset) * 0x1_0000 + this.u16(record, offset + 2);
  }

  /** The character strings of a TXT record as one, octets as Latin-1 (RFC 7208 §3.3). */
  textOf(record: number): string {
    return this.stringsOf(record).join("");
  }

  /** The character strings of a TXT record, octets as Latin-1. */
  stringsOf(record: number): string[] {
    const { rdata } = this.zone;
    const strings: string[] = [];
    const end = this.rdataEnd(record);
    for (let at = this.rdataStart(record); at < end; at += rdata[at]! + 1) {
      const from = rdata.byteOffset + at + 1;
      strings.push(Buffer.from(rdata.buffer, from, rdata[at]!).toString("latin1"));
    }
    return strings;
  }

  /** Whether the wire name has nothing of its own and something below it (RFC 9499 §7). */
  isEmptyNonTerminal(name: Uint8Array, start: number, end: number): boolean {
    this.nonTerminals ??= emptyNonTerminals(this.zone);
    if (this.nonTerminals.size === 0) return false;
    const lower = name.slice(start, end);
    lowerCase(lower, 0, lower.length);
    return this.nonTerminals.has(wireText(lower, 0, lower.length));
  }

  /** What stands between an owner and answers from it: one of `authority`. */
  authorityOf(owner: number): number {
    this.authority ??= authorityOf(this);
    return this.authority[owner]!;
  }
}

/** RRsets of each type so far; zero between two calls, so that a small zone costs little. */
const counts = new Uint32Array(0x1_0000);

function groupByType(zone: Zone): Map<number, Uint32Array> {
  const { rrsetType, rrsetCount } = zone;
  const lists = new Map<number, Uint32Array>();
  const types: number[] = [];
  for (let r = 0; r < rrsetCount; r++) {
    const type = rrsetType[r]!;
    if (counts[type] === 0) types.push(type);
    counts[type]!++;
  }
  for (const type of types) {
    lists.set(type, new Uint32Array(counts[type]!));
    counts[type] = 0;
  }
  let type = -1;
  let list: Uint32Array = none;
  for (let r = 0; r < rrsetCount; r++) {
    if (rrsetType[r] !== type) {
      type = rrsetType[r]!;
      list = lists.get(type) ?? none;
    }
    list[counts[type]!++] = r;
  }
  for (const each of types) counts[each] = 0;
  return lists;
}

function ownersOfRrsets(zone: Zone): Uint32Array {
  const owners = new Uint32Array(zone.rrsetCount);
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    owners.fill(owner, zone.ownerRrsets[owner], zone.ownerRrsets[owner + 1]);
  }
  return owners;
}
