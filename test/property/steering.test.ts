/**
 * The invariants of steering (design, "Invariants to property-test") on random zones to which random
 * things happen, on a virtual clock. After each thing everything is looked at. A failure prints its
 * seed; run it again with `SEED=… npx vitest run test/property/steering`.
 *
 * I4 and I5 are about several nodes that vote, I10 about zones signed here: neither exists yet. I8
 * for clients is beside the rendezvous hash, I14 beside the maps.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ZoneSteering } from "../../src/steering/config.js";
import { type Plan, plan } from "../../src/steering/plan.js";
import type { Selection } from "../../src/steering/selection.js";
import type { Standing, SteeringState } from "../../src/steering/state.js";
import { SteeringRun } from "../steering-run.js";
import { zoneOfSketch } from "../steering-sketch.js";
import { happen, happening, zones } from "./steering-arbitrary.js";
import { restored, reversed } from "./steering-copies.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 12);

/** Whatever happens, `look` sees every plan, with the state that it was made from. */
function everyPlan(look: (run: SteeringRun, before: SteeringState) => void): void {
  const happenings = fc.array(happening, { minLength: 5, maxLength: 30 });
  fc.assert(
    fc.property(zones, happenings, (sketch, list) => {
      const run = new SteeringRun(zoneOfSketch(sketch));
      for (const each of list) {
        happen(run, each);
        const before = run.state;
        run.plan();
        look(run, before);
      }
    }),
    { seed, numRuns },
  );
}

/** Every answer that can come of it, of every region. */
function answers(selection: Selection): (readonly number[])[] {
  switch (selection.kind) {
    case "answer":
      return [selection.targets];
    case "geo":
      return [...selection.branches, selection.otherwise].flatMap(answers);
    default:
      return selection.branches.flatMap((branch) => answers(branch.selection));
  }
}

const takenOut: ReadonlySet<Standing> = new Set<Standing>(["forced-down", "drained"]);

/** `rrset` place by place: selection, answers, and how each target stands. */
function eachRrset(config: ZoneSteering, planned: Plan) {
  return config.rrsets.map((rrset, place) => {
    const made = planned.rrsets[place]!;
    const standing = (target: number) => planned.targets.get(rrset.targets[target]!.id)!;
    return { rrset, made, standing, answers: answers(made.selection) };
  });
}

