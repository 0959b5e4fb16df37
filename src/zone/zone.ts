/**
 * A zone as read: every RRset of every owner in flat columns, so that a million records are a
 * dozen typed arrays and no objects. Read-only for everyone but the builder.
 *
 *   owner o      names[nameStart[o] … nameStart[o+1])        wire form, lower case
 *                RRsets ownerRrsets[o] … ownerRrsets[o+1])   ascending by type
 *   RRset r      rrsetType[r], rrsetTtl[r]
 *                records rrsetRecords[r] … rrsetRecords[r+1])
 *   record c     rdata[rdataStart[c] … rdataStart[c+1])      wire form, names uncompressed
 *                line recordLine[c] of file files[recordFile[c]]
 *
 * The arrays may be longer than the counts say: a reader that is used again keeps its memory. Such
 * a zone is borrowed until the next read; `copyZone` gives one that stays.
 */
export interface Zone {
  /** Apex in wire form, lower case. Always owner 0. */
  readonly apex: Uint8Array;
  /** Serial of the SOA, unsigned 32 bits. */
  readonly serial: number;
  /** Class code; 1 is IN. */
  readonly class: number;
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
  /** Paths of the zone file (0) and what it includes, as given to the reader. */
  readonly files: readonly string[];
  /**
   * The owner whose wire name is `name[start, end)`, compared without case; -1 if there is none.
   * Empty non-terminals are not owners.
   */
  findOwner(name: Uint8Array, start: number, end: number): number;
}
