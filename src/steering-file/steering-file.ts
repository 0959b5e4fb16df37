/**
 * A steering file, read and held against its zone: what the planner takes, or everything that is
 * wrong with it. Loading and checking both come through here, so they cannot disagree.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { SchemaPath } from "../schema/schema-walk.js";
import type { ZoneSteering } from "../steering/config.js";
import type { Zone } from "../zone/zone.js";
import { monitorsOf } from "./monitors.js";
import { SteeredNames, type SteeredPlaces } from "./steered-names.js";
import { FaultList, faultsMax, type SteeringFaultCode, steeringFaults } from "./steering-faults.js";
import { readSteeringText, shown } from "./steering-text.js";
import { ZoneValues } from "./zone-values.js";

export interface SteeringReading {
  /** Null if there is an error, or no zone to hold it against. */
  readonly steering: ZoneSteering | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Where a part of the steering stands in the file. */
  place(of: SteeringPart): { readonly line: number; readonly column: number };
}

export type SteeringPart =
  | { readonly monitor: string }
  /** Place in `ZoneSteering.rrsets`. */
  | { readonly rrset: number }
  | { readonly target: string };

/** `zone` is null if it could not be read: then the file is looked at by itself. */
export function readSteeringFile(text: string, file: string, zone: Zone | null): SteeringReading {
  const read = readSteeringText(text, file);
  const { document, place } = read;
  const faults = new FaultList();
  faults.findings.push(...read.findings);
  let steering: ZoneSteering | null = null;
  let places: SteeredPlaces = { rrsets: [], targets: new Map() };
  if (document !== null && zone !== null) {
    const values = new ZoneValues(zone);
    const monitors = monitorsOf(document, faults);
    const names = new SteeredNames(monitors, values, faults);
    for (const [i, entry] of document.steer.entries()) {
      if (faults.isFull) break;
      names.add(entry, ["steer", i]);
    }
    ({ places } = names);
    const { guard } = document;
    steering = {
      apex: values.apex,
      monitors: [...monitors.values()],
      guard: {
        maxRemoved: guard?.maxRemoved ?? 0.34,
        maxRemovedOfZone: guard?.maxRemovedOfZone ?? 0.1,
        minRemovedOfZone: guard?.maxRemovedOfZone === undefined ? 10 : 1,
        windowMs: guard?.window ?? 60_000,
        releaseMs: guard?.release ?? 120_000,
      },
      rrsets: names.rrsets,
      probes: names.probes,
    };
  }
  const diagnostics = [...read.diagnostics];
  for (const { path, atKey, code, message, hint, severity } of faults.findings.slice(
    0,
    faultsMax,
  )) {
    const remedy = hint ?? steeringFaults[code as SteeringFaultCode];
    const found = { code, severity, message: shown(message), hint: shown(remedy), file };
    diagnostics.push({ ...found, ...place(path, atKey) });
  }
  diagnostics.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return {
    steering: diagnostics.length === 0 ? steering : null,
    diagnostics,
    place: (part) => place(pathOf(part, places)),
  };
}

function pathOf(part: SteeringPart, { rrsets, targets }: SteeredPlaces): SchemaPath {
  if ("monitor" in part) return ["monitors", part.monitor];
  if ("rrset" in part) return rrsets[part.rrset] ?? ["steer"];
  return targets.get(part.target) ?? ["steer"];
}
