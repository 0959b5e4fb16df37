/** What loaders are asked for: each zone with its file, its steering file and what is kept of it. */
import path from "node:path";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import { fingerprintAt } from "./fingerprint.js";
import type { ChangedZone } from "./folder-check.js";
import type { LoadRequest } from "./load-job.js";
import type { PackIndex } from "./pack-file.js";
import type { FolderListing } from "./zone-folder.js";
import { inlineZonesMax } from "./zone-load.js";
import type { ZoneTable } from "./zone-table.js";

export class LoadRequests {
  constructor(
    private readonly folder: string,
    private readonly table: ZoneTable,
  ) {}

  /**
   * Of all zones, those without a file among them. One by one as threads ask for them: a hundred
   * thousand requests at once are many megabytes.
   */
  *ofAll(
    { zones, steeringFiles }: FolderListing,
    kept: PackIndex,
    orphans: readonly string[],
  ): Generator<LoadRequest> {
    for (const [apex, file] of zones) {
      const steered = steeringFiles.size > 0 && steeringFiles.has(steeringFileOf(file));
      yield this.of(apex, file, steered, kept);
    }
    for (const apex of orphans) yield this.of(apex, null, false, kept);
  }

  ofChanged(changed: readonly ChangedZone[]): LoadRequest[] {
    return changed.map(({ apex, file, steered }) => this.of(apex, file, steered, null));
  }

  /** Size of the zone files if they are few; many are loaded by threads whatever their size. */
  textBytes({ zones }: FolderListing): number {
    if (zones.size > inlineZonesMax) return Number.POSITIVE_INFINITY;
    let bytes = 0;
    for (const file of zones.values()) {
      bytes += fingerprintAt(path.join(this.folder, file))?.sizeBytes ?? 0;
    }
    return bytes;
  }

  private of(
    apex: string,
    file: string | null,
    steered: boolean,
    index: PackIndex | null,
  ): LoadRequest {
    const kept = index === null || index.zones.size === 0 ? undefined : index.zones.get(apex);
    const entry = this.table.get(apex) ?? this.table.add(apex, file);
    if (kept !== undefined) entry.keptBytes = kept.bytes;
    if (file === null) entry.source = "removed";
    return { apex, file, steered, kept: kept ?? null };
  }
}
