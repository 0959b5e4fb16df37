/** What the running rotation tells the log and the metrics. Plain data, no behaviour. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { PlanEvent } from "../steering/plan.js";
import type { Override } from "../steering/state.js";

export type RotationEvent =
  /** What became of a target or an RRset, with its cause. */
  | { readonly kind: "planned"; readonly apex: string; readonly event: PlanEvent }
  /** A zone could not be planned or its answers not written: what was answered last stays. */
  | { readonly kind: "planning-failed"; readonly apex: string; readonly reason: string }
  | { readonly kind: "planning-recovered"; readonly apex: string }
  /** Its steering file is gone, or the zone: no target of it is probed any more. */
  | { readonly kind: "zone-left"; readonly apex: string }
  /** What a shadow would answer is (or is no longer) another thing than what is answered. */
  | {
      readonly kind: "shadow";
      readonly apex: string;
      readonly owner: string;
      readonly type: string;
      readonly differs: boolean;
      readonly because: string;
    }
  | { readonly kind: "prober-started"; readonly probes: number; readonly restarts: number }
  /** No probes until it is back: what was known last stays, and so do the answers. */
  | {
      readonly kind: "prober-died";
      readonly reason: string;
      readonly restarts: number;
      readonly restartInMs: number;
    }
  | { readonly kind: "prober-stalled"; readonly stalledMs: number; readonly discarded: number }
  /** `probe` is null for what is about no probe in particular. */
  | { readonly kind: "probe-warning"; readonly probe: ProbeName | null; readonly text: string }
  /** It may not be aimed there, so nothing is known of its targets. */
  | { readonly kind: "probe-refused"; readonly probe: ProbeName; readonly reason: string }
  | {
      readonly kind: "override";
      readonly override: Override;
      /** Given, taken back, or its time is over. */
      readonly change: "set" | "cleared" | "ended";
      /** How many it reaches; null while no zone is in service. */
      readonly targets: number | null;
    }
  /** The file of overrides was read; lines with faults are not in force. Null: it cannot be read. */
  | {
      readonly kind: "override-file";
      readonly file: string;
      readonly overrides: number | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly kind: "state-restored";
      readonly ageMs: number;
      readonly zones: number;
      readonly probes: number;
    }
  /** Targets count as up until their probes say otherwise; orders are not in force any more. */
  | {
      readonly kind: "state-unusable";
      readonly what: "targets" | "orders";
      readonly file: string;
      readonly reason: string;
    }
  /** It cannot be written, or (null) can be again. */
  | { readonly kind: "state-alarm"; readonly alarm: string | null }
  | {
      readonly kind: "geo-database";
      readonly file: string;
      /** Null if it is used. */
      readonly fault: string | null;
      readonly type: string | null;
      readonly builtAt: number | null;
    }
  | {
      readonly kind: "geo-codes-unknown";
      readonly apex: string;
      readonly owner: string;
      readonly codes: readonly string[];
      /** Whether there is a database to look in: configured, and read. */
      readonly database: "unset" | "unread" | "read";
    };

export interface ProbeName {
  readonly monitor: string;
  readonly host: string;
  /** One of the zones that need it. */
  readonly apex: string;
}
