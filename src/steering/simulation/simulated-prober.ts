/**
 * The probing thread's schedule under a virtual clock: phases spread over the interval, jitter by
 * seed, the next probe soon after a failure until it is decided.
 */

import type { SeededRandom } from "../../base/seeded-random.js";
import type { Monitor, ZoneSteering } from "../config.js";
import type { ProbeState } from "../state.js";
import { isUndecided, type ProbeResult } from "../verdict.js";
import { type Fault, outcomeOf } from "./fault.js";

export interface SimulatedProbe {
  readonly key: string;
  readonly monitor: Monitor;
}

export interface ProbeEnd {
  /** When the result is there, milliseconds. */
  readonly endMs: number;
  readonly result: ProbeResult;
}

export class SimulatedProber {
  constructor(
    private readonly faults: readonly Fault[],
    private readonly random: SeededRandom,
    /** Unix time of the simulation's start. */
    private readonly startMs: number,
  ) {}

  firstStartMs({ monitor }: SimulatedProbe): number {
    return Math.round(this.startMs + this.random.next() * monitor.intervalMs);
  }

  /** The probe that begins at `atMs`. The fault that was named last decides. */
  run({ key, monitor }: SimulatedProbe, atMs: number): ProbeEnd {
    const sinceStart = atMs - this.startMs;
    const fault = this.faults.findLast(
      ({ probes, fromMs, toMs }) => probes.has(key) && fromMs <= sinceStart && sinceStart < toMs,
    );
    const chance = this.random.next();
    const { ok, reason, tookMs } = outcomeOf(fault?.behaviour ?? null, monitor, chance);
    const endMs = atMs + tookMs;
    return { endMs, result: { atMs: endMs, ok, reason, latencyMs: tookMs } };
  }

  /** When the probe after one that began at `beganMs` and ended at `endMs` begins. */
  nextStartMs(
    { monitor }: SimulatedProbe,
    state: ProbeState,
    beganMs: number,
    endMs: number,
  ): number {
    const { intervalMs, recheckMs, jitter } = monitor;
    if (isUndecided(state)) return endMs + recheckMs;
    const spread = 1 + jitter * (2 * this.random.next() - 1);
    return Math.round(Math.max(beganMs + intervalMs * spread, endMs + intervalMs * (1 - jitter)));
  }
}

/** Every probe of a zone that some schedule runs: what targets tell of themselves is not one. */
export function scheduledProbes(config: ZoneSteering): SimulatedProbe[] {
  const monitors = new Map(config.monitors.map((monitor) => [monitor.name, monitor]));
  return config.probes.flatMap(({ key, monitor: name }) => {
    const monitor = monitors.get(name);
    return monitor === undefined ? [] : [{ key, monitor }];
  });
}
