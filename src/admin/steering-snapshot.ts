/** A zone's steering as JSON: what a simulation starts from instead of a fresh start. */
import { stateFromJson, zoneToJson } from "../rotation/kept-state.js";
import type { SteeredZone } from "../rotation/rotation-port.js";
import type { ZoneSteering } from "../steering/config.js";
import type { LoadReport, Override, SteeringState } from "../steering/state.js";

export interface SteeringSnapshot {
  readonly nowMs: number;
  readonly config: ZoneSteering;
  readonly overrides: readonly Override[];
  readonly loads: readonly (readonly [target: string, load: LoadReport])[];
  /** Probes and memory, in the form that is kept on disk. */
  readonly kept: unknown;
}

export function steeringSnapshot({ config, state }: SteeredZone, nowMs: number): SteeringSnapshot {
  const { probes, memory, overrides, loads } = state;
  const kept: unknown = JSON.parse(zoneToJson({ atMs: nowMs, probes, memory }));
  return { nowMs, config, overrides, loads: [...loads], kept };
}

/** Back to a state. The snapshot comes from a server of the same version, over the admin port. */
export function stateOfSnapshot(snapshot: SteeringSnapshot): SteeringState {
  const { apex } = snapshot.config;
  const kept = stateFromJson([[apex, snapshot.kept]]).get(apex)!;
  return {
    probes: kept.probes,
    memory: kept.memory,
    overrides: snapshot.overrides,
    loads: new Map(snapshot.loads),
  };
}
