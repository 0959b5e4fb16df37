/**
 * What the project set out to reach, held against what was measured. An aim that was missed stays
 * in the table and says so.
 */
import type { LoadResult } from "./loading.js";
import type { ServingSample } from "./serving.js";
import { spreadOf } from "./statistics.js";
import { costOf, type SteeringSample, steeredKinds } from "./steering.js";

export interface Aim {
  readonly aim: string;
  readonly measured: string;
  readonly reached: boolean;
}

export interface Measurements {
  readonly serving: readonly ServingSample[];
  readonly steering: readonly SteeringSample[];
  readonly loading: readonly LoadResult[];
  /** Seconds by program. */
  readonly checkers: ReadonlyMap<string, number>;
}

/** Aims of one contestant; those whose yardstick was not measured are left out. */
export function aimsOf(subject: string, measurements: Measurements): Aim[] {
  const cpu = median(measurements.serving, subject, (sample) => {
    const { user, system } = sample.mixes.everyday;
    return user + system;
  });
  const user = median(measurements.serving, subject, (sample) => sample.mixes.everyday.user);
  const ratioTo = (base: string) => ratioOfRounds(measurements.serving, subject, base);
  const [big, many] = measurements.loading;
  const checker = measurements.checkers.get("nsd-checkzone");
  const atMost = (aim: string, value: number, bound: number, unit: string): Aim[] =>
    Number.isFinite(value) && Number.isFinite(bound)
      ? [{ aim, measured: `${value.toFixed(2)} ${unit}`.trim(), reached: value <= bound }]
      : [];
  return [
    ...atMost("processor time a query at or under Knot's (ratio 1)", ratioTo("Knot"), 1, ""),
    ...atMost("processor time a query at or under NSD's (ratio 1)", ratioTo("NSD"), 1, ""),
    ...atMost("on gdnsd's heels (ratio 1.05)", ratioTo("gdnsd"), 1.05, ""),
    ...steeredKinds
      .filter((kind) => kind !== "plain")
      .flatMap((kind) => {
        const own = measurements.steering.filter((sample) => sample.server === subject);
        const ratios = own.map(({ loads }) => costOf(loads[kind]) / costOf(loads.plain));
        const aim = `a steered query (${kind}) at most 1.2 of a plain one`;
        return atMost(aim, spreadOf(ratios).median, 1.2, "");
      }),
    ...atMost("user part at most 0.9 µs", cpu > 0 ? user : Number.NaN, 0.9, "µs"),
    ...atMost(
      "big zone: first answer within 0.7 of nsd-checkzone's time",
      firstAnswer(big, subject) / (checker ?? Number.NaN),
      0.7,
      "of it",
    ),
    ...atMost(
      "big zone: memory (Pss) at or under NSD's (ratio 1)",
      pss(big, subject) / pss(big, "NSD"),
      1,
      "",
    ),
    ...atMost(
      "many zones: first answer within 0.8 of NSD's",
      firstAnswer(many, subject) / firstAnswer(many, "NSD"),
      0.8,
      "of it",
    ),
    ...atMost("many zones: memory (Pss) at most 300 MiB", pss(many, subject), 300, "MiB"),
  ];
}

function median(
  samples: readonly ServingSample[],
  server: string,
  pick: (sample: ServingSample) => number,
): number {
  return spreadOf(samples.filter((sample) => sample.server === server).map(pick)).median;
}

/** Of the same round, as the machine's mood changes between rounds. */
function ratioOfRounds(samples: readonly ServingSample[], subject: string, base: string): number {
  const total = (sample: ServingSample) =>
    sample.mixes.everyday.user + sample.mixes.everyday.system;
  const ratios = samples.flatMap((sample) => {
    const other = samples.find((one) => one.server === base && one.round === sample.round);
    return sample.server === subject && other !== undefined ? [total(sample) / total(other)] : [];
  });
  return spreadOf(ratios).median;
}

function firstAnswer(result: LoadResult | undefined, server: string): number {
  return spreadOf(coldStarts(result, server).map((sample) => sample.firstAnswerMs / 1000)).median;
}

function pss(result: LoadResult | undefined, server: string): number {
  return spreadOf(coldStarts(result, server).map((sample) => sample.settled.pss / 1024)).median;
}

function coldStarts(result: LoadResult | undefined, server: string) {
  const samples = result?.samples ?? [];
  return samples.filter((sample) => sample.server === server && sample.start === "cold");
}
