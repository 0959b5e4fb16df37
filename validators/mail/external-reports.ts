/** DMARC reports that leave the organisation which asks for them (RFC 9990 §4). */
import type { ZoneIndex } from "../zone-index.js";
import { dmarcVersion } from "./dmarc-record.js";
import { type ReportAddress, reportAddressesOf } from "./report-address.js";
import { domainOf } from "./spf-domain.js";
import { taggedTextsOf } from "./tagged-texts.js";
import { textRecordsOf } from "./text-records.js";

export interface ExternalReport {
  readonly record: number;
  /** Of the tag, in the record's text. */
  readonly offset: number;
  /** The domain whose reports are asked for, without a final dot. */
  readonly domain: string;
  readonly address: ReportAddress;
}

export function* externalReportsOf(zone: ZoneIndex): Generator<ExternalReport> {
  for (const rrset of textRecordsOf(zone).dmarc) {
    const domain = domainOf(zone, zone.ownerOf(rrset))?.slice("_dmarc.".length);
    if (domain === undefined) continue;
    for (const { record, list } of taggedTextsOf(zone, rrset, dmarcVersion).counted) {
      for (const { name, value, offset } of list.tags) {
        if (name !== "rua" && name !== "ruf") continue;
        for (const address of reportAddressesOf(value)) {
          if (address.domain === "" || isOneOrganisation(zone, domain, address.domain)) continue;
          yield { record, offset, domain, address };
        }
      }
    }
  }
}

/** One is above the other, or both are in this zone: names that one owner runs. */
function isOneOrganisation(zone: ZoneIndex, domain: string, other: string): boolean {
  const apex = zone.apexText.slice(0, -1);
  return isWithin(domain, other) || isWithin(other, domain) || isWithin(other, apex);
}

function isWithin(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}
