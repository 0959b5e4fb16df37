/**
 * A zone's steering run on a virtual clock: results of probes are judged, plans are made whenever
 * something is told or a plan has asked to be woken, as the running rotation does it.
 */
import type { Monitor, ZoneSteering } from "../src/steering/config.js";
import { type Plan, type PlanEvent, plan } from "../src/steering/plan.js";
import type { Selection } from "../src/steering/selection.js";
import type { ProbeState, SteeringState } from "../src/steering/state.js";
import { emptyMemory, type LoadReport, type Override } from "../src/steering/state.js";
import { judge, unknownProbe } from "../src/steering/verdict.js";

/** An ordinary date, so that times look as they do in production. */
export const startMs = Date.UTC(2026, 0, 1);

export class SteeringRun {
  nowMs = startMs;
  probes = new Map<string, ProbeState>();
  overrides: Override[] = [];
  loads = new Map<string, LoadReport>();
  memory = emptyMemory;
  readonly events: PlanEvent[] = [];
  last: Plan;

  constructor(public config: ZoneSteering) {
    this.last = this.plan();
  }

  get state(): SteeringState {
    const { probes, overrides, loads, memory } = this;
    return { probes: new Map(probes), overrides: [...overrides], loads: new Map(loads), memory };
  }

  plan(): Plan {
    this.last = plan(this.config, this.state, this.nowMs);
    this.memory = this.last.memory;
    this.events.push(...this.last.events);
    return this.last;
  }

  /** One result of the probe `web@value`, then a plan. */
  result(value: string, ok: boolean, reason = ok ? "ok" : "refused"): Plan {
    const key = value.includes("@") ? value : `web@${value}`;
    const before = this.probes.get(key) ?? unknownProbe;
    const result = { atMs: this.nowMs, ok, reason, latencyMs: 1 };
    this.probes.set(key, judge(before, result, this.#monitor(key)));
    return this.plan();
  }

  /** As many failures at once as make it down. */
  kill(...values: readonly string[]): Plan {
    for (const value of values) for (let i = 0; i < 3; i++) this.result(value, false);
    return this.last;
  }

  /** As many successes at once as make it up. */
  heal(...values: readonly string[]): Plan {
    for (const value of values) for (let i = 0; i < 5; i++) this.result(value, true);
    return this.last;
  }

  /** All probes up, as some time after the start. */
  settle(): this {
    for (const { key } of this.config.probes) this.result(key, true);
    return this;
  }

  /** Time passes; plans are made when they asked for it. */
  pass(ms: number): Plan {
    const endMs = this.nowMs + ms;
    for (;;) {
      const { wakeAtMs } = this.last;
      if (wakeAtMs === null || wakeAtMs > endMs) break;
      this.nowMs = wakeAtMs;
      this.plan();
    }
    this.nowMs = endMs;
    return this.plan();
  }

  order(pattern: string, action: Override["action"], forMs: number | null = null): Plan {
    const untilMs = forMs === null ? null : this.nowMs + forMs;
    const told = { atMs: this.nowMs, who: "ann", why: "a test", source: "admin" } as const;
    this.overrides.push({ pattern, action, untilMs, ...told });
    return this.plan();
  }

  /** Every value that an answer of the RRset may hold now. */
  values(rrset = 0): string[] {
    const { targets } = this.config.rrsets[rrset]!;
    const places = new Set(answersOf(this.last.rrsets[rrset]!.selection).flatMap((a) => a.places));
    return [...places].map((place) => targets[place]!.value).sort();
  }

  /** Chance that an answer holds each value; geo as for clients that nobody claims. */
  chances(rrset = 0): Record<string, number> {
    const { targets } = this.config.rrsets[rrset]!;
    const chances: Record<string, number> = {};
    for (const { places, chance } of answersOf(this.last.rrsets[rrset]!.selection)) {
      for (const place of places) {
        const { value } = targets[place]!;
        chances[value] = (chances[value] ?? 0) + chance;
      }
    }
    for (const value of Object.keys(chances)) {
      chances[value] = Math.round(chances[value]! * 1e6) / 1e6;
    }
    return chances;
  }

  standing(value: string): string | undefined {
    for (const [id, { standing }] of this.last.targets)
      if (id.endsWith(`/${value}`)) return standing;
    return undefined;
  }

  #monitor(key: string): Monitor {
    const spec = this.config.probes.find((probe) => probe.key === key)!;
    return this.config.monitors.find(({ name }) => name === spec.monitor)!;
  }
}

export interface PossibleAnswer {
  readonly places: readonly number[];
  readonly chance: number;
}

/** Every answer with its chance; of a geo policy, what clients get whom no region claims. */
export function answersOf(selection: Selection, chance = 1): PossibleAnswer[] {
  if (selection.kind === "answer") return [{ places: selection.targets, chance }];
  if (selection.kind === "geo") return answersOf(selection.otherwise, chance);
  const sum = selection.branches.reduce((total, { share }) => total + share, 0);
  return selection.branches.flatMap((branch) =>
    answersOf(branch.selection, (chance * branch.share) / sum),
  );
}
