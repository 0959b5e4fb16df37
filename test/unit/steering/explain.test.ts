import { describe, expect, it } from "vitest";
import { explainRrset } from "../../../src/steering/explain.js";
import { type ClientView, oddsOf, targetOdds } from "../../../src/steering/explain-odds.js";
import { prospectsOf } from "../../../src/steering/explain-prospects.js";
import { plan } from "../../../src/steering/plan.js";
import type { Selection } from "../../../src/steering/selection.js";
import { scopeOfTargets } from "../../../src/steering/simulation/fault.js";
import { summarize } from "../../../src/steering/simulation/run-summary.js";
import { simulate } from "../../../src/steering/simulation/simulate.js";
import { emptyMemory, type ProbeState } from "../../../src/steering/state.js";
import { overviewOf } from "../../../src/steering/status.js";
import { exampleSteering, steeringFrom } from "./steered-example.js";

const answer = (...targets: number[]): Selection => ({ kind: "answer", targets });
const nowMs = Date.UTC(2026, 0, 2);
const well: ProbeState = {
  health: "up",
  sinceMs: nowMs - 60_000,
  lastMs: nowMs - 40,
  failures: 0,
  successes: 0,
  reason: "ok",
  latencyMs: 1,
};

describe("the odds of an answer", () => {
  it("multiply along the way, and those of equal answers are one", () => {
    const tree: Selection = {
      kind: "weighted",
      branches: [
        { share: 3, selection: answer(1, 0) },
        {
          share: 1,
          selection: {
            kind: "weighted",
            branches: [
              { share: 1, selection: answer(0, 1) },
              { share: 4, selection: answer(2) },
            ],
          },
        },
      ],
    };
    const [all, ...others] = oddsOf(tree);
    expect(others).toEqual([]);
    expect(all!.answers).toEqual([
      { targets: [0, 1], probability: 0.8 },
      { targets: [2], probability: 0.2 },
    ]);
    expect([...targetOdds(all!.answers)]).toEqual([
      [0, 0.8],
      [1, 0.8],
      [2, 0.2],
    ]);
  });

  const geo = (path: string, ...branches: Selection[]): Selection => ({
    kind: "geo",
    path,
    branches,
    otherwise: answer(9),
  });

  it("are told for each region, regions within regions among them", () => {
    const tree = geo("", geo("eu", answer(0), answer(1)), answer(2));
    const told = oddsOf(tree).map(({ regions, answers }) => [
      regions.map(({ path, branch }) => `${path}:${branch}`).join(" "),
      answers[0]!.targets[0],
    ]);
    expect(told).toEqual([
      [":0 eu:0", 0],
      [":0 eu:1", 1],
      [":0 eu:-1", 9],
      [":1", 2],
      [":-1", 9],
    ]);
  });

  it("do not grow without bound where regions multiply", () => {
    let tree: Selection = answer(0);
    for (let depth = 0; depth < 8; depth++) {
      tree = geo(`p${depth}`, tree, tree, tree, tree, tree, tree);
    }
    expect(oddsOf(tree)).toHaveLength(256);
  });

  it("are decided for a client by the map and by its network", () => {
    const sticky: Selection = {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      branches: [0, 1, 2].map((place) => ({
        key: `target ${place}`,
        share: 1,
        selection: answer(place),
      })),
    };
    const client = (host: number): ClientView => ({
      address: new Uint8Array([198, 51, 100, host]),
      region: (path) => (path === "" ? 1 : null),
    });
    const of = (host: number) => oddsOf(geo("", answer(8), sticky), client(host));
    expect(of(7)).toHaveLength(1);
    expect(of(7)[0]!.answers[0]).toMatchObject({ probability: 1 });
    expect(of(200)).toEqual(of(7));
    expect(oddsOf(sticky)[0]!.answers.map(({ probability }) => probability)).toEqual([
      1 / 3,
      1 / 3,
      1 / 3,
    ]);
  });
});

