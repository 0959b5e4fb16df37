/** Reads pairs of zones, one after the other; what cannot be read is told, and the rest compared. */
import { relative } from "node:path";
import { type Diagnostic, formatDiagnostic } from "../base/diagnostic.js";
import type { ListedZone } from "../check/listed-zone.js";
import { servedZone } from "../check/served-zone.js";
import type { ZoneDiff } from "../diff/change.js";
import { steeringChanges } from "../diff/steering-changes.js";
import { diffZone } from "../diff/zone-diff.js";
import { nameToText } from "../dns/name-text.js";
import type { ZoneSteering } from "../steering/config.js";
import type { readCompanion } from "../steering-file/companion.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import { diskFiles } from "../zone/disk.js";
import { ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { ZonePair } from "./diff-pairs.js";
import type { DiffVersion, ServedVersion } from "./diff-versions.js";
import { shownPath } from "./shown-path.js";

export class Comparison {
  /** Messages told. */
  faults = 0;
  private readonly readers = new Map<DiffVersion, ZoneReader>();
  private readSteering: typeof readCompanion | null = null;
  /** Of the pair that is compared, by version. */
  private readonly steering = new Map<DiffVersion, ZoneSteering>();

  constructor(
    private readonly before: DiffVersion,
    private readonly after: DiffVersion,
    /** Of the admin endpoint, if a version is served. */
    private readonly token: string | null,
    private readonly tell: (message: string) => void,
    private readonly workingFolder: string,
  ) {
    for (const version of [before, after]) {
      if (version.kind === "files")
        this.readers.set(version, new ZoneReader({ files: version.files }));
    }
  }

  /** Tells which files of a version are no zones; what they were is not compared with nothing. */
  tellRefused(pairs: readonly ZonePair[]): ZonePair[] {
    const unread = { before: this.refusedIn(this.before), after: this.refusedIn(this.after) };
    return pairs.filter(({ before, after }) => {
      if (before === null) return !unread.before.has(this.placeOf(this.after, after!));
      return after !== null || !unread.after.has(this.placeOf(this.before, before));
    });
  }

  private refusedIn(version: DiffVersion): Set<string> {
    const places = new Set<string>();
    if (version.kind === "served") return places;
    for (const diagnostic of version.refused) {
      this.complainOf(version, diagnostic);
      places.add(relative(version.base, diagnostic.file ?? ""));
    }
    return places;
  }

  private placeOf(version: DiffVersion, { path }: ListedZone): string {
    return version.kind === "served" ? path : relative(version.base, path);
  }

  prefetch(pairs: readonly ZonePair[]): void {
    for (const side of ["before", "after"] as const) {
      const version = this[side];
      if (version.kind === "served") continue;
      version.prefetch(pairs.flatMap((pair) => pair[side]?.path ?? []));
    }
  }

  /** Undefined if a version could not be read. */
  async compare(pair: ZonePair): Promise<ZoneDiff | undefined> {
    await this.prepareSteering(pair);
    this.steering.clear();
    const diff = await this.compareZones(pair);
    if (diff?.kind !== "changed" || this.steering.size === 0) return diff;
    const [before, after] = [this.before, this.after].map((one) => this.steering.get(one) ?? null);
    const steering = steeringChanges(before ?? null, after ?? null);
    return steering.length === 0 ? diff : { ...diff, steering };
  }

  /** What reads steering files is loaded when the first comes: it brings libraries along. */
  private async prepareSteering(pair: ZonePair): Promise<void> {
    if (this.readSteering !== null || this.isAnyServed) return;
    const isSteered = (["before", "after"] as const).some((side) => {
      const version = this[side];
      const path = pair[side]?.path;
      if (version.kind !== "files" || path === undefined) return false;
      return version.files.realPath(steeringFileOf(path)) !== undefined;
    });
    if (!isSteered) return;
    ({ readCompanion: this.readSteering } = await import("../steering-file/companion.js"));
  }

  /** A server sends its zone, and not the steering. */
  private get isAnyServed(): boolean {
    return this.before.kind === "served" || this.after.kind === "served";
  }

  private async compareZones(pair: ZonePair): Promise<ZoneDiff | undefined> {
    const { before, after } = this;
    if (before.kind === "served") {
      const now = this.read(after, pair.after);
      const old = now && (await this.fetch(before, now));
      return old === undefined || !now ? undefined : diffZone(old, now);
    }
    const old = this.read(before, pair.before);
    if (after.kind === "served") {
      const now = old && (await this.fetch(after, old));
      return now === undefined || !old ? undefined : diffZone(old, now);
    }
    const now = this.read(after, pair.after);
    if (old === undefined || now === undefined) return undefined;
    if (old !== null && now !== null && Buffer.compare(old.apex, now.apex) !== 0) {
      const names = [nameToText(now.apex), nameToText(old.apex)];
      const path = shownPath(pair.after!.path, this.workingFolder);
      this.complain(`${path}: the zone ${names[0]}; it was ${names[1]}`);
      return undefined;
    }
    return diffZone(old, now);
  }

  /** Null if the version has no such zone. */
  private read(version: DiffVersion, listed: ListedZone | null): Zone | null | undefined {
    const reader = this.readers.get(version);
    if (listed === null || reader === undefined) return null;
    const { path, root, apex } = listed;
    const request = { path, root, ...(apex === null ? {} : { apex: apexToWire(apex) }) };
    const { zone, diagnostics } = reader.read(request);
    const beside =
      version.kind === "files"
        ? (this.readSteering?.(version.files, steeringFileOf(path), zone) ?? null)
        : null;
    if (beside?.steering != null) this.steering.set(version, beside.steering);
    const steeringFaults = beside?.diagnostics ?? [];
    if (zone !== null && steeringFaults.length === 0) return zone;
    for (const diagnostic of [...diagnostics, ...steeringFaults].filter(
      ({ severity }) => severity === "error",
    )) {
      this.complainOf(version, diagnostic);
    }
    return undefined;
  }

  /** The version of a zone that is served; null if it is not. */
  private async fetch({ called }: ServedVersion, { apex }: Zone): Promise<Zone | null | undefined> {
    const found = await servedZone(called, nameToText(apex), { token: this.token });
    if (found.kind === "zone") return found.zone;
    if (found.kind === "absent") return null;
    this.complain(found.reason);
    return undefined;
  }

  private complainOf(version: DiffVersion, diagnostic: Diagnostic): void {
    const file = shownPath(diagnostic.file ?? "", this.workingFolder);
    const told = formatDiagnostic({ ...diagnostic, file });
    // On disk the path says which version it is.
    const isOnDisk = version.kind === "files" && version.files === diskFiles;
    const called = version.called === "" ? "staged" : version.called;
    this.complain(isOnDisk ? told : `${called}: ${told}`);
  }

  private complain(message: string): void {
    this.faults++;
    this.tell(message);
  }
}
