/** The configurations that a simulation is about: of the zone files, or of a running server. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type SteeringSnapshot, stateOfSnapshot } from "../admin/steering-snapshot.js";
import type { SteeringList } from "../admin/steering-view.js";
import { formatDiagnostic } from "../base/diagnostic.js";
import type { ZoneSteering } from "../steering/config.js";
import type { SteeringState } from "../steering/state.js";
import { readCompanion } from "../steering-file/companion.js";
import { steeringFileEnding, zoneFileOf } from "../steering-file/steering-file-name.js";
import { diskFiles } from "../zone/disk.js";
import { ZoneReader } from "../zone/reader.js";
import { apexOfFileName, apexToWire } from "../zone/zone-file-name.js";
import { askSteering, type ConnectionFlags } from "./steer-connection.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface SteeredConfiguration {
  readonly config: ZoneSteering;
  /** Null where nothing runs: then every probe has been up for long. */
  readonly from: SteeringState | null;
  /** Unix time, milliseconds, that it is as of; null for none. */
  readonly atMs: number | null;
}

/** Every steered zone of the folder, or the one with that apex. Fails with all that is wrong. */
export function configurationsOf(folder: string, apex: string | undefined): SteeredConfiguration[] {
  const reader = new ZoneReader({ files: diskFiles });
  const found: SteeredConfiguration[] = [];
  const wrong: string[] = [];
  for (const file of steeringFiles(folder)) {
    const zoneFile = zoneFileOf(file) ?? file;
    const zoneApex = apexOfFileName(basename(zoneFile));
    if (typeof zoneApex !== "string" || (apex !== undefined && zoneApex !== apex)) continue;
    const { zone, diagnostics } = reader.read({
      path: join(folder, zoneFile),
      root: folder,
      apex: apexToWire(zoneApex),
    });
    const companion = readCompanion(diskFiles, join(folder, file), zone);
    const errors = [...diagnostics, ...(companion?.diagnostics ?? [])];
    wrong.push(...errors.filter(({ severity }) => severity === "error").map(formatDiagnostic));
    if (companion?.steering) found.push({ config: companion.steering, from: null, atMs: null });
  }
  if (wrong.length > 0) {
    throw new CommandFailure(`zones have errors:\n${wrong.join("\n")}`, exitCode.usage);
  }
  if (found.length === 0) {
    const what = apex === undefined ? "no zone" : `no zone ${apex}`;
    throw new CommandFailure(
      `${what} with a steering file in ${folder}; name the folder with --zones`,
      exitCode.usage,
    );
  }
  return found;
}

/** The same of a running server, as it stands. */
export async function runningConfigurations(
  flags: ConnectionFlags,
  apex: string | undefined,
  around: Surroundings,
): Promise<SteeredConfiguration[]> {
  const apexes = apex === undefined ? await runningApexes(flags, around) : [apex];
  const found: SteeredConfiguration[] = [];
  for (const zone of apexes) {
    const path = `/steering/state?${new URLSearchParams({ zone })}`;
    const snapshot = (await askSteering(flags, around, "GET", path)) as SteeringSnapshot;
    const { config, nowMs } = snapshot;
    found.push({ config, from: stateOfSnapshot(snapshot), atMs: nowMs });
  }
  return found;
}

async function runningApexes(flags: ConnectionFlags, around: Surroundings): Promise<Set<string>> {
  const apexes = new Set<string>();
  for (let offset = 0; ; ) {
    const query = new URLSearchParams({ all: "true", limit: "1000", offset: String(offset) });
    const list = (await askSteering(flags, around, "GET", `/steering?${query}`)) as SteeringList;
    for (const rrset of list.rrsets) apexes.add(rrset.apex);
    offset += list.rrsets.length;
    if (list.rrsets.length === 0 || offset >= list.total) break;
  }
  if (apexes.size > 0) return apexes;
  throw new CommandFailure("this server steers nothing", exitCode.usage);
}

function steeringFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(steeringFileEnding))
      .sort();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`cannot read ${folder}: ${why}`, exitCode.usage);
  }
}