describe("the odds of answers that hold one or several", () => {
  it("share a CNAME's answer, which holds one", () => {
    expect(oddsOf(answer(0, 1), null, "CNAME")[0]!.answers).toEqual([
      { targets: [0], probability: 0.5 },
      { targets: [1], probability: 0.5 },
    ]);
  });

  it("are those of the sets that networks have, where sticky answers hold several", () => {
    const sets: Selection = {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      count: 2,
      branches: [0, 1, 2].map((place) => ({
        key: `target ${place}`,
        share: 1,
        selection: answer(place),
      })),
    };
    const { answers } = oddsOf(sets)[0]!;
    expect(answers.map(({ targets }) => targets.length)).toEqual([2, 2, 2]);
    const sum = [...targetOdds(answers).values()].reduce((total, odds) => total + odds, 0);
    expect(sum).toBeCloseTo(2);
    const client = { address: new Uint8Array([192, 0, 2, 1]), region: () => null };
    const [own] = oddsOf(sets, client)[0]!.answers;
    expect(own).toMatchObject({ probability: 1 });
    expect(own!.targets).toHaveLength(2);
  });
});

describe("what would come next", () => {
  const config = exampleSteering();
  const rrset = config.rrsets.find(({ type, owner }) => type === "A" && owner.startsWith("www"))!;
  const place = config.rrsets.indexOf(rrset);
  const target = rrset.targets[0]!;
  const monitor = config.monitors.find(({ name }) => name === "web")!;
  const next = (state: Partial<ProbeState>) =>
    prospectsOf(rrset, target, [{ monitor, state: { ...well, ...state } }], undefined, nowMs);

  it("counts from the last probe, and from the failures there are", () => {
    // The next probe comes 60 ms from now, two rechecks of 20 ms follow; time-outs are 50 ms each.
    expect(next({})).toMatchObject({ downMsMax: 100, downByTimeoutMsMax: 250 });
    expect(next({ failures: 2, lastMs: nowMs - 5 })).toMatchObject({
      downMsMax: 15,
      downByTimeoutMsMax: 65,
    });
    expect(next({ health: "down" }).downMsMax).toBe(0);
  });

  it("is at any time where the target tells of itself, and silence is no failure", () => {
    const pushed = { ...monitor, check: { type: "push" as const, staleMs: 60_000 } };
    const probe = (state: Partial<ProbeState>) => ({
      monitor: pushed,
      state: { ...well, ...state },
    });
    const expected = { downMsMax: 0, downByTimeoutMsMax: null };
    expect(prospectsOf(rrset, target, [probe({})], undefined, nowMs)).toMatchObject(expected);
    const down = prospectsOf(rrset, target, [probe({ health: "down" })], undefined, nowMs);
    expect(down.downMsMax).toBe(0);
  });

  it("is never sooner than what then happens, nor later", () => {
    const scope = scopeOfTargets(config, "x", (at) => at.rrset === place && at.target === 0)!;
    const state = (fromMs: number) => {
      const fault = {
        ...scope,
        behaviour: { kind: "refuses" } as const,
        fromMs,
        toMs: Number.POSITIVE_INFINITY,
      };
      const run = simulate({
        config,
        from: null,
        startMs: nowMs,
        lengthMs: 20_000,
        seed: fromMs,
        faults: [fault],
        orders: [],
        change: null,
        trace: null,
        clients: null,
        tellLoadMs: null,
      });
      return summarize(run).rrsets[place]!.losses[0]!.detectedMs!;
    };
    const most = prospectsOf(
      rrset,
      target,
      [{ monitor, state: { ...well, lastMs: nowMs } }],
      undefined,
      nowMs,
    ).downMsMax!;
    const seen = Array.from({ length: 40 }, (_, i) => state(10_000 + i * 13));
    // A refusal itself takes a millisecond, and the probe under way at its death takes four.
    for (const detectedMs of seen) expect(detectedMs).toBeLessThanOrEqual(most + 3 + 4);
    expect(Math.max(...seen)).toBeGreaterThan(most * 0.8);
  });

  it("needs as many probes as the target requires", () => {
    const both = (require: number, one: Partial<ProbeState>, other: Partial<ProbeState>) =>
      prospectsOf(
        rrset,
        { ...target, require },
        [one, other].map((state) => ({ monitor, state: { ...well, ...state } })),
        undefined,
        nowMs,
      ).downMsMax;
    const soon = { failures: 2, lastMs: nowMs };
    expect(both(2, soon, {})).toBe(20);
    expect(both(1, soon, {})).toBe(100);
  });

  it("says when it is back: rise, hold-down, and what damping adds", () => {
    const memory = plan(
      config,
      {
        probes: new Map(config.probes.map(({ key }) => [key, well])),
        overrides: [],
        loads: new Map(),
        memory: emptyMemory,
      },
      nowMs,
    ).memory.targets.get(target.id)!;
    const down = { ...memory, serving: false, health: "down" } as const;
    const back = (changes: Partial<typeof memory>, state: Partial<ProbeState>) =>
      prospectsOf(
        rrset,
        target,
        [{ monitor, state: { ...well, ...state } }],
        { ...down, ...changes },
        nowMs,
      ).backMsMin;
    // 60 ms to the next probe, four more at 100 ms, then 1 s of hold-down.
    expect(back({}, { health: "down" })).toBe(60 + 400 + 1000);
    expect(back({ health: "up", healthSinceMs: nowMs - 300 }, {})).toBe(700);
    const suppressed = {
      health: "up",
      healthSinceMs: nowMs - 5000,
      penalty: 2000,
      penaltyAtMs: nowMs,
      suppressedSinceMs: nowMs,
    } as const;
    // From 2000 to 1000 is one half-life of five minutes.
    expect(back(suppressed, {})).toBeCloseTo(300_000);
    expect(back({ serving: true }, {})).toBeNull();
  });
});

