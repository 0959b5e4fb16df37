/** TLSA and SMIMEA records read: usage, selector, matching type, data (RFC 6698 §2.1). */
import type { ZoneIndex } from "../zone-index.js";

export const tlsaToken = { usage: 0, selector: 1, matching: 2, data: 3 } as const;

export interface Tlsa {
  readonly record: number;
  readonly usage: number;
  readonly selector: number;
  readonly matching: number;
  /** Borrowed. */
  readonly data: Uint8Array;
}

export function* tlsaRecordsOf(zone: ZoneIndex, type: number): Generator<Tlsa> {
  for (const rrset of zone.rrsetsOf(type)) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      yield {
        record,
        usage: zone.u8(record, 0),
        selector: zone.u8(record, 1),
        matching: zone.u8(record, 2),
        data: zone.zone.rdata.subarray(zone.rdataStart(record) + 3, zone.rdataEnd(record)),
      };
    }
  }
}
