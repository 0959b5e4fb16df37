/** What a run comes to: shares and load before, at worst, during and after; how long clients felt it. */
import type { SteeredRrset } from "../config.js";
import type { AnswerRecord } from "./answer-record.js";
import type { Run } from "./simulate.js";

export interface RunSummary {
  readonly seed: number;
  readonly lengthMs: number;
  readonly probesMade: number;
  readonly rrsets: readonly RrsetSummary[];
}

export interface RrsetSummary {
  readonly owner: string;
  readonly type: string;
  readonly peak: number | null;
  /** Least share of its targets that took part, 0 to 1. */
  readonly leastHealthy: number;
  readonly panicMs: number;
  readonly flipsPerHour: number;
  readonly targets: readonly TargetSummary[];
  readonly losses: readonly LossSummary[];
}

export interface TargetSummary {
  readonly id: string;
  readonly value: string;
  /** Shares of the load, 0 to 1. */
  readonly before: number;
  readonly most: number;
  readonly during: number;
  readonly after: number;
  readonly capacity: number | null;
  /** Load at its most, in the unit of the peak; null without a declared peak. */
  readonly loadMost: number | null;
  /** It got more than it can carry. */
  readonly over: boolean;
  readonly flips: number;
}

/** A target that really failed. */
export interface LossSummary {
  readonly target: string;
  readonly what: string;
  /** From its death until no new answer holds it; null if some still did at the end. */
  readonly detectedMs: number | null;
  /** TTL in force when it died, seconds: caches hold the old answer so much longer at most. */
  readonly ttl: number;
  /** Detection and TTL together; null like `detectedMs`. */
  readonly visibleMs: number | null;
  /** From its death until it is answered again, dead as it is (in a panic); null for never. */
  readonly againMs: number | null;
  /** From its recovery until it is answered again; null if it was not. */
  readonly backMs: number | null;
}

export function summarize(run: Run): RunSummary {
  const { scenario, answers, probesMade } = run;
  return {
    seed: scenario.seed,
    lengthMs: scenario.lengthMs,
    probesMade,
    rrsets: answers.map((record) => summarizeRrset(run, record)),
  };
}

function summarizeRrset(run: Run, record: AnswerRecord): RrsetSummary {
  const { rrset, samples, flips } = record;
  const { lengthMs } = run.scenario;
  const before = samples[0]!;
  const after = samples.at(-1)!;
  const during = record.at(worstMs(run)) ?? after;
  let panicMs = 0;
  for (const [index, { atMs, panic }] of samples.entries()) {
    if (panic) panicMs += (samples[index + 1]?.atMs ?? lengthMs) - atMs;
  }
  const count = flips.reduce((sum, number) => sum + number, 0);
  return {
    owner: rrset.owner,
    type: rrset.type,
    peak: rrset.peak,
    leastHealthy: Math.min(...samples.map(({ healthy }) => healthy)),
    panicMs,
    flipsPerHour: lengthMs === 0 ? 0 : (count * 3_600_000) / lengthMs,
    targets: rrset.targets.map((target, place): TargetSummary => {
      const most = samples.reduce((max, { shares }) => Math.max(max, shares[place]!), 0);
      const loadMost = rrset.peak === null ? null : most * rrset.peak;
      return {
        id: target.id,
        value: target.value,
        before: before.shares[place]!,
        most,
        during: during.shares[place]!,
        after: after.shares[place]!,
        capacity: target.capacity,
        loadMost,
        over:
          loadMost !== null && target.capacity !== null && loadMost > target.capacity * (1 + 1e-9),
        flips: flips[place]!,
      };
    }),
    losses: lossesOf(run, record),
  };
}

/** Just before the first fault, order or change ends: by then its effects have settled most. */
function worstMs({ scenario }: Run): number {
  const ends = scenario.faults.map(({ toMs }) => toMs).filter((toMs) => toMs <= scenario.lengthMs);
  const orders = scenario.orders
    .map(({ untilMs }) => (untilMs ?? Number.POSITIVE_INFINITY) - scenario.startMs)
    .filter((toMs) => toMs <= scenario.lengthMs);
  return Math.min(scenario.lengthMs, ...ends.map((ms) => ms - 1), ...orders.map((ms) => ms - 1));
}

function lossesOf(run: Run, record: AnswerRecord): LossSummary[] {
  const { rrset } = record;
  return run.scenario.faults.flatMap(({ what, targets, fromMs, toMs }) =>
    rrset.targets.flatMap((target, place): LossSummary[] => {
      if (!targets.has(target.id) || fromMs >= run.scenario.lengthMs) return [];
      const atDeath = record.at(fromMs);
      if (atDeath === undefined || atDeath.shares[place] === 0) return [];
      const goneMs = firstMs(record, place, fromMs, false);
      const detectedMs = goneMs === null || goneMs >= toMs ? null : goneMs - fromMs;
      const againAtMs =
        detectedMs === null ? null : firstMs(record, place, fromMs + detectedMs, true);
      const backAtMs = Number.isFinite(toMs) ? firstMs(record, place, toMs, true) : null;
      return [
        {
          target: target.id,
          what,
          detectedMs,
          ttl: atDeath.ttl,
          visibleMs: detectedMs === null ? null : detectedMs + atDeath.ttl * 1000,
          againMs: againAtMs === null || againAtMs >= toMs ? null : againAtMs - fromMs,
          backMs: detectedMs === null || backAtMs === null ? null : backAtMs - toMs,
        },
      ];
    }),
  );
}

/** When the target is first answered (or not) at or after that time. */
function firstMs(
  record: AnswerRecord,
  place: number,
  fromMs: number,
  answered: boolean,
): number | null {
  if (record.at(fromMs)!.shares[place]! > 0 === answered) return fromMs;
  const found = record.samples.find(
    ({ atMs, shares }) => atMs >= fromMs && shares[place]! > 0 === answered,
  );
  return found?.atMs ?? null;
}

/** Sum of the declared capacities; null if one of the targets has none. */
export function capacityOf(rrset: SteeredRrset, places: readonly number[]): number | null {
  let sum = 0;
  for (const place of places) {
    const capacity = rrset.targets[place]?.capacity ?? null;
    if (capacity === null) return null;
    sum += capacity;
  }
  return sum;
}
