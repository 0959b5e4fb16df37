/**
 * Everything that a plan depends on besides configuration and time. All of it is plain JSON: it is
 * written to the state folder, shown by `explain`, and fed back by `simulate`.
 */

export type Health = "up" | "down" | "unknown";

/** What a probe says, as its own process decided by counting (see `verdict.ts`). */
export interface ProbeState {
  readonly health: Health;
  /** Unix time, milliseconds, of the last change of `health`. */
  readonly sinceMs: number;
  /** Of the last result that was counted; 0 for none yet. */
  readonly lastMs: number;
  /** Failures counted while up; successes in a row while down, or after failures. */
  readonly failures: number;
  readonly successes: number;
  /** The last result: `ok`, or why not. */
  readonly reason: string;
  readonly latencyMs: number;
}

export interface Override {
  /** Glob over ids, values, `pool/value`, owners, and `group:NAME` of targets; see `overrides.ts`. */
  readonly pattern: string;
  readonly action: "up" | "down" | "drain" | "standby" | "auto";
  /** Unix time, milliseconds; null for until further notice. */
  readonly untilMs: number | null;
  readonly atMs: number;
  readonly who: string;
  readonly why: string;
  /** The local file, or the admin endpoint. The file's come first; later ones win. */
  readonly source: "file" | "admin";
}

/** Load of a target, pushed or probed. */
export interface LoadReport {
  readonly load: number;
  readonly capacity: number | null;
  readonly atMs: number;
  /** How often it is told; what is older than three times this is ignored. */
  readonly periodMs: number;
}

/** Of one zone. */
export interface SteeringState {
  /** By probe key. A probe that is missing is unknown. */
  readonly probes: ReadonlyMap<string, ProbeState>;
  /** In order: the last that matches a target decides. Expired ones are passed over. */
  readonly overrides: readonly Override[];
  /** By target id. */
  readonly loads: ReadonlyMap<string, LoadReport>;
  /** What the last plan left behind. */
  readonly memory: SteeringMemory;
}

/** Kept from plan to plan. Made and read by the planner alone. */
export interface SteeringMemory {
  /** By target id. */
  readonly targets: ReadonlyMap<string, TargetMemory>;
  /**
   * By `owner/type/path` of a failover policy; a branch of a geo policy has its path and `#` with
   * its place, or `#else`.
   */
  readonly tiers: ReadonlyMap<string, TierMemory>;
  /** By `owner/type`: the targets last answered while something was well. */
  readonly lastGood: ReadonlyMap<string, readonly string[]>;
  /** Removals by the monitoring within the guard's window, oldest first. */
  readonly removals: readonly Removal[];
}

export interface TargetMemory {
  /** By its probes, before damping, hold-down and guard. */
  readonly health: Health;
  readonly healthSinceMs: number;
  /** Whether it takes part, after all of them. */
  readonly serving: boolean;
  readonly servingSinceMs: number;
  readonly standing: Standing;
  /** Whether the monitoring has it out, whatever an operator says besides. */
  readonly out: boolean;
  /** When its slow start began; null if none goes on. */
  readonly rampFromMs: number | null;
  /** Damping penalty as of `penaltyAtMs`; it halves from there. */
  readonly penalty: number;
  readonly penaltyAtMs: number;
  /** Since when it is suppressed; null if it is not. */
  readonly suppressedSinceMs: number | null;
  /** Since when the guard keeps it in although it is down; null if it does not. */
  readonly heldSinceMs: number | null;
  /** When it was drained; null if it is not. */
  readonly drainedAtMs: number | null;
}

export interface TierMemory {
  /** The tier in use, for `failback: manual` and for limited steps. */
  readonly active: number;
  readonly sinceMs: number;
  /** Shares of the tiers as last planned. */
  readonly shares: readonly number[];
  /** What of the active tier's share went to each tier because of its load, and since when shares are. */
  readonly spill: readonly number[];
  readonly spillAtMs: number;
  readonly panic: boolean;
  /** Nothing was well, and what `onAllDown` says stood in for it, or nothing at all. */
  readonly standIn: boolean;
}

/** How a target stands. `held`: down, but kept in by the guard. */
export type Standing =
  | "serving"
  | "unknown"
  | "down"
  | "held"
  | "hold-down"
  | "suppressed"
  | "drained"
  | "standby"
  | "forced-up"
  | "forced-down";

export interface Removal {
  readonly target: string;
  /** `owner/type/path` of its pool. */
  readonly pool: string;
  readonly atMs: number;
}

export const emptyMemory: SteeringMemory = {
  targets: new Map(),
  tiers: new Map(),
  lastGood: new Map(),
  removals: [],
};
