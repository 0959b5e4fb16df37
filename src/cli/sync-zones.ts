/** Zone files that go to providers: read as the server reads them, steering file included. */
import { dirname } from "node:path";
import { formatDiagnostic } from "../base/diagnostic.js";
import { lowerNameFromText } from "../dns/name-text.js";
import type { ZoneSteering } from "../steering/config.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import { diskFiles } from "../zone/disk.js";
import { copyZone, ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";

export interface SourceZone {
  /** Presentation form, absolute, lower case. */
  readonly apex: string;
  readonly path: string;
  readonly zone: Zone;
  /** Null if no steering file lies beside it. */
  readonly steering: ZoneSteering | null;
}

export type SourceReading =
  | SourceZone
  /** What is wrong, a line each: such a zone goes nowhere. */
  | { readonly apex: string; readonly path: string; readonly faults: readonly string[] };

/** `path` is absolute. */
export async function readSourceZone(apex: string, path: string): Promise<SourceReading> {
  const wire = lowerNameFromText(apex);
  const reader = new ZoneReader({ files: diskFiles });
  const root = dirname(path);
  const { zone, diagnostics } = reader.read({
    path,
    root,
    ...(wire === undefined ? {} : { apex: wire }),
  });
  const { readCompanion } = await import("../steering-file/companion.js");
  const companion = readCompanion(diskFiles, steeringFileOf(path), zone);
  const faults = [...diagnostics, ...(companion?.diagnostics ?? [])]
    .filter(({ severity }) => severity === "error")
    .map(formatDiagnostic);
  if (zone === null || faults.length > 0) return { apex, path, faults };
  return { apex, path, zone: copyZone(zone), steering: companion?.steering ?? null };
}
