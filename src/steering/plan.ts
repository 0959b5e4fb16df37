/**
 * The one function that decides what is answered. Serving, `steer explain`, `steer simulate` and
 * the tests call it; it is pure, so the same configuration, state and time give the same plan.
 */
import type { ZoneSteering } from "./config.js";
import type { Selection } from "./selection.js";
import type { Health, Override, Standing, SteeringMemory, SteeringState } from "./state.js";

export type { Standing } from "./state.js";

/** What is answered under this configuration, in this state, at this Unix time in milliseconds. */
export function plan(config: ZoneSteering, state: SteeringState, _nowMs: number): Plan {
  const targets = new Map<string, TargetPlan>();
  const rrsets = config.rrsets.map((rrset): RrsetPlan => {
    const serving = rrset.targets.flatMap((target, place) => {
      const down = target.probes.some((key) => state.probes.get(key)?.health === "down");
      targets.set(target.id, {
        health: down ? "down" : "unknown",
        standing: down ? "down" : "serving",
        serving: !down,
        weight: target.weight,
        penalty: 0,
        override: null,
        because: down ? "a probe says so" : "no probe says otherwise",
      });
      return down ? [] : [place];
    });
    const panic = serving.length === 0;
    const all = rrset.targets.map((_, place) => place);
    return {
      selection: { kind: "answer", targets: panic ? all : serving },
      ttl: rrset.ttl.min,
      ttlReason: "the least there is",
      panic,
      steps: [],
    };
  });
  return { rrsets, targets, memory: state.memory, wakeAtMs: null, events: [] };
}

export interface Plan {
  /** One for each RRset of the configuration, in its order. */
  readonly rrsets: readonly RrsetPlan[];
  /** By target id, with the reasons. */
  readonly targets: ReadonlyMap<string, TargetPlan>;
  /** To be kept and handed to the next plan. */
  readonly memory: SteeringMemory;
  /**
   * Unix time, milliseconds, when the plan may change although nothing new is told: a hold-down
   * ends, a penalty has decayed, a ramp goes on. Null for never.
   */
  readonly wakeAtMs: number | null;
  /** What became of targets and RRsets since the memory that it started from, causes included. */
  readonly events: readonly PlanEvent[];
}

export interface RrsetPlan {
  readonly selection: Selection;
  /** Seconds. */
  readonly ttl: number;
  readonly ttlReason: string;
  /** Too little is well: everything that no operator took out is served. */
  readonly panic: boolean;
  /** Tiers and members with their health, share and why, outermost first. */
  readonly steps: readonly PlanStep[];
}

/** One decision on the way to an answer, for `explain`. */
export interface PlanStep {
  readonly path: string;
  readonly kind: "failover" | "all" | "geo" | "pool";
  /** Healthy share, 0 to 1; share of the traffic that it gets, 0 to 1. */
  readonly healthy: number;
  readonly share: number;
  /** A sentence. */
  readonly because: string;
}

export interface TargetPlan {
  /** By the probes alone. */
  readonly health: Health;
  readonly standing: Standing;
  /** Takes part in answers outside of a panic. */
  readonly serving: boolean;
  /** Weight after slow start and load; the declared one at first. */
  readonly weight: number;
  readonly penalty: number;
  /** The override that decides, if one does. */
  readonly override: Override | null;
  /** A sentence. */
  readonly because: string;
}

export type PlanEvent =
  | {
      readonly kind: "target";
      readonly target: string;
      readonly from: Standing | null;
      readonly to: Standing;
      readonly because: string;
    }
  | {
      readonly kind: "guard-held" | "guard-released";
      readonly target: string;
      readonly because: string;
    }
  | {
      readonly kind: "panic" | "panic-over";
      readonly owner: string;
      readonly type: string;
      readonly because: string;
    }
  | {
      readonly kind: "tier";
      readonly owner: string;
      readonly type: string;
      readonly path: string;
      readonly from: string;
      readonly to: string;
      readonly because: string;
    };
