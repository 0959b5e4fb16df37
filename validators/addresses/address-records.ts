/** A walk over all addresses of a zone. */
import { printIpv4, printIpv6 } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

/** Calls `visit` with each A and AAAA record and the length of its address, until it returns true. */
export function eachAddress(
  zone: ZoneIndex,
  visit: (record: number, rrset: number, length: 4 | 16) => boolean,
): void {
  for (const length of [4, 16] as const) {
    for (const rrset of zone.rrsetsOf(length === 4 ? rrtype.A : rrtype.AAAA)) {
      const end = zone.endRecord(rrset);
      for (let record = zone.firstRecord(rrset); record < end; record++) {
        if (visit(record, rrset, length)) return;
      }
    }
  }
}

/** The address in an A or AAAA record, as it is written. */
export function addressText(zone: ZoneIndex, record: number): string {
  const start = zone.rdataStart(record);
  const print = zone.rdataEnd(record) - start === 4 ? printIpv4 : printIpv6;
  return print(zone.zone.rdata, start);
}
