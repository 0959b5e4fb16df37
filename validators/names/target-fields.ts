/** Where records of each type name another host or domain. */
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

interface TargetField {
  readonly type: number;
  /** Octets of RDATA before the name. */
  readonly offset: number;
  /** The name's token in the text. */
  readonly token: number;
  /** The name is not the end of the RDATA. */
  readonly more?: true;
}

export const targetFields = {
  NS: { type: rrtype.NS, offset: 0, token: 0 },
  CNAME: { type: rrtype.CNAME, offset: 0, token: 0 },
  DNAME: { type: rrtype.DNAME, offset: 0, token: 0 },
  PTR: { type: rrtype.PTR, offset: 0, token: 0 },
  MX: { type: rrtype.MX, offset: 2, token: 1 },
  AFSDB: { type: rrtype.AFSDB, offset: 2, token: 1 },
  KX: { type: rrtype.KX, offset: 2, token: 1 },
  SRV: { type: rrtype.SRV, offset: 6, token: 3 },
  SVCB: { type: rrtype.SVCB, offset: 2, token: 1, more: true },
  HTTPS: { type: rrtype.HTTPS, offset: 2, token: 1, more: true },
  SOA: { type: rrtype.SOA, offset: 0, token: 0, more: true },
} as const satisfies { readonly [name: string]: TargetField };

/** Calls `visit` with each target of the zone: `rdata[at, end)`, the root label included. */
export function eachTarget(
  zone: ZoneIndex,
  fields: readonly TargetField[],
  visit: (record: number, at: number, end: number, token: number) => void,
): void {
  const { rdata } = zone.zone;
  for (const { type, offset, token, more } of fields) {
    for (const rrset of zone.rrsetsOf(type)) {
      const last = zone.endRecord(rrset);
      for (let record = zone.firstRecord(rrset); record < last; record++) {
        const at = zone.rdataStart(record) + offset;
        visit(record, at, more ? endOfName(rdata, at) : zone.rdataEnd(record), token);
      }
    }
  }
}

function endOfName(name: Uint8Array, at: number): number {
  while (name[at] !== 0) at += name[at]! + 1;
  return at + 1;
}
