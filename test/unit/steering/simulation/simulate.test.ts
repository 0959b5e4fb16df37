import { describe, expect, it } from "vitest";
import type { ZoneSteering } from "../../../../src/steering/config.js";
import {
  type Behaviour,
  type Fault,
  scopeOfMonitor,
  scopeOfTargets,
} from "../../../../src/steering/simulation/fault.js";
import { summarize } from "../../../../src/steering/simulation/run-summary.js";
import { type Scenario, simulate } from "../../../../src/steering/simulation/simulate.js";
import { emptyMemory } from "../../../../src/steering/state.js";
import { exampleRecords, exampleSteering, exampleYaml, steeringFrom } from "../steered-example.js";

const config = exampleSteering();
const startMs = Date.UTC(2026, 0, 2);

function scenario(changes: Partial<Scenario>): Scenario {
  return {
    config,
    from: null,
    startMs,
    lengthMs: 30_000,
    seed: 7,
    faults: [],
    orders: [],
    change: null,
    trace: null,
    clients: null,
    tellLoadMs: null,
    ...changes,
  };
}

function faultAt(value: string, behaviour: Behaviour, fromMs = 5000, toMs = 10_000): Fault {
  const scope = scopeOfTargets(config, value, ({ rrset, target }) => {
    const { value: own, group } = config.rrsets[rrset]!.targets[target]!;
    return own === value || `group:${group}` === value;
  });
  return { ...scope!, behaviour, fromMs, toMs };
}

/** Of www A. */
function outcomeOf(changes: Partial<Scenario>) {
  const run = simulate(scenario(changes));
  return { run, www: summarize(run).rrsets[placeOf(config, "www.example.com.", "A")]! };
}

function placeOf({ rrsets }: ZoneSteering, owner: string, type: string): number {
  return rrsets.findIndex((rrset) => rrset.owner === owner && rrset.type === type);
}

