/**
 * Keeps the books on zones: takes what the loaders bring, puts it into service, remembers where it
 * came from, has it kept on disk, and tells the log. All changes of a zone's state are made here
 * (the picture is in zone-events.ts).
 */
import path from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { isNewerSerial } from "../zone/serial.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { FileFingerprint } from "../zone/zone-files.js";
import type { Clock } from "./clock.js";
import { mayChangeUnseen, sameFingerprint } from "./fingerprint.js";
import { removalRecord } from "./image-record.js";
import type { ImageTarget } from "./image-target.js";
import { type LoadedZone, type LoadJob, type LoadResult, loadedZones } from "./load-job.js";
import type { PackFile } from "./pack-file.js";
import type { ServedVersion, SourceState, ZoneEvent, ZoneOrigin } from "./zone-events.js";
import type { ZoneKeeper } from "./zone-keeper.js";
import type { ZoneEntry, ZoneTable } from "./zone-table.js";

export interface ZoneBookOptions {
  readonly folder: string;
  readonly version: string;
  readonly table: ZoneTable;
  readonly image: ImageTarget;
  readonly pack: PackFile | null;
  /** Has what is read from text kept on disk; null if nothing is. */
  readonly keeper: ZoneKeeper | null;
  readonly clock: Clock;
  onEvent(event: ZoneEvent): void;
  /** A zone was read from files outside the zone folder's top level. */
  onIncludes(includes: readonly FileFingerprint[]): void;
}

export class ZoneBook {
  /** Whether zones are told of one by one; at the first load only trouble is. */
  telling = false;
  zonesServed = 0;
  recordsServed = 0;
  /** Zones, in this run. */
  loaded = 0;
  loadedFromImages = 0;
  removed = 0;
  private run = 1;

  constructor(private readonly options: ZoneBookOptions) {}

  startRun(): void {
    this.run++;
    this.loaded = this.loadedFromImages = this.removed = 0;
  }

  /** Publishes a result, whose buffer is no longer needed afterwards. */
  take(job: LoadJob, result: LoadResult): void {
    const { image, keeper, table } = this.options;
    const segments: Uint8Array[] = [];
    const taken: { entry: ZoneEntry; zone: LoadedZone }[] = [];
    for (const zone of loadedZones(job, result)) {
      const entry = table.get(zone.apex);
      if (entry === undefined) continue;
      taken.push({ entry, zone });
      if (zone.image?.kind === "packed") {
        const { segmentAt, segmentBytes } = zone.image;
        segments.push(new Uint8Array(result.buffer, segmentAt, segmentBytes));
      } else if (zone.image !== null) image.adopt(zone.image.segment);
    }
    image.publish(segments);
    for (const { entry, zone } of taken) {
      this.note(entry, zone);
      if (zone.image?.origin === "text") keeper?.note(entry);
    }
  }

  /** Notes what a loader found, its image being published already. */
  note(entry: ZoneEntry, zone: LoadedZone): void {
    const { table, clock } = this.options;
    const previous = table.version(entry);
    const { image } = zone;
    if (image !== null) {
      if (previous === null) this.zonesServed++;
      this.recordsServed += image.records - (previous?.records ?? 0);
      entry.served = true;
      entry.origin = image.origin;
      entry.serial = image.serial;
      entry.records = image.records;
      entry.bytes = image.segmentBytes;
      entry.servedSince = table.seconds(clock.now());
      this.countLoaded(entry, image.origin);
    }
    const known = this.noteSources(entry, zone.sources);
    if (zone.keptRefused !== null) {
      const file = table.fileName(entry);
      this.options.onEvent({ kind: "image-refused", file, reason: zone.keptRefused });
    }
    // A zone that was loaded without a file waits for its removal; the caller says until when.
    if (entry.source === "removed") return;
    if (zone.good) this.noteGood(entry, zone, previous, known);
    else this.noteBroken(entry, zone);
  }

  /** The file is gone: served until `removalAt` (Unix milliseconds), or for as long as null says. */
  notePending(entry: ZoneEntry, removalAt: number | null): void {
    const { table } = this.options;
    this.become(entry, "removed");
    table.forgetFingerprint(entry);
    entry.removalAt = removalAt === null ? -1 : table.seconds(removalAt);
    if (removalAt === null) return;
    const file = table.fileName(entry);
    this.options.onEvent({ kind: "zone-removal-pending", apex: entry.apex, file, removalAt });
  }

