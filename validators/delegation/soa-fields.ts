/** The fields of a zone's SOA record (RFC 1035 §3.3.13). */
import { nameEnd } from "../../src/dns/name.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

export interface SoaFields {
  readonly record: number;
  /** Where the mailbox name starts, from the start of the RDATA; the server's name starts at 0. */
  readonly rnameOffset: number;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/** Token of each field in the text of the record. */
export const soaToken = {
  mname: 0,
  rname: 1,
  serial: 2,
  refresh: 3,
  retry: 4,
  expire: 5,
  minimum: 6,
} as const;

export function soaOf(zone: ZoneIndex): SoaFields | undefined {
  const rrset = zone.rrset(0, rrtype.SOA);
  if (rrset === -1) return undefined;
  const record = zone.firstRecord(rrset);
  const start = zone.rdataStart(record);
  const end = zone.rdataEnd(record);
  const rnameOffset = nameEnd(zone.zone.rdata, start, end) - start;
  const numbers = end - start - 20;
  return {
    record,
    rnameOffset,
    serial: zone.u32(record, numbers),
    refresh: zone.u32(record, numbers + 4),
    retry: zone.u32(record, numbers + 8),
    expire: zone.u32(record, numbers + 12),
    minimum: zone.u32(record, numbers + 16),
  };
}
