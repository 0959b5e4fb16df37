/**
 * From records as read to a zone: grouped by owner, sorted by type, RRsets marked, duplicates
 * dropped. Nearly all files are grouped by owner already; then only the few owners whose types are
 * out of order are touched. Otherwise a stable counting sort by owner comes first.
 *
 * The result takes the place of the input, which a million records are glad of: RRset r is never
 * behind its first record, so `owner` becomes `rrsetRecords`, `type` `rrsetType`, `ttl` `rrsetTtl`.
 */
import { limits } from "../base/limits.js";
import { nameToText } from "../dns/name-text.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { typeName } from "../dns/rr/type-code.js";
import type { DuplicateFinder } from "./duplicates.js";
import type { ZoneFaultCode } from "./faults.js";
import type { OwnerTable } from "./owner-table.js";
import { RecordColumns } from "./record-columns.js";
import type { ZoneReport } from "./report.js";

/** TYPE of RRSIG: its records take the TTLs of the RRsets they cover (RFC 4034 §3). */
const rrsig = 46;
/** Of RDATA, as much is shown in a message. */
const shownTextMax = 60;

export class Grouping {
  /** First RRset of each owner, `ownerCount + 1` entries. */
  ownerRrsets = new Uint32Array(256);
  rrsetCount = 0;
  private readonly spare = new RecordColumns();
  private order = new Uint32Array(256);
  /** Records kept so far. */
  private kept = 0;

  constructor(
    private readonly duplicates: DuplicateFinder,
    private readonly owners: OwnerTable,
    private readonly report: ZoneReport,
  ) {}

  /** Turns `records`, of `ownerCount` owners, into RRsets; drops duplicates from it. */
  group(records: RecordColumns, ownerCount: number): void {
    records.rdataStart[records.count] = records.rdata.length;
    if (!records.grouped) this.sortByOwner(records, ownerCount);
    if (this.ownerRrsets.length < ownerCount + 1) {
      this.ownerRrsets = new Uint32Array(Math.max(ownerCount + 1, this.ownerRrsets.length * 2));
    }
    const { ownerRrsets } = this;
    const { count, owner, type } = records;
    this.rrsetCount = 0;
    this.kept = 0;
    let at = 0;
    for (let o = 0; o < ownerCount; o++) {
      ownerRrsets[o] = this.rrsetCount;
      const first = at;
      let sorted = true;
      for (; at < count && owner[at] === o; at++) {
        if (at > first && type[at]! < type[at - 1]!) sorted = false;
      }
      if (!sorted) this.sortByType(records, first, at);
      this.markRrsets(records, o, first, at);
    }
    ownerRrsets[ownerCount] = this.rrsetCount;
    owner[this.rrsetCount] = this.kept;
    records.count = this.kept;
    records.rdata.length = records.rdataStart[this.kept]!;
  }

  /** Marks the RRsets of one owner's records; what is kept moves down over what was dropped. */
  private markRrsets(records: RecordColumns, o: number, first: number, end: number): void {
    const { owner, type, ttl } = records;
    let at = first;
    while (at < end) {
      const rrsetType = type[at]!;
      let next = at + 1;
      while (next < end && type[next] === rrsetType) next++;
      const rrsetTtl = next - at === 1 ? ttl[at]! : this.lowestTtl(records, o, at, next);
      const duplicate = next - at === 1 ? undefined : this.duplicates.find(records, at, next);
      const rrset = this.rrsetCount++;
      owner[rrset] = this.kept;
      for (let i = at; i < next; i++) {
        if (duplicate === undefined || duplicate[i - at] === 0) this.keep(records, i);
        else this.warn("duplicate-record", records, i, () => this.givenBefore(records, o, i));
      }
      type[rrset] = rrsetType;
      ttl[rrset] = rrsetTtl;
      at = next;
    }
  }

  private keep(records: RecordColumns, from: number): void {
    const to = this.kept++;
    if (to === from) return;
    const { rdataStart, rdata, line, file } = records;
    const start = rdataStart[from]!;
    const end = rdataStart[from + 1]!;
    const target = rdataStart[to]!;
    rdata.bytes.copyWithin(target, start, end);
    line[to] = line[from]!;
    file[to] = file[from]!;
    rdataStart[to + 1] = target + end - start;
  }

  private givenBefore({ type, rdata, rdataStart }: RecordColumns, o: number, at: number): string {
    const row = recordTypeOf(type[at]!);
    const text = row.print(rdata.bytes, rdataStart[at]!, rdataStart[at + 1]!);
    const shown = text.length > shownTextMax ? `${text.slice(0, shownTextMax)}…` : text;
    return `${this.ownerText(o)} has ${row.mnemonic} ${shown} already`;
  }

