/** States that are the same and yet others: gone through JSON, or in another order. */
import type { SteeringMemory, SteeringState } from "../../src/steering/state.js";

/** As after a restart. */
export function restored({ probes, overrides, loads, memory }: SteeringState): SteeringState {
  return {
    probes: new Map(throughJson([...probes])),
    overrides: throughJson(overrides),
    loads: new Map(throughJson([...loads])),
    memory: {
      targets: new Map(throughJson([...memory.targets])),
      tiers: new Map(throughJson([...memory.tiers])),
      lastGood: new Map(throughJson([...memory.lastGood])),
      removals: throughJson(memory.removals),
    },
  };
}

export function reversed(state: SteeringState): SteeringState {
  const { targets, tiers, lastGood, removals } = state.memory;
  const memory: SteeringMemory = {
    targets: backwards(targets),
    tiers: backwards(tiers),
    lastGood: backwards(lastGood),
    removals,
  };
  return {
    ...state,
    probes: backwards(state.probes),
    loads: backwards(state.loads),
    memory,
  };
}

function backwards<Key, Value>(map: ReadonlyMap<Key, Value>): Map<Key, Value> {
  return new Map([...map].reverse());
}

function throughJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
