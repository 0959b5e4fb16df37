/**
 * What the admin endpoint, the metrics and the commands see of the running rotation. The rotation
 * itself (`rotation.ts`) implements it.
 */
import type { ProbeHistory, ProbeTally } from "../probe/probe-thread-messages.js";
import type { ZoneSteering } from "../steering/config.js";
import type { Plan } from "../steering/plan.js";
import type { Override, SteeringState } from "../steering/state.js";

export interface SteeredZone {
  readonly apex: string;
  readonly config: ZoneSteering;
  /** As of the last plan. */
  readonly state: SteeringState;
  readonly plan: Plan;
  readonly plannedAtMs: number;
  /** Unix time, milliseconds, since when each RRset is answered as it is; by place. */
  readonly changedAtMs: readonly number[];
  /** One for each shadow RRset. */
  readonly shadows: readonly ShadowDifference[];
}

/** What a shadow RRset would answer beside what is answered. */
export interface ShadowDifference {
  /** Place of the shadow in the zone's RRsets. */
  readonly shadow: number;
  /** Place of the RRset of that owner and type that is served; null if it is not steered. */
  readonly live: number | null;
  readonly differs: boolean;
  /** Unix time, milliseconds, since when it is so. */
  readonly sinceMs: number;
  /** Values that are answered more or less often; the most over all regions, 0 to 1. */
  readonly values: readonly {
    readonly value: string;
    readonly live: number;
    readonly shadow: number;
  }[];
}

export interface OverrideChange {
  /** See `Override`. */
  readonly pattern: string;
  readonly action: Override["action"];
  /** Null for until further notice. */
  readonly forMs: number | null;
  readonly who: string;
  readonly why: string;
  /** Do it although too little would be left. */
  readonly force: boolean;
}

export type OverrideOutcome =
  | {
      readonly kind: "done";
      /** Ids of the targets that it reaches now. */
      readonly targets: readonly string[];
      /** When no client can hold a drained target in its cache any more; null unless drained. */
      readonly drainedAtMs: number | null;
      /** It could not be written: a restart would not know it. */
      readonly kept?: false;
    }
  | { readonly kind: "refused"; readonly reason: string; readonly hint: string };

export interface ClientRegion {
  /** Place in the policy's members; -1 if no region claims the client. */
  readonly branch: number;
  /** How many bits of the address decided. */
  readonly bits: number;
  /** Where the database has the client: `GB-KEN, GB-ENG, GB, EU`. Missing if it does not know. */
  readonly place?: string;
}

export interface RotationPort {
  zones(): Iterable<SteeredZone>;
  /** `apex` absolute, lower case. */
  zone(apex: string): SteeredZone | undefined;
  /** The key that the probing thread uses for a probe of a zone. */
  probeKey(apex: string, key: string): string | undefined;
  /**
   * Where a geo policy sends a client. `rrset` is a place in the zone's RRsets, `path` that of the
   * policy. Null if there is no map for it.
   */
  regionOf(apex: string, rrset: number, path: string, address: Uint8Array): ClientRegion | null;
  /** Rejects never; without a probing thread it is empty. */
  history(keys: readonly string[]): Promise<readonly ProbeHistory[]>;
  override(change: OverrideChange): Promise<OverrideOutcome>;
  readonly overrides: readonly Override[];
  /** Health that something beside the target tells (`push` monitors). False if no such probe. */
  pushHealth(monitor: string, host: string, ok: boolean, reason: string): boolean;
  /** Load of the targets that `pattern` matches. Returns their ids. */
  pushLoad(
    pattern: string,
    load: number,
    capacity: number | null,
    periodMs: number,
  ): readonly string[];
  /** Answers that carried a target, since the start, by target id. */
  answers(): ReadonlyMap<string, number>;
  tallies(): Iterable<ProbeTally>;
  /** Whether the probing thread runs, or need not because there is nothing to probe. */
  readonly prober: { readonly alive: boolean; readonly restarts: number };
}