describe(`a plan (seed ${seed})`, () => {
  it("never leaves an answer empty while a target is left, unless that was asked for (I1)", () => {
    everyPlan(({ config, last }) => {
      for (const { rrset, standing, answers } of eachRrset(config, last)) {
        const left = rrset.targets.some((_, place) => !takenOut.has(standing(place).standing));
        if (!left || rrset.onAllDown === "nodata") continue;
        expect(answers.every((places) => places.length > 0)).toBe(true);
      }
    });
  });

  it("never serves what an operator took out: neither down nor drained, not in a panic (I2)", () => {
    everyPlan(({ config, last }) => {
      for (const { standing, answers } of eachRrset(config, last)) {
        for (const place of answers.flat()) {
          expect(takenOut).not.toContain(standing(place).standing);
        }
      }
    });
  });

  it("serves only targets of the RRset, none twice, and of CNAMEs one", () => {
    everyPlan(({ config, last }) => {
      for (const { rrset, answers } of eachRrset(config, last)) {
        for (const places of answers) {
          const values = places.map((place) => rrset.targets[place]!.value);
          expect(new Set(values).size).toBe(places.length);
          if (rrset.type === "CNAME") expect(places.length).toBeLessThanOrEqual(1);
        }
      }
    });
  });

  it("serves in a panic whatever it would serve without (I3)", () => {
    everyPlan(({ config, last, nowMs }, before) => {
      if (!last.rrsets.some(({ panic }) => panic)) return;
      const calm = plan(withoutPanic(config), before, nowMs);
      for (const [place, { rrset, made, answers: panicked }] of eachRrset(config, last).entries()) {
        // Regions and families decide for themselves, and one may panic where the other need not.
        if (!made.panic || rrset.policy.kind === "geo" || rrset.coupled !== null) continue;
        const possible = new Set(panicked.flat().map((target) => rrset.targets[target]!.value));
        for (const target of answers(calm.rrsets[place]!.selection).flat()) {
          expect(possible).toContain(rrset.targets[target]!.value);
        }
        if (rrset.policy.members.some(({ kind }) => kind !== "pool")) continue;
        for (const { id, value, weight } of rrset.targets) {
          if (weight > 0 && last.targets.get(id)!.serving) expect(possible).toContain(value);
        }
      }
    });
  });

  it("takes out no more than the guard allows, unless all probes agreed for long (I6)", () => {
    const within: ReadonlySet<Standing | null> = new Set<Standing | null>([
      null,
      "unknown",
      "serving",
      "held",
    ]);
    const outside: ReadonlySet<Standing> = new Set<Standing>(["down", "suppressed", "hold-down"]);
    const happenings = fc.array(happening, { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(zones, happenings, (sketch, list) => {
        const run = new SteeringRun(zoneOfSketch(sketch));
        const { guard, rrsets } = run.config;
        let went: { readonly id: string; readonly atMs: number }[] = [];
        const released = new Set<string>();
        const addressOf = (id: string) => id.slice(id.lastIndexOf("/") + 1);
        const observe = run.plan.bind(run);
        run.plan = () => {
          const planned = observe();
          for (const event of planned.events)
            if (event.kind === "guard-released" && event.because.includes("agreed"))
              released.add(event.target);
          for (const event of planned.events) {
            if (event.kind !== "target") continue;
            if (!within.has(event.from) || !outside.has(event.to)) continue;
            // An address counts once: where it is let go, it goes elsewhere, too.
            const isFree = [...released].some((id) => addressOf(id) === addressOf(event.target));
            if (!isFree) went.push({ id: event.target, atMs: run.nowMs });
          }
          // Who is well again is not out, standbys included: the guard bounds what is.
          const { targets } = planned.memory;
          went = went.filter(({ id }) => targets.get(id)?.out === true);
          for (const id of released) if (targets.get(id)?.out !== true) released.delete(id);
          return planned;
        };
        for (const each of list) {
          happen(run, each);
          for (const { owner, targets, type } of rrsets) {
            const recent = went.filter(({ atMs }) => atMs > run.nowMs - guard.windowMs);
            const own = new Set(recent.map(({ id }) => id));
            const values = new Set(
              rrsets.filter((other) => other.type === type).flatMap((other) => other.targets),
            );
            const gone = [...values].filter(({ id }) => own.has(id)).map(({ value }) => value);
            const distinct = new Set([...values].map(({ value }) => value)).size;
            expect(new Set(gone).size).toBeLessThanOrEqual(
              Math.max(
                guard.minRemovedOfZone,
                Math.floor(guard.maxRemovedOfZone * distinct + 1e-9),
              ),
            );
            for (const pool of new Set(targets.map(({ id }) => id.slice(0, id.lastIndexOf("/"))))) {
              const members = targets.filter(({ id, value }) => id === `${pool}/${value}`);
              const out = members.filter(({ id }) => own.has(id)).length;
              expect(out, owner).toBeLessThanOrEqual(
                Math.max(1, Math.floor(guard.maxRemoved * members.length + 1e-9)),
              );
            }
          }
        }
      }),
      { seed, numRuns },
    );
  });

  it("keeps TTLs within their bounds, and at the least while anything is unsettled (I9)", () => {
    const unsettled = ["unknown", "down", "held", "hold-down", "suppressed"];
    everyPlan(({ config, last }) => {
      for (const { rrset, made, standing } of eachRrset(config, last)) {
        expect(made.ttl).toBeGreaterThanOrEqual(rrset.ttl.min);
        expect(made.ttl).toBeLessThanOrEqual(rrset.ttl.max);
        expect(Number.isInteger(made.ttl)).toBe(true);
        const isUnsettled = rrset.targets.some((_, place) =>
          unsettled.includes(standing(place).standing),
        );
        if (isUnsettled || made.panic) expect(made.ttl).toBe(rrset.ttl.min);
      }
    });
  });

  it("is the same after a restart: memory and probes as JSON and back (I11)", () => {
    everyPlan(({ config, last, nowMs }, before) => {
      const again = plan(config, restored(before), nowMs);
      expect(again.rrsets).toEqual(last.rrsets);
      expect([...again.targets]).toEqual([...last.targets]);
    });
  });

  it("says nothing new when it is made again at the same time", () => {
    everyPlan(({ config, last, nowMs, state }) => {
      const again = plan(config, state, nowMs);
      expect(again.rrsets).toEqual(last.rrsets);
      expect([...again.targets]).toEqual([...last.targets]);
      expect(again.events).toEqual([]);
      expect(again.wakeAtMs).toBe(last.wakeAtMs);
      expect(again.memory).toEqual(state.memory);
    });
  });

  it("tells the beginning and the end of each panic and of what stands in, once each", () => {
    const happenings = fc.array(happening, { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(zones, happenings, (sketch, list) => {
        const run = new SteeringRun(zoneOfSketch(sketch));
        let seen = 0;
        const told = new Map<string, boolean>();
        for (const each of list) {
          happen(run, each);
          run.plan();
          for (const event of run.events.slice(seen)) {
            if (event.kind === "target" || event.kind === "tier" || !("owner" in event)) continue;
            const key = `${event.type} ${event.kind.replace("-over", "")}`;
            const begins = !event.kind.endsWith("-over");
            expect(told.get(key) ?? false, key).toBe(!begins);
            told.set(key, begins);
          }
          seen = run.events.length;
          for (const { rrset, made } of eachRrset(run.config, run.last)) {
            expect(told.get(`${rrset.type} panic`) ?? false).toBe(made.panic);
            expect(told.get(`${rrset.type} all-down`) ?? false).toBe(made.standIn !== null);
          }
        }
      }),
      { seed, numRuns },
    );
  });

  it("does not depend on the order of maps", () => {
    everyPlan(({ config, last, nowMs }, before) => {
      const again = plan(config, reversed(before), nowMs);
      expect(again.rrsets).toEqual(last.rrsets);
      expect([...again.targets]).toEqual([...last.targets]);
    });
  });

  it("does not change before it asked to be woken", () => {
    everyPlan(({ config, last, nowMs, state }) => {
      const untilMs = last.wakeAtMs ?? nowMs + 86_400_000;
      for (const laterMs of [nowMs + 1, (nowMs + untilMs) / 2, untilMs - 1]) {
        if (laterMs <= nowMs || laterMs >= untilMs) continue;
        const later = plan(config, state, laterMs);
        expect(later.rrsets.map(({ selection }) => selection)).toEqual(
          last.rrsets.map(({ selection }) => selection),
        );
        expect(later.events).toEqual([]);
      }
    });
  });

  it("bears a clock that steps back: nothing lasts longer than it would have", () => {
    everyPlan(({ config, state, nowMs }) => {
      const earlier = plan(config, state, nowMs - 3_600_000);
      for (const { rrset, standing, answers } of eachRrset(config, earlier)) {
        expect(answers.length).toBeGreaterThan(0);
        for (const place of answers.flat()) {
          expect(takenOut).not.toContain(standing(place).standing);
        }
        expect(rrset.targets.length).toBeGreaterThan(0);
      }
      if (earlier.wakeAtMs === null) return;
      const longestMs = 1_800_000 + 120_000 + 400_000;
      expect(earlier.wakeAtMs - (nowMs - 3_600_000)).toBeLessThanOrEqual(longestMs + 3_600_000);
    });
  });

  it("spreads all of the load over the tiers, whatever spills", () => {
    everyPlan(({ last }) => {
      for (const { shares } of last.memory.tiers.values()) {
        const sum = shares.reduce((total, share) => total + share, 0);
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
        if (sum !== 0) expect(sum).toBeCloseTo(1, 9);
      }
    });
  });

  it("forgets what the configuration no longer knows", () => {
    everyPlan(({ config, state, nowMs }) => {
      const less = { ...config, rrsets: config.rrsets.slice(1) };
      const { memory } = plan(less, state, nowMs);
      const ids = new Set(less.rrsets.flatMap(({ targets }) => targets.map(({ id }) => id)));
      expect([...memory.targets.keys()].every((id) => ids.has(id))).toBe(true);
      expect(memory.removals.every(({ target }) => ids.has(target))).toBe(true);
      for (const key of [...memory.tiers.keys(), ...memory.lastGood.keys()]) {
        expect(less.rrsets.some(({ type }) => key.startsWith(`www.example.com./${type}`))).toBe(
          true,
        );
      }
    });
  });
});

/** Any healthy share carries everything, so that there is never too little as long as one is well. */
function withoutPanic(config: ZoneSteering): ZoneSteering {
  const text = JSON.stringify(config, (key, value: unknown) => {
    if (key === "minHealthy") return 1e-6;
    return key === "overprovision" ? null : value;
  });
  return JSON.parse(text) as ZoneSteering;
}
