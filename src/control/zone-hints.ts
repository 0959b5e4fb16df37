/**
 * From hints to zones: which of the zones that a hint names have changed indeed. What a hint does
 * not explain (a file that is gone, a second file for a zone) is left to the look at all files.
 */
import path from "node:path";
import { steeringFileOf, zoneFileOf } from "../steering-file/steering-file-name.js";
import { apexOfFileName, fileNameOfApex } from "../zone/zone-file-name.js";
import { fingerprintAt } from "./fingerprint.js";
import { type ChangedZone, changeOf, IncludedFiles } from "./folder-check.js";
import type { ZoneTable } from "./zone-table.js";

/** Zones behind changed paths. */
export function zonesOfHints(
  folder: string,
  paths: ReadonlySet<string>,
  table: ZoneTable,
): ChangedZone[] {
  const files = new Map<string, string>();
  const others = new Set<string>();
  for (const place of paths) {
    const base = path.basename(place);
    const name = zoneFileOf(base) ?? base;
    const apex = path.dirname(place) === folder ? apexOfFileName(name) : null;
    if (typeof apex === "string") files.set(apex, name);
    else others.add(place);
  }
  if (others.size > 0) {
    for (const { apex, includes } of table.values()) {
      if (includes?.some((source) => others.has(source.path)) !== true) continue;
      if (!files.has(apex)) files.set(apex, nameOf(apex, table));
    }
  }
  const changed: ChangedZone[] = [];
  const included = new IncludedFiles();
  for (const [apex, name] of files) {
    if (name !== nameOf(apex, table)) continue;
    if (fingerprintAt(path.join(folder, name)) === undefined) continue;
    const zone = { apex, file: name, steered: isSteered(folder, name) };
    const found = changeOf(folder, zone, table, included);
    if (found !== null) changed.push(found);
  }
  return changed;
}

/** Zones that a caller says have changed, whatever their files look like. */
export function zonesOfApexes(
  folder: string,
  apexes: readonly string[],
  table: ZoneTable,
): ChangedZone[] {
  const changed: ChangedZone[] = [];
  for (const apex of apexes) {
    const file = nameOf(apex, table);
    const found = fingerprintAt(path.join(folder, file));
    if (found === undefined) continue;
    changed.push({ apex, file, steered: isSteered(folder, file), sizeBytes: found.sizeBytes });
  }
  return changed;
}

function isSteered(folder: string, file: string): boolean {
  return fingerprintAt(path.join(folder, steeringFileOf(file))) !== undefined;
}

function nameOf(apex: string, table: ZoneTable): string {
  const entry = table.get(apex);
  return entry === undefined ? fileNameOfApex(apex) : table.fileName(entry);
}
