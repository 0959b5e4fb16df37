/** A zone as the RRsets that a provider could hold: all but its SOA. */
import type { Zone } from "../../zone/zone.js";
import { orderedRdatas } from "./ordered-rdatas.js";
import type { Rrset } from "./rrset.js";

const SOA = 6;

/** In the order of the zone; memory of its own, so a borrowed zone will do. */
export function rrsetsOfZone(zone: Zone): Rrset[] {
  const names = zone.names.slice(0, zone.nameStart[zone.ownerCount]);
  const rdata = zone.rdata.slice(0, zone.rdataStart[zone.recordCount]);
  const rrsets: Rrset[] = [];
  for (let o = 0; o < zone.ownerCount; o++) {
    const owner = names.subarray(zone.nameStart[o], zone.nameStart[o + 1]);
    for (let r = zone.ownerRrsets[o]!; r < zone.ownerRrsets[o + 1]!; r++) {
      const type = zone.rrsetType[r]!;
      if (type === SOA) continue;
      const rdatas: Uint8Array[] = [];
      for (let c = zone.rrsetRecords[r]!; c < zone.rrsetRecords[r + 1]!; c++) {
        rdatas.push(rdata.subarray(zone.rdataStart[c], zone.rdataStart[c + 1]));
      }
      rrsets.push({
        owner,
        type,
        variant: "",
        ttlSeconds: zone.rrsetTtl[r]!,
        rdatas: orderedRdatas(type, rdatas),
        extra: null,
      });
    }
  }
  return rrsets;
}
