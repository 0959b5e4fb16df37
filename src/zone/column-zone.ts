/** The Zone that the reader makes, over columns that are borrowed from it, and its copy. */
import type { OwnerTable } from "./owner-table.js";
import type { Zone } from "./zone.js";

/** Everything of a Zone but its owners, which come with their hash table. */
export type ZoneColumns = Omit<
  Zone,
  "apex" | "ownerCount" | "names" | "nameStart" | "findOwner" | "class"
>;

export class ColumnZone implements Zone {
  readonly apex: Uint8Array;
  readonly class = 1;
  readonly serial: number;
  readonly ownerCount: number;
  readonly rrsetCount: number;
  readonly recordCount: number;
  readonly names: Uint8Array;
  readonly nameStart: Uint32Array;
  readonly ownerRrsets: Uint32Array;
  readonly rrsetType: Uint16Array;
  readonly rrsetTtl: Uint32Array;
  readonly rrsetRecords: Uint32Array;
  readonly rdata: Uint8Array;
  readonly rdataStart: Uint32Array;
  readonly recordLine: Uint32Array;
  readonly recordFile: Uint16Array;
  readonly files: readonly string[];

  constructor(
    columns: ZoneColumns,
    private readonly owners: OwnerTable,
  ) {
    this.serial = columns.serial;
    this.ownerCount = owners.count;
    this.rrsetCount = columns.rrsetCount;
    this.recordCount = columns.recordCount;
    this.names = owners.names.bytes;
    this.nameStart = owners.nameStart;
    this.apex = this.names.slice(0, this.nameStart[1]);
    this.ownerRrsets = columns.ownerRrsets;
    this.rrsetType = columns.rrsetType;
    this.rrsetTtl = columns.rrsetTtl;
    this.rrsetRecords = columns.rrsetRecords;
    this.rdata = columns.rdata;
    this.rdataStart = columns.rdataStart;
    this.recordLine = columns.recordLine;
    this.recordFile = columns.recordFile;
    this.files = columns.files;
  }

  findOwner(name: Uint8Array, start: number, end: number): number {
    return this.owners.find(name, start, end);
  }

  /** The same zone in memory of its own, sized to fit. */
  detach(): ColumnZone {
    return new ColumnZone(
      {
        serial: this.serial,
        rrsetCount: this.rrsetCount,
        recordCount: this.recordCount,
        ownerRrsets: this.ownerRrsets.slice(0, this.ownerCount + 1),
        rrsetType: this.rrsetType.slice(0, this.rrsetCount),
        rrsetTtl: this.rrsetTtl.slice(0, this.rrsetCount),
        rrsetRecords: this.rrsetRecords.slice(0, this.rrsetCount + 1),
        rdata: this.rdata.slice(0, this.rdataStart[this.recordCount]),
        rdataStart: this.rdataStart.slice(0, this.recordCount + 1),
        recordLine: this.recordLine.slice(0, this.recordCount),
        recordFile: this.recordFile.slice(0, this.recordCount),
        files: [...this.files],
      },
      this.owners.copy(),
    );
  }
}
