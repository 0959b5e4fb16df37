/**
 * Whatever happens on the way, the end is the same: random zones at random providers, with calls
 * that are throttled, lost before or after the work, and a process that is killed at any write of
 * its journal, end as if nothing had happened. Tell a failure again with
 * `SEED=… npx vitest run test/property/sync-apply`; RUNS says how many.
 */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/base/seeded-random.js";
import { applyPlan } from "../../src/provider/apply/apply-plan.js";
import type { ApplySummary } from "../../src/provider/apply/apply-task.js";
import { openDesk } from "../../src/provider/calls/call-desk.js";
import type { MemberPolicy } from "../../src/provider/contract/member.js";
import type { SyncPlan } from "../../src/provider/contract/plan.js";
import { openMemory } from "../../src/provider/journal/file-memory.js";
import type { Rrset } from "../../src/provider/rrset/rrset.js";
import type { MemoryProvider, Mishap, Operation } from "../support/memory-provider.js";
import { RollOutLab, sameZone } from "../support/roll-out-lab.js";
import { StoppingDisk } from "../support/stopping-disk.js";
import { apex, apexNs, rrset } from "../unit/provider/plan/plan-sketch.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const runs = Number(process.env.RUNS ?? 40);

/** Shares of so small zones say nothing. */
const allow = ["too-many-deletes", "too-many-updates", "empty-source", "shrunken-source"];

type Dice = () => number;

interface Sketch {
  readonly seed: number;
  /** Whether the zone file is edited once more before the run that was killed is gone on with. */
  readonly isChangedAgain: boolean;
  readonly providers: readonly ProviderSketch[];
}

interface ProviderSketch {
  readonly policy: Partial<MemberPolicy>;
  readonly options: Partial<MemoryProvider["options"]>;
  readonly first: readonly Rrset[];
  /** What somebody else adds and changes after the first sync. */
  readonly theirs: readonly Rrset[];
  readonly second: readonly Rrset[];
  readonly third: readonly Rrset[];
}

/** What really came in between, over all runs. */
const met = { mishaps: 0, kills: 0 };

describe(`a roll-out that is disturbed (seed ${seed})`, () => {
  it("ends where one ends that is not, and changes nothing twice", async () => {
    for (let run = 0; run < runs; run++) {
      const told = `SEED=${seed + run} RUNS=1`;
      const sketch = sketchOf(seed + run);
      const calm = await undisturbed(sketch);
      expect(RollOutLab.outcomes(calm.last), told).not.toMatch(/failed|refused|skipped|undone/);
      const dice = seededRandom(seed + run + 1_000_000);
      const { providers, memories, last } = await disturbed(sketch, calm.writes, dice);
      for (const [i, provider] of providers.entries()) {
        expect(sameZone(provider.stored(apex), calm.providers[i]!.stored(apex)), told).toBe(true);
        expect(sameZone(memories[i]!, calm.memories[i]!), told).toBe(true);
        // What the third version takes back is done and undone, or never done.
        if (sketch.isChangedAgain) continue;
        expect(ownSteps(provider), told).toEqual(ownSteps(calm.providers[i]!));
      }
      expect(RollOutLab.outcomes(last), told).toBe(RollOutLab.outcomes(calm.last));
    }
    console.log(`${runs} roll-outs with ${met.mishaps} mishaps and ${met.kills} kills`);
    // One run told again may well meet neither.
    if (runs < 20) return;
    expect(met.mishaps).toBeGreaterThan(runs);
    expect(met.kills).toBeGreaterThan(runs / 2);
  }, 600_000);
});

async function undisturbed(sketch: Sketch) {
  const lab = new RollOutLab(sketch.seed);
  const providers = await begin(lab, sketch);
  const before = lab.disk.writes;
  await lab.sync({ allow });
  const writes = lab.disk.writes - before;
  changeAgain(lab, providers, sketch);
  await lab.sync({ allow });
  return {
    providers,
    writes,
    last: await lab.sync({ allow }),
    memories: await memoriesOf(lab, providers),
  };
}

async function disturbed(sketch: Sketch, writes: number, dice: Dice) {
  const lab = new RollOutLab(sketch.seed);
  const providers = await begin(lab, sketch);
  const plan = await lab.plan(allow);
  let left = Math.floor(dice() * 12);
  const mishap = (operation: Operation): Mishap | null => {
    if (left === 0 || dice() > 0.35) return null;
    left--;
    met.mishaps++;
    return mishapOf(operation, dice);
  };
  let kills = 1 + Math.floor(dice() * 3);
  const isSamePlan = !sketch.isChangedAgain && dice() < 0.5;
  for (let attempt = 0; attempt < 8; attempt++) {
    const stopsAt = kills-- > 0 ? Math.floor(dice() * writes) : Number.POSITIVE_INFINITY;
    lab.disk = new StoppingDisk(lab.disk.files, stopsAt, [0, 0.5, 1][Math.floor(dice() * 3)]);
    revive(lab, providers, mishap);
    if (attempt === 1) changeAgain(lab, providers, sketch);
    const now = attempt === 0 || isSamePlan ? plan : await lab.plan(allow);
    const summary = await killed(lab, now);
    if (summary !== null && kills < 0 && left === 0) break;
    if (summary !== null && kills < 0) left = 0;
  }
  changeAgain(lab, providers, sketch);
  // The last mishap may have been one too many for that run.
  await lab.sync({ allow });
  return { providers, last: await lab.sync({ allow }), memories: await memoriesOf(lab, providers) };
}

