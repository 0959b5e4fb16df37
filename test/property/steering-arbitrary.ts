/** Random steered zones, and what may happen to them. */
import fc from "fast-check";
import type { Pick, SteeredType } from "../../src/steering/config.js";
import type { Override } from "../../src/steering/state.js";
import type { SteeringRun } from "../steering-run.js";
import {
  type PolicySketch,
  type PoolSketch,
  type RrsetSketch,
  type TargetSketch,
  usualDamping,
  web,
  type ZoneSketch,
} from "../steering-sketch.js";

const states = ["auto", "auto", "auto", "auto", "up", "down", "drain", "standby"] as const;

const picks = fc.oneof(
  fc.record({ kind: fc.constant("all" as const), max: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant("weighted" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant("sticky" as const),
    count: fc.integer({ min: 1, max: 2 }),
    prefix4: fc.constant(24),
    prefix6: fc.constant(56),
  }),
);

interface DrawnTarget {
  readonly last: number;
  readonly weight: number;
  readonly state: (typeof states)[number];
  readonly group: boolean;
  readonly probes: number;
  readonly require: number;
}

const target: fc.Arbitrary<DrawnTarget> = fc.record({
  last: fc.integer({ min: 1, max: 12 }),
  weight: fc.integer({ min: 0, max: 5 }),
  state: fc.constantFrom(...states),
  group: fc.boolean(),
  probes: fc.constantFrom(1, 1, 1, 0, 2, 3),
  require: fc.integer({ min: 1, max: 3 }),
});

/** Values may come twice in different pools, as in a geo policy, never in one. */
function poolOf(
  targets: readonly DrawnTarget[],
  name: string,
  pick: Pick,
  rest: PoolRest,
  type: SteeredType,
): PoolSketch {
  const seen = new Set<number>();
  const kept = targets.filter(({ last }) => !seen.has(last) && seen.add(last));
  const pool: PoolSketch = {
    name,
    pick,
    minHealthy: rest.minHealthy,
    shed: rest.shed ? { low: 0.6, high: 0.9 } : null,
    targets: kept.map((drawn): TargetSketch => {
      const value = dataOf(type, drawn.last);
      return {
        value,
        weight: drawn.weight,
        capacity: rest.shed ? 100 : null,
        group: drawn.group ? "rack" : null,
        state: drawn.state,
        probes: ["web", "api", "dns"].slice(0, drawn.probes).map((name) => `${name}@${value}`),
        require: Math.max(1, Math.min(drawn.require, drawn.probes)),
      };
    }),
  };
  return pool;
}

function dataOf(type: SteeredType, last: number): string {
  if (type === "CNAME") return `t${last}.example.net.`;
  return type === "A" ? `192.0.2.${last}` : `2001:db8::${last}`;
}

interface PoolRest {
  readonly minHealthy: number;
  readonly shed: boolean;
}

const pool = fc
  .record({
    targets: fc.array(target, { minLength: 1, maxLength: 6 }),
    pick: picks,
    rest: fc.record({ minHealthy: fc.constantFrom(0.2, 0.5, 0.5, 1), shed: fc.boolean() }),
  })
  .map(
    ({ targets, pick, rest }) =>
      (name: string, type: SteeredType): PoolSketch =>
        poolOf(targets, name, pick, rest, type),
  );

type Make<Sketch> = (name: string, type: SteeredType) => Sketch;

function policy(depth: number): fc.Arbitrary<Make<PolicySketch>> {
  const member: fc.Arbitrary<Make<PoolSketch | PolicySketch>> =
    depth === 0 ? pool : fc.oneof({ weight: 3, arbitrary: pool }, policy(depth - 1));
  return fc
    .record({
      kind: fc.constantFrom(
        "all" as const,
        "failover" as const,
        "failover" as const,
        "geo" as const,
      ),
      members: fc.array(member, { minLength: 1, maxLength: 3 }),
      probeShare: fc.constantFrom(0, 0, 0.05),
      overprovision: fc.constantFrom(null, null, 1, 1.4),
      rest: fc.boolean(),
    })
    .map(
      ({ kind, members, probeShare, overprovision, rest }) =>
        (name: string, type: SteeredType) => ({
          name,
          kind,
          members: members.map((make, place) => make(`p${place}`, type)),
          probeShare,
          overprovision,
          regions: members.map((_, place) => ({
            continents: rest && place === 0 ? [] : [["EU"], ["AS"], ["NA"]][place]!,
          })),
        }),
    );
}

/** A pool's every target may be declared out, and its weights all 0: planners must bear it. */
const rrset = fc.record({
  type: fc.constantFrom<SteeredType>("A", "A", "AAAA", "CNAME"),
  policy: policy(1),
  onAllDown: fc.constantFrom(
    "all" as const,
    "last-good" as const,
    "fallback" as const,
    "nodata" as const,
  ),
  damping: fc.constantFrom(null, usualDamping),
  holdDownMs: fc.constantFrom(0, 10_000, 60_000),
  slowStartMs: fc.constantFrom(0, 0, 120_000),
  failback: fc.constantFrom("auto" as const, "manual" as const),
  coupled: fc.constantFrom(null, "both"),
  ttl: fc.constantFrom({ min: 30, max: 300 }, { min: 1, max: 5 }),
});

export const zones: fc.Arbitrary<ZoneSketch> = fc
  .record({
    rrsets: fc.uniqueArray(rrset, { minLength: 1, maxLength: 3, selector: ({ type }) => type }),
    guard: fc.record({
      maxRemoved: fc.constantFrom(0.34, 0.5, 1),
      maxRemovedOfZone: fc.constantFrom(0.1, 0.5, 1),
      minRemovedOfZone: fc.constantFrom(1, 1, 2, 10),
      windowMs: fc.constantFrom(30_000, 60_000),
      releaseMs: fc.constantFrom(40_000, 120_000),
    }),
  })
  .map(({ rrsets, guard }) => ({
    guard,
    monitors: ["web", "api", "dns"].map((name) => ({ ...web, name })),
    rrsets: rrsets.map(
      ({ policy, ...rest }): RrsetSketch => ({
        ...rest,
        policy: policy("", rest.type),
        fallback: [dataOf(rest.type, 1)],
      }),
    ),
  }));

export type Happening =
  | {
      readonly kind: "result";
      readonly probe: number;
      readonly ok: boolean;
      readonly times: number;
    }
  | { readonly kind: "outage"; readonly probes: readonly number[] }
  | { readonly kind: "pass"; readonly ms: number }
  | {
      readonly kind: "order";
      readonly pattern: string;
      readonly action: Override["action"];
      readonly forMs: number | null;
    }
  | { readonly kind: "take-back" }
  | { readonly kind: "load"; readonly target: number; readonly load: number };

const place = fc.nat({ max: 200 });

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("result" as const),
      probe: place,
      ok: fc.boolean(),
      times: fc.constantFrom(1, 2, 3, 5, 5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("outage" as const),
      probes: fc.array(place, { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 400_000 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("order" as const),
      pattern: fc.constantFrom("192.0.2.1", "192.0.2.*", "p0/*", "*", "group:rack", "*/p1/*"),
      action: fc.constantFrom(
        "up" as const,
        "down" as const,
        "drain" as const,
        "standby" as const,
        "auto" as const,
      ),
      forMs: fc.constantFrom(null, 30_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("take-back" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("load" as const),
      target: place,
      load: fc.integer({ min: 0, max: 200 }),
    }),
  },
);

export function happen(run: SteeringRun, it: Happening): void {
  const keys = run.config.probes.map(({ key }) => key);
  switch (it.kind) {
    case "result": {
      const key = keys[it.probe % keys.length];
      for (let i = 0; i < it.times && key !== undefined; i++) run.result(key, it.ok);
      return;
    }
    case "outage":
      for (const probe of it.probes) {
        const key = keys[probe % keys.length];
        for (let i = 0; i < 3 && key !== undefined; i++) run.result(key, false);
      }
      return;
    case "pass":
      run.pass(it.ms);
      return;
    case "order":
      run.order(it.pattern, it.action, it.forMs);
      return;
    case "take-back":
      run.overrides.pop();
      return;
    case "load": {
      const targets = run.config.rrsets.flatMap((rrset) => rrset.targets);
      const { id } = targets[it.target % targets.length]!;
      run.loads.set(id, { load: it.load, capacity: null, atMs: run.nowMs, periodMs: 60_000 });
    }
  }
}
