/** A zone's steering as JSON: what a simulation starts from instead of a fresh start. */
import type { SteeredZone } from "../rotation/rotation-port.js";
import type { ZoneSteering } from "../steering/config.js";
import type { LoadReport, Override, ProbeState, SteeringState } from "../steering/state.js";
import { emptyMemory, type SteeringMemory } from "../steering/state.js";

export interface SteeringSnapshot {
  readonly nowMs: number;
  readonly config: ZoneSteering;
  readonly probes: readonly (readonly [key: string, state: ProbeState])[];
  readonly overrides: readonly Override[];
  readonly loads: readonly (readonly [target: string, load: LoadReport])[];
  readonly memory: {
    readonly [Part in Exclude<keyof SteeringMemory, "removals">]: readonly (readonly [
      string,
      unknown,
    ])[];
  } & Pick<SteeringMemory, "removals">;
}

export function steeringSnapshot({ config, state }: SteeredZone, nowMs: number): SteeringSnapshot {
  const { memory } = state;
  return {
    nowMs,
    config,
    probes: [...state.probes],
    overrides: state.overrides,
    loads: [...state.loads],
    memory: {
      targets: [...memory.targets],
      tiers: [...memory.tiers],
      lastGood: [...memory.lastGood],
      removals: memory.removals,
    },
  };
}

/** Back to a state. The snapshot comes from a server of the same version, over the admin port. */
export function stateOfSnapshot(snapshot: SteeringSnapshot): SteeringState {
  const { memory } = snapshot;
  return {
    probes: new Map(snapshot.probes),
    overrides: snapshot.overrides,
    loads: new Map(snapshot.loads),
    memory: {
      ...emptyMemory,
      targets: new Map(memory.targets) as SteeringMemory["targets"],
      tiers: new Map(memory.tiers) as SteeringMemory["tiers"],
      lastGood: new Map(memory.lastGood) as SteeringMemory["lastGood"],
      removals: memory.removals,
    },
  };
}