describe("the whole of it", () => {
  const config = steeringFrom(
    "www A 192.0.2.1\nwww A 192.0.2.2\n",
    `
monitors: { web: { type: tcp, port: 80 } }
steer:
  - name: www
    onAllDown: fallback
    fallback: [192.0.2.2]
    pools: [{ name: near, monitor: web, targets: [{ value: 192.0.2.1, state: standby }, { value: 192.0.2.2, monitors: [] }] }]
`,
  );
  const state = {
    probes: new Map([["web@192.0.2.1", well]]),
    overrides: [],
    loads: new Map([
      [
        "www.example.com./near/192.0.2.1",
        { load: 5, capacity: 9, atMs: nowMs - 9000, periodMs: 1000 },
      ],
    ]),
    memory: emptyMemory,
  };
  const planned = plan(config, state, nowMs);

  it("names pools, loads, and who is not monitored, and takes the latest result from the history", () => {
    const latest = { atMs: nowMs - 1, ok: true, reason: "ok", latencyMs: 7 };
    const histories = new Map([["web@192.0.2.1", [latest]]]);
    const input = {
      config,
      state: { ...state, memory: planned.memory },
      plan: planned,
      nowMs,
      histories,
    };
    const told = explainRrset(input, 0, null);
    expect(told.targets[0]).toMatchObject({
      pool: "near",
      standing: "standby",
      declared: "standby",
      load: { stale: true },
      capacity: 9,
      probes: [{ state: { lastMs: nowMs - 1, latencyMs: 7 } }],
    });
    expect(told.targets[1]).toMatchObject({ probes: [], prospects: { downMsMax: null } });
    expect(told.cases).toEqual([
      { clients: "", regions: [], answers: [{ values: ["192.0.2.2"], probability: 1 }] },
    ]);
  });

  it("is calm when what stands by was told to", () => {
    expect(overviewOf(config, planned, nowMs).rrsets[0]!.calm).toBe(true);
  });

  it("tells what a fallback answers", () => {
    const { cases } = explainRrset(
      {
        config,
        state,
        plan: { ...planned, rrsets: [{ ...planned.rrsets[0]!, selection: answer(2) }] },
        nowMs,
        histories: new Map(),
      },
      0,
      null,
    );
    expect(cases[0]!.answers[0]!.values).toEqual(["192.0.2.2"]);
  });
});
