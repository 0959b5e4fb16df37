/**
 * Records in the order in which they were read, a column an attribute. Grown by doubling, kept
 * from zone to zone.
 */
import { ByteWriter } from "../base/byte-writer.js";

export class RecordColumns {
  count = 0;
  /** One entry more than records fit, for what `group` makes of this column. */
  owner = new Uint32Array(0);
  type = new Uint16Array(0);
  ttl = new Uint32Array(0);
  /** One entry more than records fit: where the last record's RDATA ends. */
  rdataStart = new Uint32Array(0);
  line = new Uint32Array(0);
  file = new Uint16Array(0);
  readonly rdata = new ByteWriter(8192);
  /** A record is of the owner before or of a new one: the file is grouped by owner. */
  grouped = true;
  /** Where the RDATA of the last record ends. */
  rdataEnd = 0;
  private capacity = 0;
  private ownersSeen = 0;

  constructor() {
    this.reserve(256);
  }

  reset(): void {
    this.count = 0;
    this.rdata.length = 0;
    this.rdataEnd = 0;
    this.grouped = true;
    this.ownersSeen = 0;
  }

  /** Appends a record whose RDATA was written to `rdata` from `rdataStart` on. */
  append(owner: number, type: number, ttl: number, from: number, line: number, file: number): void {
    const { count } = this;
    if (count === this.capacity) this.reserve(count * 2);
    if (owner + 1 !== this.ownersSeen) {
      if (owner === this.ownersSeen) this.ownersSeen++;
      else this.grouped = false;
    }
    this.owner[count] = owner;
    this.type[count] = type;
    this.ttl[count] = ttl;
    this.rdataStart[count] = from;
    this.line[count] = line;
    this.file[count] = file;
    this.rdataEnd = this.rdata.length;
    this.count = count + 1;
  }

  /** Gives each owner its new index. */
  renumber(owners: Uint32Array): void {
    for (let i = 0; i < this.count; i++) this.owner[i] = owners[this.owner[i]!]!;
    this.grouped = false;
  }

  /** Makes room for `records` records in all. */
  reserve(records: number): void {
    if (records <= this.capacity) return;
    this.capacity = records;
    this.owner = grown32(this.owner, records + 1, this.count);
    this.type = grown16(this.type, records, this.count);
    this.ttl = grown32(this.ttl, records, this.count);
    this.rdataStart = grown32(this.rdataStart, records + 1, this.count);
    this.line = grown32(this.line, records, this.count);
    this.file = grown16(this.file, records, this.count);
  }
}

function grown32(column: Uint32Array<ArrayBuffer>, length: number, used: number) {
  const grown = new Uint32Array(length);
  grown.set(column.subarray(0, used));
  return grown;
}

function grown16(column: Uint16Array<ArrayBuffer>, length: number, used: number) {
  const grown = new Uint16Array(length);
  grown.set(column.subarray(0, used));
  return grown;
}
