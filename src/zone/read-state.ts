/**
 * Where the reading of a zone stands: what a record inherits from the lines before it (owner,
 * origin, TTL), and what has been collected. One instance serves a reader for all its zones.
 */
import { isSubdomain, lowerCase, rootName } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { TextFault } from "../dns/text/scanner.js";
import { DuplicateFinder } from "./duplicates.js";
import type { ZoneFaultCode } from "./faults.js";
import { Grouping } from "./grouping.js";
import { OwnerTable } from "./owner-table.js";
import { RecordColumns } from "./record-columns.js";
import { ZoneReport } from "./report.js";

/** Values of `owner` that are no index. */
export const noOwner = { none: -1, outside: -2, broken: -3 } as const;

/** No TTL known from this source. */
export const unset = -1;

export class ReadState {
  readonly owners: OwnerTable;
  readonly records = new RecordColumns();
  readonly report = new ZoneReport();
  readonly grouping: Grouping;
  /** Handed to record types; its origin is the present one, case kept. */
  readonly context = { origin: rootName };
  /** The origin in lower case, as owners are kept. */
  originLower = rootName;
  originKnown = false;
  originInZone = false;
  /** Undefined until the first owner, if the caller did not give it. */
  apex: Uint8Array | undefined;
  /** Owner of the last entry, or one of `noOwner`. */
  owner: number = noOwner.none;
  /** A directive came in between, so a blank owner may not mean what it seems to. */
  ownerDoubtful = false;
  /** From $TTL (RFC 2308 §4). */
  defaultTtl = unset;
  /** The last explicit one (RFC 1035 §5.1). */
  lastTtl = unset;
  soaMinimum = unset;
  serial = 0;
  soaSeen = false;
  /** A relative name was met before there was an origin. */
  originMissed = false;
  /** Paths of the zone file and what it includes; `fileIndex` is the present one. */
  files: string[] = [];
  fileIndex = 0;
  /** Place of the $GENERATE that makes the present record, whose own text is in no file. */
  generatedAt: { readonly line: number; readonly column: number } | undefined;
  /** Too much was read: the rest of the zone is left alone. */
  stopped = false;

  /** `bytesMax` bounds names and RDATA together, octets. */
  constructor(
    seed: number,
    readonly bytesMax: number,
  ) {
    this.owners = new OwnerTable(seed);
    this.grouping = new Grouping(new DuplicateFinder(recordTypeOf, seed), this.owners, this.report);
  }

  reset(path: string, apex: Uint8Array | undefined): void {
    this.files = [path];
    this.fileIndex = 0;
    this.report.reset(this.files);
    this.records.reset();
    this.owner = noOwner.none;
    this.ownerDoubtful = false;
    this.defaultTtl = this.lastTtl = this.soaMinimum = unset;
    this.generatedAt = undefined;
    this.serial = 0;
    this.soaSeen = this.stopped = this.originMissed = false;
    this.apex = undefined;
    this.context.origin = this.originLower = rootName;
    this.originKnown = this.originInZone = false;
    if (apex !== undefined) this.begin(apex);
  }

  /** Sets the apex, which is also the origin until something else is said. */
  begin(apex: Uint8Array): void {
    this.apex = apex;
    this.owners.reset(apex);
    if (this.originKnown)
      this.originInZone = this.isInZone(this.originLower, 0, this.originLower.length);
    else this.setOrigin(apex);
  }

  setOrigin(origin: Uint8Array): void {
    this.context.origin = origin;
    this.originLower = origin;
    if (origin !== this.apex) {
      this.originLower = origin.slice();
      lowerCase(this.originLower, 0, origin.length);
    }
    this.originKnown = true;
    this.originInZone = this.isInZone(this.originLower, 0, origin.length);
  }

  /** Whether the lower-case wire name `bytes[start, end)` is the apex or below it. */
  isInZone(bytes: Uint8Array, start: number, end: number): boolean {
    const { apex } = this;
    return apex !== undefined && isSubdomain(bytes, start, end, apex, 0, apex.length);
  }

  /** That there is no origin is told once: all that is relative suffers from it. */
  isKnownFault({ code }: TextFault): boolean {
    if (code !== "no-origin") return false;
    const known = this.originMissed;
    this.originMissed = true;
    return known;
  }

  /** Forgets what a broken entry had written. */
  rollBack(): void {
    this.records.rdata.length = this.records.rdataEnd;
    if (this.apex !== undefined) this.owners.names.length = this.owners.tail;
  }

  /** Index of `path` among the files of this zone. */
  addFile(path: string): number {
    const known = this.files.indexOf(path);
    return known === -1 ? this.files.push(path) - 1 : known;
  }

  /** Reports what is wrong with the present entry. */
  tell(code: ZoneFaultCode, message: string, line: number, column = 1): void {
    const place = this.generatedAt ?? { line, column };
    this.report.add(code, message, this.fileIndex, place.line, place.column);
  }

  /** Ends the reading of a zone that has outgrown what its offsets can tell. */
  stop(line: number): void {
    if (this.stopped) return;
    this.stopped = true;
    const message = `the zone has more than ${this.bytesMax} octets of names and RDATA`;
    this.tell("zone-too-large", message, line);
  }
}
