/**
 * TXT records by what they are for, found in one pass: most TXT records are for something else, and
 * forty rules must not look at a million of them each.
 */
import { rdataOf } from "../../src/zone/record-view.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import { labelIs } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";
import { isSpf } from "./spf-record.js";

export interface TextRecords {
  /** Records that receivers take for SPF. */
  readonly spf: readonly number[];
  /** The owner of each of them. */
  readonly spfOwners: readonly number[];
  /** Records that look like SPF and that no receiver takes for it. */
  readonly spfLike: readonly number[];
  /** RRsets at `_dmarc.…`. */
  readonly dmarc: readonly number[];
  /** RRsets at `selector._domainkey.…`. */
  readonly dkim: readonly number[];
  /** RRsets at `_mta-sts.…`. */
  readonly mtaSts: readonly number[];
  /** RRsets at `_smtp._tls.…`. */
  readonly tlsReports: readonly number[];
  /** RRsets at `selector._bimi.…`. */
  readonly bimi: readonly number[];
}

type Lists = { -readonly [key in keyof TextRecords]: number[] };

const known = new WeakMap<ZoneIndex, TextRecords>();

export function textRecordsOf(zone: ZoneIndex): TextRecords {
  let lists = known.get(zone);
  if (lists === undefined) {
    lists = sortOut(zone);
    known.set(zone, lists);
  }
  return lists;
}

function sortOut(index: ZoneIndex): TextRecords {
  const lists: Lists = {
    spf: [],
    spfOwners: [],
    spfLike: [],
    dmarc: [],
    dkim: [],
    mtaSts: [],
    tlsReports: [],
    bimi: [],
  };
  for (const rrset of index.rrsetsOf(rrtype.TXT)) {
    const owner = index.ownerOf(rrset);
    if (index.authorityOf(owner) !== authority.answered) continue;
    const purpose = purposeOf(index, owner);
    if (purpose !== undefined) lists[purpose].push(rrset);
    for (let record = index.firstRecord(rrset); record < index.endRecord(rrset); record++) {
      if (!mayBeSpf(index, record)) continue;
      if (isSpfRecord(index, record)) {
        lists.spf.push(record);
        lists.spfOwners.push(owner);
      } else if (purpose === undefined && spfLike.test(index.textOf(record))) {
        lists.spfLike.push(record);
      }
    }
  }
  return lists;
}

/** Whether receivers take a TXT record for SPF; of a long one only the start is looked at. */
export function isSpfRecord(index: ZoneIndex, record: number): boolean {
  const { rdata } = index.zone;
  const start = index.rdataStart(record);
  if (rdata[start]! < startBytes) return isSpf(index.textOf(record));
  const from = rdata.byteOffset + start + 1;
  return isSpf(Buffer.from(rdata.buffer, from, startBytes).toString("latin1"));
}

/** Octets of `v=spf1` and the blank behind it. */
const startBytes = 7;

/** `spf2.0/…` is Sender ID, which nobody reads any more and which is no slip. */
const spfLike = /^["'\s]*(?:v\s*=\s*["']?spf|spf1[ :])/i;
const marks = ["_dmarc", "_mta-sts", "_smtp"];

function purposeOf({ zone }: ZoneIndex, owner: number): keyof Lists | undefined {
  const { names, nameStart } = zone;
  const first = nameStart[owner]!;
  if (names[first] === 0) return undefined;
  const second = first + 1 + names[first]!;
  if (names[first + 1] === 0x5f && marks.some((mark) => labelIs(names, first, mark))) {
    if (labelIs(names, first, "_dmarc")) return "dmarc";
    if (labelIs(names, first, "_mta-sts")) return "mtaSts";
    return labelIs(names, second, "_tls") ? "tlsReports" : undefined;
  }
  if (names[second + 1] !== 0x5f) return undefined;
  if (labelIs(names, second, "_domainkey")) return isDkimPolicy(names, first) ? undefined : "dkim";
  return labelIs(names, second, "_bimi") ? "bimi" : undefined;
}

/** Names below `_domainkey` that are no selectors (RFC 5617 §4.1, RFC 6651 §4.1). */
function isDkimPolicy(names: Uint8Array, first: number): boolean {
  if (names[first + 1] !== 0x5f) return false;
  return labelIs(names, first, "_adsp") || labelIs(names, first, "_report");
}

/** Quick and generous: whether "spf" is among the first octets of a TXT record. */
function mayBeSpf({ zone }: ZoneIndex, record: number): boolean {
  const { rdata, rdataStart } = zone;
  const end = Math.min(rdataStart[record]! + 16, rdataStart[record + 1]!);
  for (let at = rdataStart[record]! + 1; at < end; at++) {
    if ((rdata[at]! | 0x20) !== 0x73) continue; // s
    if ((rdata[at + 1]! | 0x20) === 0x70 && (rdata[at + 2]! | 0x20) === 0x66) return true; // pf
    // A string may end anywhere: "v=s" "pf1".
    if (rdata[rdataStart[record]!]! < 10) return true;
  }
  return false;
}

/** Which character string of a TXT record (from 0) an offset of its whole text falls into. */
export function stringAt(zone: ZoneIndex, record: number, offset: number): number {
  const rdata = rdataOf(zone.zone, record);
  let string = 0;
  let passed = 0;
  for (let at = 0; at < rdata.length; at += rdata[at]! + 1, string++) {
    passed += rdata[at]!;
    if (offset < passed) return string;
  }
  return Math.max(0, string - 1);
}
