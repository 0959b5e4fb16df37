/** A steered zone in service: its configuration, what is known of its targets, what is answered. */
import { isDeepStrictEqual } from "node:util";
import { adoptMemory, movedTargets } from "../steering/adopted-memory.js";
import type { ZoneSteering } from "../steering/config.js";
import type { Plan, RrsetPlan } from "../steering/plan.js";
import {
  emptyMemory,
  type LoadReport,
  type Override,
  type ProbeState,
  type SteeringMemory,
  type SteeringState,
} from "../steering/state.js";
import type { ShadowDifference, SteeredZone } from "./rotation-port.js";

export class RunningZone implements SteeredZone {
  plannedAtMs = 0;
  changedAtMs: readonly number[] = [];
  shadows: readonly ShadowDifference[] = [];
  /** Why it could not be planned last; null if it could. */
  failure: string | null = null;
  /** Unix time, milliseconds, when it is to be planned again; null for when something is told. */
  wakeAtMs: number | null = null;
  /** Unix time, milliseconds, before which it is not planned again: its last plan took long. */
  notBeforeMs = 0;
  memory: SteeringMemory = emptyMemory;
  readonly loads = new Map<string, LoadReport>();
  readonly targetCount: number;
  private planned: Plan | null = null;

  constructor(
    readonly apex: string,
    readonly config: ZoneSteering,
    /** First of its slots in the image. */
    readonly base: number,
    /** As the probe book keeps them up to date. */
    readonly probes: ReadonlyMap<string, ProbeState>,
    private readonly overrides: () => readonly Override[],
  ) {
    this.targetCount = config.rrsets.reduce((sum, { targets }) => sum + targets.length, 0);
  }

  /** False until it was planned for the first time. */
  get isPlanned(): boolean {
    return this.planned !== null;
  }

  get plan(): Plan {
    return this.planned ?? { ...noPlan, memory: this.memory };
  }

  get state(): SteeringState {
    const { probes, loads, memory } = this;
    return { probes, overrides: this.overrides(), loads, memory };
  }

  take(plan: Plan, nowMs: number): void {
    const { planned, changedAtMs } = this;
    this.changedAtMs = plan.rrsets.map((rrset, place) => {
      const sinceMs = changedAtMs[place];
      return sinceMs !== undefined && isSameAnswer(rrset, planned?.rrsets[place]) ? sinceMs : nowMs;
    });
    this.planned = plan;
    this.plannedAtMs = nowMs;
    this.memory = plan.memory;
    this.wakeAtMs = plan.wakeAtMs;
  }

  /** Goes on from where the zone stood with its configuration before. */
  inherit(before: RunningZone): void {
    this.memory = adoptMemory(this.config, before.memory, before.config);
    const moved = movedTargets(this.config, before.memory);
    for (const { targets } of this.config.rrsets) {
      for (const { id } of targets) {
        const load = before.loads.get(id) ?? before.loads.get(moved.get(id) ?? "");
        if (load !== undefined) this.loads.set(id, load);
      }
    }
  }
}

function isSameAnswer(a: RrsetPlan, b: RrsetPlan | undefined): boolean {
  // What is calm is taken over as it was.
  return a === b || (a.ttl === b?.ttl && isDeepStrictEqual(a.selection, b.selection));
}

const noPlan: Plan = {
  rrsets: [],
  targets: new Map(),
  memory: emptyMemory,
  wakeAtMs: null,
  events: [],
};
