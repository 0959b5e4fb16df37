/** Invariants of steering that need a course of events of their own, or many draws. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Monitor } from "../../src/steering/config.js";
import type { Selection } from "../../src/steering/selection.js";
import { answersOf, SteeringRun } from "../steering-run.js";
import { type PolicySketch, usualDamping, web, zoneOfSketch } from "../steering-sketch.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 30);
const runs = { seed, numRuns };

const value = (last: number) => `192.0.2.${last + 1}`;

function poolOf(weights: readonly number[], count: number): PolicySketch {
  return {
    kind: "failover",
    members: [
      {
        name: "p",
        pick: { kind: "weighted", count },
        targets: weights.map((weight, last) => ({ value: value(last), weight })),
      },
    ],
  };
}

function settled(policy: PolicySketch): SteeringRun {
  return new SteeringRun(zoneOfSketch({ rrsets: [{ policy }] })).settle();
}

describe(`steered shares (seed ${seed})`, () => {
  const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 });

  it("are those of the weights: chi-square over 100,000 draws (I7)", () => {
    // A seed of its own: one run in thousands fails by chance, and that must not be today's.
    const random = xorshift(20_261_122);
    for (const drawn of fc.sample(weights, { seed: 7, numRuns: 8 })) {
      const { selection } = settled(poolOf(drawn, 1)).last.rrsets[0]!;
      const counts = drawn.map(() => 0);
      const total = 100_000;
      for (let i = 0; i < total; i++) for (const place of draw(selection, random)) counts[place]!++;
      const sum = drawn.reduce((all, weight) => all + weight, 0);
      const chiSquare = counts.reduce((all, count, place) => {
        const expected = (total * drawn[place]!) / sum;
        return all + (count - expected) ** 2 / expected;
      }, 0);
      // 99.99 % of the distribution with 7 degrees of freedom lie below.
      expect(chiSquare).toBeLessThan(29.9);
    }
  });

  it("give each of several drawn at once its share, and never one twice", () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 2, max: 4 }), (drawn, count) => {
        const run = settled(poolOf(drawn, count));
        const { selection } = run.last.rrsets[0]!;
        const answers = answersOf(selection);
        const expected = Math.min(count, drawn.length);
        for (const { places } of answers) expect(new Set(places).size).toBe(expected);
        const chances = drawn.map((_, place) =>
          answers.reduce(
            (sum, { places, chance }) => sum + (places.includes(place) ? chance : 0),
            0,
          ),
        );
        // By weight, as long as nobody would be in more than every answer.
        const free = chances.flatMap((chance, place) => (chance < 1 - 1e-6 ? [place] : []));
        const [first] = free;
        if (first === undefined) return;
        for (const place of free) {
          const ratio = chances[place]! / drawn[place]!;
          expect(ratio).toBeCloseTo(chances[first]! / drawn[first]!, 6);
        }
      }),
      runs,
    );
  });

  it("stay as they are among the others when one goes (I8)", () => {
    fc.assert(
      fc.property(weights, fc.nat(), fc.boolean(), (drawn, gone, sticky) => {
        const policy = poolOf([...drawn, 1, 1], 1);
        const member = policy.members[0]!;
        const pick = { kind: "sticky", count: 1, prefix4: 24, prefix6: 56 } as const;
        const run = settled({
          ...policy,
          members: [sticky ? { ...member, pick } : member],
        } as PolicySketch);
        const shares = () => {
          const { selection } = run.last.rrsets[0]!;
          if (selection.kind !== "sticky" && selection.kind !== "weighted") return new Map();
          return new Map(
            selection.branches.map((branch) => [
              JSON.stringify([branch.selection, "key" in branch ? branch.key : ""]),
              branch.share,
            ]),
          );
        };
        const before = shares();
        run.kill(value(gone % drawn.length));
        const after = shares();
        expect(after.size).toBe(before.size - 1);
        for (const [branch, share] of after) expect(share).toBe(before.get(branch));
      }),
      runs,
    );
  });
});

describe(`steered answers in time (seed ${seed})`, () => {
  const monitors: fc.Arbitrary<Monitor> = fc
    .record({
      intervalMs: fc.integer({ min: 1000, max: 120_000 }),
      jitter: fc.constantFrom(0, 0.1, 0.5),
      fall: fc.integer({ min: 1, max: 10 }),
      okWindow: fc.integer({ min: 1, max: 10 }),
    })
    .map((drawn) => ({ ...web, ...drawn, recheckMs: Math.min(1000, drawn.intervalMs / 4) }));

  it("have a TTL that is over before they can change (I9)", () => {
    fc.assert(
      fc.property(
        monitors,
        fc.array(fc.boolean(), { maxLength: 20 }),
        fc.constantFrom({ min: 1, max: 300 }, { min: 30, max: 300 }),
        (monitor, results, ttl) => {
          const policy: PolicySketch = {
            kind: "failover",
            members: [{ name: "p", targets: [value(0), value(1)] }],
          };
          const run = new SteeringRun(
            zoneOfSketch({ monitors: [monitor], rrsets: [{ policy, ttl }] }),
          );
          run.settle();
          // The other target was probed at the same times, and never failed.
          const key = `web@${value(0)}`;
          for (const ok of results) {
            run.nowMs += next(monitor, run.probes.get(key)!.failures);
            run.result(value(0), ok);
            if (run.standing(value(0)) !== "serving") return;
          }
          const seconds = run.last.rrsets[0]!.ttl;
          const fromMs = run.nowMs;
          while (run.standing(value(0)) === "serving") {
            run.nowMs += next(monitor, run.probes.get(key)!.failures);
            run.result(value(0), false);
          }
          const changedMs = run.nowMs - fromMs;
          if (seconds > ttl.min) expect(seconds * 1000).toBeLessThanOrEqual(changedMs);
          // Nor is it shorter than it must be.
          const most = Math.min(ttl.max, Math.floor(changedMs / 1000));
          expect(seconds).toBe(Math.max(ttl.min, most));
        },
      ),
      runs,
    );
  });

  it("change once at most while a target flaps within the hold-down (I12)", () => {
    const flaps = fc.array(fc.integer({ min: 1, max: 25_000 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(flaps, fc.constantFrom(null, usualDamping), (pauses, damping) => {
        const policy: PolicySketch = {
          kind: "failover",
          members: [{ name: "p", targets: [0, 1, 2].map(value) }],
        };
        const run = new SteeringRun(
          zoneOfSketch({ rrsets: [{ policy, damping, holdDownMs: 60_000 }] }),
        ).settle();
        const seen: string[] = [];
        const look = () => {
          const now = run.values().join();
          if (seen.at(-1) !== now) seen.push(now);
        };
        look();
        for (const [i, ms] of pauses.entries()) {
          if (i % 2 === 0) run.kill(value(0));
          else run.heal(value(0));
          look();
          run.pass(ms);
          look();
        }
        expect(seen.length).toBeLessThanOrEqual(2);
      }),
      runs,
    );
  });

  it("lose nothing while nothing is probed, however long (I13)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1e9 }), (fails, ms) => {
        const policy: PolicySketch = {
          kind: "failover",
          members: [{ name: "p", targets: [0, 1, 2].map(value) }],
        };
        const run = settled(policy);
        for (let i = 0; i < Math.min(fails, web.fall - 1); i++) run.result(value(0), false);
        const before = run.values();
        const events = run.events.length;
        run.pass(ms);
        expect(run.values()).toEqual(before);
        expect(run.events.slice(events)).toEqual([]);
      }),
      runs,
    );
  });

  it("hold a standby only when the others cannot carry everything", () => {
    const states = fc.array(fc.constantFrom("auto" as const, "auto" as const, "standby" as const), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(states, fc.array(fc.nat({ max: 7 }), { maxLength: 8 }), (drawn, dead) => {
        const targets = drawn.map((state, last) => ({ value: value(last), state }));
        const run = settled({ kind: "failover", members: [{ name: "p", targets }] });
        for (const last of dead) if (last < drawn.length) run.kill(value(last));
        const isDown = (last: number) => dead.includes(last);
        const active = drawn.flatMap((state, last) => (state === "auto" ? [last] : []));
        const well = active.filter((last) => !isDown(last)).length;
        const enough = active.length > 0 && well >= active.length * 0.5;
        const served = run.values();
        const standbys = drawn.flatMap((state, last) => (state === "standby" ? [value(last)] : []));
        if (enough) for (const standby of standbys) expect(served).not.toContain(standby);
        else {
          const up = standbys.filter((standby) => !isDown(Number(standby.split(".")[3]) - 1));
          for (const standby of up) expect(served).toContain(standby);
        }
      }),
      runs,
    );
  });
});

/** When the probing thread asks next at the soonest. */
function next({ intervalMs, jitter, recheckMs }: Monitor, failures: number): number {
  return failures > 0 ? recheckMs : intervalMs * (1 - jitter);
}

function draw(selection: Selection, random: () => number): readonly number[] {
  if (selection.kind === "answer") return selection.targets;
  if (selection.kind !== "weighted") throw new Error("only weights are drawn");
  const sum = selection.branches.reduce((total, { share }) => total + share, 0);
  let at = random() * sum;
  for (const { share, selection: below } of selection.branches) {
    at -= share;
    if (at < 0) return draw(below, random);
  }
  return [];
}

function xorshift(start: number): () => number {
  let word = start;
  return () => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return (word >>> 0) / 2 ** 32;
  };
}
