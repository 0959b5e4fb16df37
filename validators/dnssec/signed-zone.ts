/** Keys and signatures of a zone, as the rules here ask for them. */

import { typeName } from "../../src/dns/rr/registry.js";
import { coveredRrset } from "../../src/dnssec/covered.js";
import { type Dnskey, readDnskey, signsZone } from "../../src/dnssec/dnskey.js";
import { Rrsig } from "../../src/dnssec/rrsig.js";
import { rdataOf } from "../../src/zone/record-view.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

export interface ZoneKey extends Dnskey {
  readonly record: number;
}

export class Signature extends Rrsig {
  constructor(
    zone: ZoneIndex,
    readonly record: number,
    readonly owner: number,
  ) {
    super(zone.zone.rdata, zone.rdataStart(record), zone.rdataEnd(record));
    this.rrset = coveredRrset(zone.zone, owner, this.typeCovered);
  }

  /** The RRset that it covers, or -1. */
  readonly rrset: number;
}

/** Whether somebody has signed anything in it. */
export function isSigned(zone: ZoneIndex): boolean {
  return zone.rrsetsOf(rrtype.RRSIG).length > 0;
}

/** Keys at the apex, those included that sign nothing. */
export function keysOf(zone: ZoneIndex): ZoneKey[] {
  return keysAt(zone, 0, rrtype.DNSKEY);
}

/** Keys that signatures of the zone can be verified with. */
export function zoneKeysOf(zone: ZoneIndex): ZoneKey[] {
  return keysOf(zone).filter(signsZone);
}

/** DNSKEY, CDNSKEY or KEY records at an owner. */
export function keysAt(zone: ZoneIndex, owner: number, type: number): ZoneKey[] {
  return recordsOf(zone, zone.rrset(owner, type)).map((record) => ({
    record,
    ...readDnskey(rdataOf(zone.zone, record)),
  }));
}

/** Records of an RRset, none for -1. */
export function recordsOf(zone: ZoneIndex, rrset: number): number[] {
  if (rrset === -1) return [];
  const first = zone.firstRecord(rrset);
  return Array.from({ length: zone.recordCount(rrset) }, (_, i) => first + i);
}

/** Every signature in the zone, in the order of its owners. */
export function* signaturesOf(zone: ZoneIndex): Generator<Signature> {
  for (const rrset of zone.rrsetsOf(rrtype.RRSIG)) yield* signaturesAt(zone, rrset);
}

/** The signatures of one owner: its RRset of type RRSIG. */
export function* signaturesAt(zone: ZoneIndex, rrsigs: number): Generator<Signature> {
  const owner = zone.ownerOf(rrsigs);
  for (let record = zone.firstRecord(rrsigs); record < zone.endRecord(rrsigs); record++) {
    yield new Signature(zone, record, owner);
  }
}

/** `www.example.com. A`: what a signature covers. */
export function coveredText(zone: ZoneIndex, owner: number, type: number): string {
  return `${zone.ownerText(owner)} ${typeName(type)}`;
}

/** A key as signatures name it. */
export function keyId({ algorithm, tag }: Pick<Dnskey, "algorithm" | "tag">): number {
  return algorithm * 65_536 + tag;
}

/** Ids of the keys that signed an RRset of the apex, as its signatures say. */
export function apexSigners(zone: ZoneIndex, type: number): Set<number> {
  const signers = new Set<number>();
  const rrsigs = zone.rrset(0, rrtype.RRSIG);
  if (rrsigs === -1) return signers;
  for (const { typeCovered, algorithm, keyTag } of signaturesAt(zone, rrsigs)) {
    if (typeCovered === type) signers.add(keyId({ algorithm, tag: keyTag }));
  }
  return signers;
}