  /** The file of a removed zone is back; it has yet to be read. */
  noteReturned(entry: ZoneEntry): void {
    this.become(entry, "ok");
    entry.removalAt = -1;
    this.options.onEvent({ kind: "zone-removal-cancelled", apex: entry.apex });
  }

  /** Takes a zone out of service for good. */
  remove(entry: ZoneEntry): void {
    const { apex, file, keptBytes, served, records } = entry;
    const { image, table, pack, folder, version } = this.options;
    table.delete(entry);
    if (served) {
      image.remove(apexToWire(apex));
      this.zonesServed--;
      this.recordsServed -= records;
      this.removed++;
      this.options.onEvent({ kind: "zone-removed", apex });
    }
    if (pack !== null && keptBytes > 0) {
      pack.account(0, keptBytes);
      void pack.append([removalRecord(apex, path.join(folder, file ?? apex), version)]);
    }
  }

  /** Once in a run: a file that changed just before it was read is read a second time. */
  private countLoaded(entry: ZoneEntry, origin: ZoneOrigin): void {
    if (entry.loadedInRun === this.run) return;
    entry.loadedInRun = this.run;
    this.loaded++;
    if (origin === "image") this.loadedFromImages++;
  }

  private noteGood(
    entry: ZoneEntry,
    zone: LoadedZone,
    previous: ServedVersion | null,
    known: boolean,
  ): void {
    // Read again to be sure, and found to be the same: no news, and the warnings stand.
    if (known && entry.source === "ok" && previous?.serial === entry.serial) return;
    this.become(entry, "ok");
    const { table, onEvent } = this.options;
    const version = table.version(entry);
    const previousSerial = previous?.serial ?? null;
    const isOlder = previousSerial !== null && isNewerSerial(previousSerial, entry.serial);
    const diagnostics = isOlder
      ? [...zone.diagnostics, olderSerial(table.fileName(entry), entry.serial, previousSerial)]
      : zone.diagnostics;
    entry.diagnostics = diagnostics;
    if (version === null || !this.telling) return;
    onEvent({ kind: "zone-loaded", apex: entry.apex, version, previousSerial, diagnostics });
  }

  private noteBroken(entry: ZoneEntry, { diagnostics }: LoadedZone): void {
    const { table, onEvent } = this.options;
    // A broken zone is read again at every reload; the same news is told once.
    const known = entry.source === "broken" && sameDiagnostics(entry.diagnostics, diagnostics);
    this.become(entry, "broken");
    entry.diagnostics = diagnostics;
    if (known) return;
    const { apex } = entry;
    const file = table.fileName(entry);
    onEvent({ kind: "zone-broken", apex, file, serving: table.version(entry), diagnostics });
  }

  /** Returns whether these files, as they are, had been read before already. */
  private noteSources(entry: ZoneEntry, sources: readonly FileFingerprint[] | null): boolean {
    const { table, clock } = this.options;
    const [own, ...includes] = sources ?? [];
    if (own === undefined) {
      table.forgetFingerprint(entry);
      return false;
    }
    const before = entry.includes ?? [];
    const known =
      table.hasFingerprint(entry, own) &&
      before.length === includes.length &&
      before.every((source, at) => sameFingerprint(source, includes[at] ?? own));
    const now = clock.now();
    table.setFingerprint(entry, own);
    entry.unsettled = [own, ...includes].some((source) => mayChangeUnseen(source, now));
    entry.includes = includes.length === 0 ? null : includes;
    if (entry.includes !== null) this.options.onIncludes(entry.includes);
    return known;
  }

  private become(entry: ZoneEntry, source: SourceState): void {
    if (entry.source === source) return;
    entry.source = source;
    entry.sourceSince = this.options.table.seconds(this.options.clock.now());
  }
}

function olderSerial(file: string, serial: number, previous: number): Diagnostic {
  return {
    code: "serial-went-backwards",
    severity: "warning",
    message: `serial ${serial} is older than ${previous}, which was served before (RFC 1982)`,
    file,
    hint: "it is served all the same, but secondaries will not fetch it: raise the serial",
  };
}

function sameDiagnostics(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
