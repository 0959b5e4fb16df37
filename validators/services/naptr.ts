/** NAPTR records read (RFC 3403 §4.1). */
import { nameToText } from "../../src/dns/name-text.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

/** Tokens of the RDATA, for places. */
export const naptrToken = { flags: 2, services: 3, regexp: 4, replacement: 5 } as const;

export interface Naptr {
  readonly record: number;
  /** Upper case. */
  readonly flags: string;
  readonly regexp: string;
  /** Offset of the replacement in the zone's RDATA. */
  readonly replacementAt: number;
  /** Presentation form. */
  readonly replacement: string;
}

export function* naptrsOf(zone: ZoneIndex): Generator<Naptr> {
  const { rdata } = zone.zone;
  for (const rrset of zone.rrsetsOf(rrtype.NAPTR)) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const flagsAt = zone.rdataStart(record) + 4;
      const servicesAt = flagsAt + 1 + rdata[flagsAt]!;
      const regexpAt = servicesAt + 1 + rdata[servicesAt]!;
      const replacementAt = regexpAt + 1 + rdata[regexpAt]!;
      yield {
        record,
        flags: latin1(rdata, flagsAt).toUpperCase(),
        regexp: latin1(rdata, regexpAt),
        replacementAt,
        replacement: nameToText(rdata, replacementAt),
      };
    }
  }
}

function latin1(rdata: Uint8Array, at: number): string {
  return Buffer.from(rdata.buffer, rdata.byteOffset + at + 1, rdata[at]!).toString("latin1");
}
