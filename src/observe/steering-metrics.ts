/** The metrics of health steering; rows of the table in `metric-table.ts`. */
import { limits } from "../base/limits.js";
import { latencyBoundsMs } from "../probe/probe-thread-messages.js";
import type { Health } from "../steering/state.js";
import { histogram, type Sample } from "./metric-sample.js";
import type { MetricRow } from "./metric-table.js";

const healthValue: Readonly<Record<Health, number>> = { up: 1, down: 0, unknown: -1 };

export const steeringMetrics: readonly MetricRow[] = [
  {
    name: "fivenines_steering_targets",
    type: "gauge",
    labels: ["standing"],
    help: "Targets of steered zones by how they stand: `serving`, `down`, `held`, `drained` and others.",
    read: ({ steered }) =>
      [...steered.standings].map(([standing, value]) => ({ labels: { standing }, value })),
  },
  {
    name: "fivenines_steering_target_health",
    type: "gauge",
    labels: ["target"],
    help: "What the probes of a target say: 1 up, 0 down, -1 unknown. The real state, whatever operators say.",
    read: ({ steered }) =>
      steered.listed.map(({ id, plan }) => ({
        labels: { target: id },
        value: healthValue[plan.health],
      })),
  },
  {
    name: "fivenines_steering_target_serving",
    type: "gauge",
    labels: ["target", "forced"],
    help: "1 if a target takes part in answers outside of a panic. `forced` is the operator's order in force, `none` without.",
    read: ({ steered }) =>
      steered.listed.map(({ id, plan }) => ({
        labels: { target: id, forced: plan.override?.action ?? "none" },
        value: plan.serving ? 1 : 0,
      })),
  },
  {
    name: "fivenines_steering_answers_total",
    type: "counter",
    labels: ["target"],
    help: "Answers that carried a target.",
    read: ({ steered, rotation }) => {
      const answers = rotation.answers();
      return steered.listed.map(({ id }) => ({
        labels: { target: id },
        value: answers.get(id) ?? 0,
      }));
    },
  },
  {
    name: "fivenines_steering_transitions_total",
    type: "counter",
    labels: ["to"],
    help: "Targets that came to stand otherwise, by what they became.",
    read: ({ steering }) =>
      [...steering.transitions].map(([to, value]) => ({ labels: { to }, value })),
  },
  {
    name: "fivenines_steering_ttl_seconds",
    type: "gauge",
    labels: ["name", "type"],
    help: "TTL that is served for a steered RRset.",
    read: ({ steered }) =>
      steered.listedRrsets.map(({ name, type, plan }) => ({
        labels: { name, type },
        value: plan.ttl,
      })),
  },
  {
    name: "fivenines_steering_panic",
    type: "gauge",
    labels: ["name", "type"],
    help: "1 for a steered RRset in panic: too little is well, so all is answered. Only those that are.",
    read: ({ steered }) =>
      steered.listedRrsets
        .filter(({ plan }) => plan.panic)
        .map(({ name, type }) => ({ labels: { name, type }, value: 1 })),
  },
  single("fivenines_steering_panics", "gauge", "Steered RRsets in panic now.", (view) => [
    view.steered.panics,
  ]),
  single(
    "fivenines_steering_panics_total",
    "counter",
    "How often an RRset fell into panic.",
    (view) => [view.steering.panics],
  ),
  single(
    "fivenines_steering_all_down",
    "gauge",
    "Steered RRsets of which nothing is well now, answered as `onAllDown` says, or empty because operators took out everything. Those in panic are not among them.",
    (view) => [view.steered.allDown],
  ),
  single(
    "fivenines_steering_guard_holds_total",
    "counter",
    "Targets that the guard kept in although they were down, because too many had been taken out.",
    (view) => [view.steering.guardHolds],
  ),
  {
    name: "fivenines_steering_overrides",
    type: "gauge",
    labels: ["action", "source"],
    help: "Orders of operators in force, by action and by where they came from (`file`, `admin`).",
    read: ({ rotation }) => {
      const counts = new Map<string, Sample>();
      for (const { action, source } of rotation.overrides) {
        const value = (counts.get(`${action} ${source}`)?.value ?? 0) + 1;
        counts.set(`${action} ${source}`, { labels: { action, source }, value });
      }
      return [...counts.values()];
    },
  },
  single(
    "fivenines_steering_shadow_differences",
    "gauge",
    "Shadow RRsets that would answer something else than is answered.",
    (view) => [view.steered.shadowsDiffering],
  ),
  single(
    "fivenines_steering_failing_zones",
    "gauge",
    "Zones whose steering failed by a fault of ours: their answers stay as they were.",
    (view) => [view.rotation.failingCount],
  ),
  single(
    "fivenines_steering_state_age_seconds",
    "gauge",
    "Time since the state of targets was written to disk. Absent if it never was.",
    ({ rotation: { keptAtMs }, now }) =>
      keptAtMs === null ? [] : [Math.max(0, now() - keptAtMs) / 1000],
  ),
  single(
    "fivenines_steering_series_omitted",
    "gauge",
    `Targets without series of their own: above ${limits.targetSeriesMax} only the first and those that do not serve have them.`,
    (view) => [view.steered.omitted],
  ),
  single(
    "fivenines_probes",
    "gauge",
    "Probes that run; zones that ask the same share one.",
    (view) => [view.rotation.probeCount],
  ),
  single(
    "fivenines_prober_up",
    "gauge",
    "1 if the probing thread runs; while it does not, answers stay as they are. Absent if there is nothing to probe.",
    ({ rotation }) => (rotation.probeCount === 0 ? [] : [rotation.prober.alive ? 1 : 0]),
  ),
  single(
    "fivenines_prober_restarts_total",
    "counter",
    "Times that the probing thread was replaced.",
    (view) => [view.rotation.prober.restarts],
  ),
  single(
    "fivenines_prober_stalls_total",
    "counter",
    "Times that the probing thread stood still, so that its results were thrown away.",
    (view) => [view.steering.stalls],
  ),
  single(
    "fivenines_probe_results_discarded_total",
    "counter",
    "Results thrown away because the probing thread, and not the target, was late.",
    (view) => [view.steering.discarded],
  ),
  {
    name: "fivenines_probe_results_total",
    type: "counter",
    labels: ["check", "result"],
    help: "Results of probes by kind of check.",
    read: ({ rotation }) =>
      [...byCheck(rotation.tallies())].flatMap(([check, { ok, failed }]) => [
        { labels: { check, result: "ok" }, value: ok },
        { labels: { check, result: "failed" }, value: failed },
      ]),
  },
  {
    name: "fivenines_probe_latency_seconds",
    type: "histogram",
    labels: ["check"],
    help: "Time from the start of a probe to its result, failures included.",
    read: ({ rotation }) =>
      [...byCheck(rotation.tallies())].flatMap(([check, { buckets, latencySumMs }]) =>
        histogram(
          latencyBoundsMs.map((ms) => ms / 1000),
          buckets,
          latencySumMs / 1000,
        ).map((sample) => ({ ...sample, labels: { check, ...sample.labels } })),
      ),
  },
];

function single(
  name: string,
  type: MetricRow["type"],
  help: string,
  read: (view: Parameters<MetricRow["read"]>[0]) => readonly number[],
): MetricRow {
  return {
    name,
    type,
    labels: [],
    help,
    read: (view) => read(view).map((value) => ({ labels: {}, value })),
  };
}

interface CheckSum {
  ok: number;
  failed: number;
  latencySumMs: number;
  readonly buckets: number[];
}

/** The key of a probe starts with the kind of its check. */
function byCheck(
  tallies: ReturnType<Parameters<MetricRow["read"]>[0]["rotation"]["tallies"]>,
): Map<string, CheckSum> {
  const sums = new Map<string, CheckSum>();
  for (const { key, ok, failed, buckets, latencySumMs } of tallies) {
    const check = key.slice(0, key.indexOf(" "));
    const sum = sums.get(check) ?? { ok: 0, failed: 0, latencySumMs: 0, buckets: [] };
    sum.ok += ok;
    sum.failed += failed;
    sum.latencySumMs += latencySumMs;
    for (const [place, count] of buckets.entries()) {
      sum.buckets[place] = (sum.buckets[place] ?? 0) + count;
    }
    sums.set(check, sum);
  }
  return sums;
}