function changeAgain(lab: RollOutLab, providers: readonly MemoryProvider[], sketch: Sketch): void {
  if (!sketch.isChangedAgain) return;
  for (const [i, { policy, third }] of sketch.providers.entries()) {
    lab.want(providers[i]!, third, policy, 4);
  }
}

/** What is remembered as applied last, of each provider. */
function memoriesOf({ disk }: RollOutLab, providers: readonly MemoryProvider[]) {
  const memory = openMemory("sync", disk);
  return Promise.all(
    providers.map(
      async ({ name }) => (await memory.lastApplied("example.com.", name))?.rrsets ?? [],
    ),
  );
}

/** Null if the process was killed on the way. */
async function killed(lab: RollOutLab, plan: SyncPlan): Promise<ApplySummary | null> {
  const work = applyPlan(lab.task(plan, { allow }));
  const summary = await lab.clock.drive(
    Promise.race([work, lab.disk.stopped.then(() => null as ApplySummary | null)]),
  );
  if (summary === null) {
    met.kills++;
    await lab.clock.forget();
  } else await lab.clock.advance(600_000);
  return summary;
}

/** A new process: nothing of the old one's desks, and calls that meet mishaps. */
function revive(
  lab: RollOutLab,
  providers: readonly MemoryProvider[],
  mishap: (operation: Operation) => Mishap | null,
): void {
  const { clock, random, disk } = lab;
  for (const provider of providers) {
    const rate = { callsPerSecond: 10, burst: 10 };
    const desk = openDesk({ account: provider.name, rate, clock, random });
    provider.options = { ...provider.options, desk, mishap, alive: () => disk.alive() };
  }
}

async function begin(lab: RollOutLab, { providers }: Sketch): Promise<MemoryProvider[]> {
  const opened = providers.map(({ options, policy, first }, i) => {
    const provider = lab.provider(`p${i}`, [apexNs], options);
    lab.want(provider, first, policy);
    return provider;
  });
  await lab.sync({ allow });
  for (const [i, { policy, theirs, second }] of providers.entries()) {
    const provider = opened[i]!;
    for (const rrset of theirs) {
      // Nobody can put something beside a CNAME, nor a CNAME beside something.
      const others = provider.stored(apex).filter(({ owner }) => same(owner, rrset.owner));
      if (others.every(({ type }) => type === rrset.type)) provider.put(apex, rrset);
    }
    lab.want(provider, second, policy, 3);
    provider.history.length = 0;
  }
  await lab.clock.advance(60_000);
  return opened;
}

function mishapOf(operation: Operation, dice: Dice): Mishap {
  const kinds: readonly Mishap[] =
    operation === "apply"
      ? [
          { kind: "throttled", retryAfterMs: 3_000 },
          { kind: "busy" },
          { kind: "unavailable" },
          { kind: "lost-before" },
          { kind: "lost-after" },
          { kind: "lost-late", ms: Math.floor(dice() * 20_000) },
        ]
      : [{ kind: "throttled" }, { kind: "unavailable" }];
  return kinds[Math.floor(dice() * kinds.length)]!;
}

/** What fivenines did to each RRset, in order. */
function ownSteps({ history }: MemoryProvider): string[] {
  return history
    .filter(({ by }) => by === "sync")
    .map(
      ({ key, after }) =>
        `${key} ${after === null ? "gone" : Buffer.from(after.rdatas[0]!).toString("hex")}`,
    )
    .sort();
}

function sketchOf(from: number): Sketch {
  const dice = seededRandom(from);
  const isChangedAgain = dice() < 0.3;
  // What others made is taken in when it is what is wanted, so there what was wanted once matters.
  const modes = isChangedAgain
    ? (["mirror", "owned"] as const)
    : (["mirror", "owned", "additive"] as const);
  const providers = Array.from({ length: 1 + Math.floor(dice() * 3) }, (): ProviderSketch => {
    const delayMs = Math.floor(dice() * 20_000);
    return {
      policy: {
        mode: modes[Math.floor(dice() * modes.length)]!,
        stage: Math.floor(dice() * 3),
        soakMs: Math.floor(dice() * 30_000),
        verify: { deadlineMs: 60_000, everyMs: 1_000 },
      },
      options: {
        operationsMax: 1 + Math.floor(dice() * 5),
        compareAndSwap: dice() < 0.5 ? "none" : "exact-delete",
        oneByOne: dice() < 0.3,
        delayMs,
        settlesMs: Math.floor(delayMs * 2 * dice()),
      },
      first: zoneOf(dice, 0),
      theirs: dice() < 0.5 ? zoneOf(dice, isChangedAgain ? 20 : 8).slice(1, 3) : [],
      second: zoneOf(dice, 0),
      third: zoneOf(dice, 0),
    };
  });
  return { seed: from, isChangedAgain, providers };
}

function zoneOf(dice: Dice, from: number): Rrset[] {
  const names = Array.from({ length: 10 }, (_, i) => `n${i + from}`).filter(() => dice() < 0.7);
  return [
    apexNs,
    ...names.map((name) =>
      dice() < 0.25
        ? rrset(`${name} CNAME`, `n${Math.floor(dice() * 3)}.example.net.`)
        : rrset(`${name} A ${dice() < 0.5 ? 60 : 300}`, `192.0.2.${Math.floor(dice() * 3)}`),
    ),
  ];
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
