/** The addresses at an owner, in text, with the record of each. */
import { printIpv4, printIpv6 } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

export function addressesAt(zone: ZoneIndex, owner: number): Map<string, number> {
  const addresses = new Map<string, number>();
  for (const type of [rrtype.A, rrtype.AAAA]) {
    const rrset = zone.rrset(owner, type);
    if (rrset === -1) continue;
    const print = type === rrtype.A ? printIpv4 : printIpv6;
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      addresses.set(print(zone.zone.rdata, zone.rdataStart(record)), record);
    }
  }
  return addresses;
}
