/** Whatever has happened to a steered zone: pools may be called otherwise, and nothing moves. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { adoptMemory } from "../../src/steering/adopted-memory.js";
import type { ZoneSteering } from "../../src/steering/config.js";
import { type Plan, plan } from "../../src/steering/plan.js";
import { SteeringRun } from "../steering-run.js";
import {
  type PolicySketch,
  type PoolSketch,
  type ZoneSketch,
  zoneOfSketch,
} from "../steering-sketch.js";
import { happen, happening, zones } from "./steering-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 60);

type Change = (pool: PoolSketch) => PoolSketch;

function changed(sketch: ZoneSketch, change: Change): ZoneSketch {
  const rrsets = sketch.rrsets.map((rrset) => ({
    ...rrset,
    policy: inPolicy(rrset.policy, change),
  }));
  return { ...sketch, rrsets };
}

function inPolicy(policy: PolicySketch, change: Change): PolicySketch {
  const members = policy.members.map((member) =>
    "targets" in member ? change(member) : inPolicy(member, change),
  );
  return { ...policy, members };
}

/** As the reader of steering files has it: a value stands once in an RRset. */
function withoutTwins(sketch: ZoneSketch): ZoneSketch {
  let last = 0;
  return changed(sketch, (pool) => ({
    ...pool,
    targets: pool.targets.map((target) => {
      const {
        value,
        probes = [],
        ...rest
      } = typeof target === "string" ? { value: target } : target;
      const own = value.replace(/\d+(?=\.example|$)/, String(++last));
      return { ...rest, value: own, probes: probes.map((key) => key.replace(value, own)) };
    }),
  }));
}

function standings({ rrsets }: ZoneSteering, planned: Plan) {
  return rrsets.map(({ targets }) =>
    targets.map(({ id }) => {
      const { standing, serving, health, weight } = planned.targets.get(id)!;
      return { standing, serving, health, weight };
    }),
  );
}

it(`pools that are renamed change no answer and no standing (seed ${seed})`, () => {
  const happenings = fc.array(happening, { minLength: 5, maxLength: 25 });
  fc.assert(
    fc.property(zones, happenings, (drawn, list) => {
      const sketch = withoutTwins(drawn);
      const run = new SteeringRun(zoneOfSketch(sketch));
      // Orders may name pools, so they come without.
      for (const each of list) if (each.kind !== "order") happen(run, each);
      const before = run.plan();
      const renamed = zoneOfSketch(
        changed(sketch, (pool) => ({ ...pool, name: `${pool.name}-new` })),
      );
      const memory = adoptMemory(renamed, run.memory, run.config);
      const heirs = renamed.rrsets.flatMap(({ targets }) => targets.map(({ id }) => id));
      const ids = run.config.rrsets.flatMap(({ targets }) => targets.map(({ id }) => id));
      const loads = new Map(
        ids.flatMap((id, at) => {
          const load = run.loads.get(id);
          return load === undefined ? [] : [[heirs[at]!, load] as const];
        }),
      );
      const after = plan(renamed, { ...run.state, memory, loads }, run.nowMs);
      expect(standings(renamed, after)).toEqual(standings(run.config, before));
      expect(after.rrsets.map(({ selection, ttl }) => ({ selection, ttl }))).toEqual(
        before.rrsets.map(({ selection, ttl }) => ({ selection, ttl })),
      );
      expect(after.events).toEqual([]);
      expect(after.wakeAtMs).toBe(before.wakeAtMs);
    }),
    { seed, numRuns },
  );
});
