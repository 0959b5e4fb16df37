/** CAA records read: who may issue certificates for a name (RFC 8659 §4). */
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

export interface CaaProperty {
  readonly record: number;
  readonly flags: number;
  /** Lower case: tags are matched without case (RFC 8659 §4.1). */
  readonly tag: string;
  /** Octets as Latin-1. */
  readonly value: string;
}

/** Tokens of a CAA record's RDATA, for places. */
export const caaToken = { flags: 0, tag: 1, value: 2 } as const;

export function caaProperties(zone: ZoneIndex, rrset: number): CaaProperty[] {
  const properties: CaaProperty[] = [];
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    properties.push(caaProperty(zone, record));
  }
  return properties;
}

/** All CAA records of a zone. */
export function* caaPropertiesOf(zone: ZoneIndex): Generator<CaaProperty> {
  for (const rrset of zone.rrsetsOf(rrtype.CAA)) yield* caaProperties(zone, rrset);
}

/** The properties that name who may issue: of one kind of certificate, or of any. */
export function isIssueTag(tag: string): boolean {
  return tag === "issue" || tag === "issuewild" || tag === "issuemail" || tag === "issuevmc";
}

function caaProperty(zone: ZoneIndex, record: number): CaaProperty {
  const { rdata } = zone.zone;
  const start = zone.rdataStart(record);
  const valueAt = start + 2 + rdata[start + 1]!;
  const octets = Buffer.from(rdata.buffer, rdata.byteOffset, rdata.byteLength);
  return {
    record,
    flags: rdata[start]!,
    tag: octets.toString("latin1", start + 2, valueAt).toLowerCase(),
    value: octets.toString("latin1", valueAt, zone.rdataEnd(record)),
  };
}