describe("a simulation", () => {
  it("without faults changes nothing", () => {
    const { run, www } = outcomeOf({});
    expect(run.events).toEqual([]);
    expect(www.leastHealthy).toBe(1);
    expect(www.targets.map(({ before, after }) => before === after)).not.toContain(false);
  });

  it("takes a target that refuses out within interval and rechecks, and brings it back after rise and hold-down", () => {
    const { www } = outcomeOf({ faults: [faultAt("192.0.2.10", { kind: "refuses" })] });
    const [loss] = www.losses;
    // 100 ms to the next probe at most, then two rechecks of 20 ms.
    expect(loss!.detectedMs).toBeGreaterThanOrEqual(40);
    expect(loss!.detectedMs).toBeLessThanOrEqual(150);
    expect(loss!.visibleMs).toBe(loss!.detectedMs! + loss!.ttl * 1000);
    // Five successes at 100 ms, then a hold-down of 1 s.
    expect(loss!.backMs).toBeGreaterThanOrEqual(1400);
    expect(loss!.backMs).toBeLessThanOrEqual(1700);
    const [first] = www.targets;
    expect(first).toMatchObject({ during: 0, flips: 2 });
    expect(first!.after).toBeCloseTo(first!.before);
  });

  it("takes longer to notice one that does not answer: each probe waits for its time limit", () => {
    const refuses = outcomeOf({ faults: [faultAt("192.0.2.10", { kind: "refuses" })] }).www;
    const silent = outcomeOf({ faults: [faultAt("192.0.2.10", { kind: "times-out" })] }).www;
    const more = silent.losses[0]!.detectedMs! - refuses.losses[0]!.detectedMs!;
    // Three time limits of 50 ms; a refusal takes 1 ms.
    expect(more).toBe(147);
  });

  it("finds a target that loses half of its requests, though failures are not in a row", () => {
    const lossy = faultAt("192.0.2.10", { kind: "lossy", share: 0.5 }, 5000, 25_000);
    expect(outcomeOf({ faults: [lossy] }).www.losses[0]!.detectedMs).toBeLessThan(5000);
  });

  it("lets a slow one be as long as its answers come in time", () => {
    const slow = (latencyMs: number) =>
      outcomeOf({ faults: [faultAt("192.0.2.10", { kind: "slow", latencyMs })] }).www.losses[0]!;
    expect(slow(40).detectedMs).toBeNull();
    expect(slow(60).detectedMs).toBeLessThan(400);
  });

  it("is the same for the same seed, and another for another", () => {
    const faults = [faultAt("192.0.2.10", { kind: "lossy", share: 0.3 }, 0, 30_000)];
    const once = simulate(scenario({ faults }));
    expect(simulate(scenario({ faults })).events).toEqual(once.events);
    expect(simulate(scenario({ faults, seed: 8 })).events).not.toEqual(once.events);
  });

  it("with every target dead goes on answering, and says panic", () => {
    const faults = config.rrsets.flatMap(({ targets }) =>
      targets.map(({ value }) => faultAt(value, { kind: "refuses" }, 5000, 200_000)),
    );
    const { www } = outcomeOf({ faults, lengthMs: 300_000 });
    expect(www.panicMs).toBeGreaterThan(10_000);
    const answered = www.targets.reduce((sum, { during }) => sum + during, 0);
    expect(answered).toBeCloseTo(1);
  });

  it("shows that a monitor which fails everywhere does not empty an answer", () => {
    const scope = scopeOfMonitor(config, "web")!;
    const fault: Fault = { ...scope, behaviour: { kind: "refuses" }, fromMs: 5000, toMs: 20_000 };
    const { run, www } = outcomeOf({ faults: [fault] });
    expect(www.losses).toEqual([]);
    for (const { samples } of run.answers) {
      for (const { shares } of samples) {
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
      }
    }
  });

  it("obeys orders for their time, and takes a changed weight from its time on", () => {
    const order = {
      pattern: "192.0.2.10",
      action: "down",
      atMs: startMs + 5000,
      untilMs: startMs + 10_000,
      who: "ada",
      why: "",
      source: "admin",
    } as const;
    const ordered = outcomeOf({ orders: [order] }).www;
    expect(ordered.targets[0]).toMatchObject({ during: 0 });
    expect(ordered.targets[0]!.before).toBeGreaterThan(0);
    expect(ordered.targets[0]!.after).toBeGreaterThan(0);
  });

  it("leaves what is down already down, since nobody knows when it will be well", () => {
    const down = {
      health: "down",
      sinceMs: startMs - 60_000,
      lastMs: startMs - 50,
      failures: 0,
      successes: 0,
      reason: "refused",
      latencyMs: 1,
    } as const;
    const well = { ...down, health: "up", reason: "ok" } as const;
    const probes = new Map(
      config.probes.map(({ key }) => [key, key === "web@192.0.2.10" ? down : well]),
    );
    const from = { probes, overrides: [], loads: new Map(), memory: emptyMemory };
    const { www } = outcomeOf({ from, faults: [faultAt("192.0.2.11", { kind: "refuses" })] });
    expect(www.targets[0]).toMatchObject({ most: 0 });
    expect(www.targets[1]!.after).toBeGreaterThan(0);
  });

  it("kills a machine for every name and every monitor that looks at it", () => {
    const { probes, targets } = faultAt("192.0.2.10", { kind: "refuses" });
    expect([...probes].sort()).toEqual(["page@192.0.2.10", "web@192.0.2.10"]);
    expect(targets.size).toBe(2);
    expect(faultAt("group:rack-b", { kind: "refuses" }).targets.size).toBe(2);
    expect(scopeOfTargets(config, "none", () => false)).toBeNull();
    expect(scopeOfMonitor(config, "none")).toBeNull();
  });

  it("moves load on when targets tell that they carry too much", () => {
    const shedding = steeringFrom(
      exampleRecords,
      exampleYaml.replace("peak: 330", "peak: 330\n    shed: { low: 50%, high: 80% }\n    ttl: 30"),
    );
    const faults = [faultAt("group:rack-b", { kind: "refuses" }, 5000, 2_000_000)];
    const share = (tellLoadMs: number | null) => {
      const changes = { config: shedding, faults, lengthMs: 1_200_000, tellLoadMs };
      const { targets } = summarize(simulate(scenario(changes))).rrsets[0]!;
      return { first: targets[0]!.after, other: targets[3]!.after };
    };
    const silent = share(null);
    const told = share(5000);
    // Two thirds of 330 are 220, and 80 % of 200 are 160.
    expect(silent.first * 330).toBeCloseTo(220);
    expect(told.first * 330).toBeLessThanOrEqual(170);
    expect(told.other).toBeGreaterThan(silent.other);
    expect(told.first + told.other).toBeCloseTo(1);
  });

  it("gives the transitions of a run again when the run's results are replayed", () => {
    const faults = [
      faultAt("192.0.2.10", { kind: "lossy", share: 0.5 }, 3000, 9000),
      faultAt("192.0.2.11", { kind: "times-out" }, 8000, 15_000),
    ];
    const recorded: {
      probe: string;
      atMs: number;
      ok: boolean;
      reason: string;
      latencyMs: number;
    }[] = [];
    const live = simulate(
      scenario({ faults, onResult: (probe, result) => recorded.push({ probe, ...result }) }),
    );
    const transitions = (run: typeof live) =>
      run.events.filter(({ kind }) => kind === "probe" || kind === "plan");
    expect(transitions(live).length).toBeGreaterThan(4);
    const again = simulate(scenario({ trace: recorded }));
    expect(transitions(again)).toEqual(transitions(live));
  });
});
