/** DMARC reports that leave the organisation which asks for them (RFC 9990 §4). */
import type { ZoneIndex } from "../zone-index.js";
import { dmarcVersion } from "./dmarc-record.js";
import { domainOf } from "./domain-name.js";
import { type ReportAddress, reportAddressesOf } from "./report-address.js";
import type { TagList } from "./tag-list.js";
import { countedTextsOf } from "./tagged-texts.js";
import { textRecordsOf } from "./text-records.js";

export interface ExternalReport {
  readonly record: number;
  /** Of the tag, in the record's text. */
  readonly offset: number;
  /** The domain whose reports are asked for, without a final dot. */
  readonly domain: string;
  readonly address: ReportAddress;
}

/**
 * Names of one organisation are not external: those in this zone, and any above or below the domain.
 */
export function* externalReportsOf(zone: ZoneIndex): Generator<ExternalReport> {
  const apex = zone.apexText.slice(0, -1);
  for (const { record, list } of countedTextsOf(zone, textRecordsOf(zone).dmarc, dmarcVersion)) {
    for (const { name, value, offset } of list.tags) {
      if (name !== "rua" && name !== "ruf") continue;
      for (const address of addressesOf(list, value)) {
        const other = address.domain;
        if (other === "" || isWithin(other, apex)) continue;
        const owner = zone.ownerOf(zone.rrsetOfRecord(record));
        const domain = domainOf(zone, owner)?.slice("_dmarc.".length);
        if (domain === undefined || isWithin(domain, other) || isWithin(other, domain)) continue;
        yield { record, offset, domain, address };
      }
    }
  }
}

const known = new WeakMap<TagList, Map<string, ReportAddress[]>>();

/** The addresses of a tag, read once for all records with the same text. */
function addressesOf(list: TagList, value: string): ReportAddress[] {
  const values = known.get(list) ?? new Map<string, ReportAddress[]>();
  known.set(list, values);
  const addresses = values.get(value) ?? reportAddressesOf(value);
  values.set(value, addresses);
  return addresses;
}

function isWithin(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}
