/**
 * What the control plane and the probing thread tell each other. The thread alone holds schedules,
 * sockets and histories, so that neither a flood of queries nor a long reload delays a probe.
 */
import type { Monitor } from "../steering/config.js";
import type { ProbeState } from "../steering/state.js";

/** A probe as the thread runs it: every zone that needs the same one shares it. */
export interface PlannedProbe {
  /** Unique in the process. The same key is the same probe: it goes on undisturbed. */
  readonly key: string;
  /** IP address, or a host name that is resolved anew at each probe. */
  readonly host: string;
  /** In place of the monitor's; null for the monitor's. */
  readonly port: number | null;
  readonly monitor: Monitor;
  /** Where it goes on from: a state that was kept, or `unknownProbe`. */
  readonly from: ProbeState;
}

/** The thread's `workerData`. */
export interface ProbeSettings {
  /** Of this program, for the user agent: `0.1.0`. */
  readonly version: string;
  /** Ranges that probes may aim at besides public ones, CIDR. */
  readonly allow: readonly string[];
  /** Commands of `exec` checks by name: the program and its arguments. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Certificates in PEM that checks trust besides those that Node trusts. */
  readonly authorities: readonly string[];
  /** Probes under way at once. */
  readonly concurrencyMax: number;
  /** Start of the random numbers behind phases and jitter. */
  readonly seed: number;
}

export type ProbeOrder =
  /** All probes that there are to be from now on. Those that stay go on undisturbed. */
  | { readonly kind: "probes"; readonly probes: readonly PlannedProbe[] }
  /** A target, or something beside it, told of itself (`push` checks). */
  | {
      readonly kind: "push";
      readonly key: string;
      readonly ok: boolean;
      readonly reason: string;
    }
  | { readonly kind: "history"; readonly id: number; readonly keys: readonly string[] }
  | { readonly kind: "stop" };

export type ProbeNews =
  | { readonly kind: "ready" }
  /**
   * Probes whose state changed in health, counters or reason; those of one turn of the loop
   * together. One that does not change is told every 10 seconds, so that `lastMs` stays true.
   */
  | { readonly kind: "states"; readonly changes: readonly ProbeChange[] }
  /** Results that were thrown away, because this thread stood still and not the targets. */
  | { readonly kind: "stalled"; readonly stalledMs: number; readonly discarded: number }
  | { readonly kind: "history"; readonly id: number; readonly of: readonly ProbeHistory[] }
  /** Sums since the last of these; about once a second, less often where there are thousands. */
  | { readonly kind: "tally"; readonly of: readonly ProbeTally[] }
  /** A certificate that ends soon, or another thing that an operator should see. */
  | { readonly kind: "warning"; readonly key: string; readonly text: string };

export interface ProbeChange {
  readonly key: string;
  readonly state: ProbeState;
}

export interface ProbeHistory {
  readonly key: string;
  /** Oldest first, at most 256. */
  readonly results: readonly ProbeRecord[];
}

/** One result as kept. */
export interface ProbeRecord {
  readonly atMs: number;
  readonly ok: boolean;
  readonly reason: string;
  readonly latencyMs: number;
  /** Present if it says nothing of the target: the probe was not made, or not believed. */
  readonly uncounted?: true;
}

export interface ProbeTally {
  readonly key: string;
  readonly ok: number;
  readonly failed: number;
  /** Results by latency; bounds in `latencyBoundsMs`, the last open. */
  readonly buckets: readonly number[];
  readonly latencySumMs: number;
}

/** Upper bounds of the latency histogram, milliseconds. */
export const latencyBoundsMs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000,
] as const;