  private lowestTtl(records: RecordColumns, o: number, first: number, end: number): number {
    const { ttl, type } = records;
    let lowest = ttl[first]!;
    let odd = 0;
    for (let i = first + 1; i < end; i++) {
      if (ttl[i] !== ttl[first]) odd = i;
      if (ttl[i]! < lowest) lowest = ttl[i]!;
    }
    if (odd !== 0 && type[first] !== rrsig) {
      const given = [ttl[first]!, ttl[odd]!];
      this.warn("ttl-mismatch", records, odd, () => {
        return `the ${typeName(type[first]!)} records of ${this.ownerText(o)} have TTLs ${given.join(" and ")}`;
      });
    }
    return lowest;
  }

  /** The message is made only if it will be shown: a million records may have a million faults. */
  private warn(
    code: ZoneFaultCode,
    records: RecordColumns,
    at: number,
    message: () => string,
  ): void {
    const { report } = this;
    const text = report.warningCount < limits.diagnosticsPerZoneMax ? message() : "";
    report.add(code, text, records.file[at]!, records.line[at]!);
  }

  private ownerText(owner: number): string {
    return nameToText(this.owners.names.bytes, this.owners.nameStart[owner]);
  }

  /** Stable counting sort by owner into the spare columns, and back. */
  private sortByOwner(records: RecordColumns, ownerCount: number): void {
    const { count, owner } = records;
    // next[o] is where the next record of owner o goes.
    const next = this.scratch(ownerCount + 1 + count);
    const order = next.subarray(ownerCount + 1);
    next.fill(0, 0, ownerCount + 1);
    for (let i = 0; i < count; i++) next[owner[i]! + 1]!++;
    for (let o = 0; o < ownerCount; o++) next[o + 1]! += next[o]!;
    for (let i = 0; i < count; i++) order[next[owner[i]!]!++] = i;
    this.gather(records, order, 0, count);
  }

  /** Stable sort by type of one owner's records. */
  private sortByType(records: RecordColumns, first: number, end: number): void {
    const { type } = records;
    const count = end - first;
    const order = this.scratch(count);
    if (count <= 16) {
      for (let i = 0; i < count; i++) {
        const moving = first + i;
        let at = i;
        for (; at > 0 && type[order[at - 1]!]! > type[moving]!; at--) order[at] = order[at - 1]!;
        order[at] = moving;
      }
    } else {
      // A name with many records is rare; one with all records of the zone must not be slow.
      const keys = new Float64Array(count);
      for (let i = 0; i < count; i++) keys[i] = type[first + i]! * 2 ** 32 + first + i;
      keys.sort();
      for (let i = 0; i < count; i++) order[i] = keys[i]! % 2 ** 32;
    }
    this.gather(records, order, first, end);
  }

  /** Puts record `order[i]` at `first + i`, for all of `[first, end)`. */
  private gather(records: RecordColumns, order: Uint32Array, first: number, end: number): void {
    const { spare } = this;
    spare.reset();
    spare.reserve(end - first);
    for (let i = 0; i < end - first; i++) {
      const from = order[i]!;
      spare.owner[i] = records.owner[from]!;
      spare.type[i] = records.type[from]!;
      spare.ttl[i] = records.ttl[from]!;
      spare.line[i] = records.line[from]!;
      spare.file[i] = records.file[from]!;
      spare.rdataStart[i] = spare.rdata.length;
      spare.rdata.copy(
        records.rdata.bytes,
        records.rdataStart[from]!,
        records.rdataStart[from + 1]!,
      );
    }
    const rdataFirst = records.rdataStart[first]!;
    for (let i = 0; i < end - first; i++) {
      records.owner[first + i] = spare.owner[i]!;
      records.type[first + i] = spare.type[i]!;
      records.ttl[first + i] = spare.ttl[i]!;
      records.line[first + i] = spare.line[i]!;
      records.file[first + i] = spare.file[i]!;
      records.rdataStart[first + i] = rdataFirst + spare.rdataStart[i]!;
    }
    records.rdata.bytes.set(spare.rdata.bytes.subarray(0, spare.rdata.length), rdataFirst);
  }

  private scratch(entries: number): Uint32Array {
    if (this.order.length < entries) this.order = new Uint32Array(entries * 2);
    return this.order;
  }
}
