/** What `fivenines steer simulate` prints of a run: what happened when, then what it came to. */

import { tame } from "../check/shown-line.js";
import { answerValue } from "../steering/explain-odds.js";
import type {
  RrsetSummary,
  RunSummary,
  TargetSummary,
} from "../steering/simulation/run-summary.js";
import type { Run, TimedEvent } from "../steering/simulation/simulate.js";
import { formatDuration, formatShare, trim } from "./duration-text.js";
import type { Paint } from "./steer-paint.js";

/** Lines of the time line printed; JSON has all of them. */
const linesMax = 200;

export function formatRun(run: Run, summary: RunSummary, paint: Paint): string {
  const { scenario, events } = run;
  const lines = [paint("bold", scenario.config.apex)];
  for (const event of events.slice(0, linesMax)) {
    const time = (event.atMs / 1000).toFixed(1).padStart(8);
    lines.push(`${time} s  ${eventText(event, run, paint)}`);
  }
  const left = events.length + run.eventsLost - linesMax;
  if (left > 0) lines.push(`            ${left} more; --format json has them`);
  const touched = summary.rrsets.filter(isTouched);
  for (const rrset of touched) lines.push("", ...formatRrset(rrset, paint));
  const same = summary.rrsets.length - touched.length;
  if (same > 0) lines.push("", `${same} steered RRsets answer as before all the while`);
  lines.push(
    "",
    `${formatDuration(summary.lengthMs)} simulated, ${summary.probesMade} probes, seed ${summary.seed}`,
  );
  return `${lines.join("\n")}\n`;
}

function eventText(event: TimedEvent, run: Run, paint: Paint): string {
  switch (event.kind) {
    case "fault-begins":
      return paint("red", `${event.what} ${faultText(event, run)}`);
    case "fault-ends":
      return paint("green", `${event.what} is well again`);
    case "probe":
      return tame(`probe ${event.key}: ${event.health} (${event.reason})`);
    case "answers": {
      const { rrset, samples } = run.answers[event.rrset]!;
      const { shares, ttl, panic } = samples[event.sample]!;
      const parts = shares.flatMap((share, place) =>
        share > 0 ? [`${answerValue(rrset, place)} ${formatShare(share)}`] : [],
      );
      const what = parts.length === 0 ? "no data" : parts.join(", ");
      const mark = panic ? `${paint("red", "panic")}: ` : "";
      return `${paint("bold", `${rrset.owner} ${rrset.type}`)} is now ${mark}${what}; TTL ${ttl} s`;
    }
    case "plan":
      return tame(planText(event.event));
  }
}

function faultText({ what, atMs }: { what: string; atMs: number }, { scenario }: Run): string {
  const fault = scenario.faults.find((one) => one.what === what && one.fromMs === atMs);
  switch (fault?.behaviour.kind) {
    case "times-out":
      return "says nothing any more";
    case "lossy":
      return `loses ${formatShare(fault.behaviour.share)} of the requests`;
    case "slow":
      return `takes ${formatDuration(fault.behaviour.latencyMs)} to answer`;
    default:
      return "fails";
  }
}

/** Since when is told by the time line; the virtual clock's own dates say nothing. */
function withoutDate(because: string): string {
  return because.replace(/, since \d{4}-\d\d-\d\dT[\d:.]+Z/, "");
}

function planText(event: Extract<TimedEvent, { kind: "plan" }>["event"]): string {
  switch (event.kind) {
    case "target":
      return `${event.target}: ${event.to}: ${withoutDate(event.because)}`;
    case "guard-held":
    case "guard-released":
      return `${event.target}: ${event.kind.replace("-", " ")}: ${event.because}`;
    case "panic":
    case "panic-over":
    case "all-down":
    case "all-down-over":
      return `${event.owner} ${event.type}: ${event.kind.replaceAll("-", " ")}: ${event.because}`;
    case "tier":
      return `${event.owner} ${event.type}: ${event.from} to ${event.to}: ${event.because}`;
  }
}

function isTouched({ targets, losses, panicMs, leastHealthy }: RrsetSummary): boolean {
  if (losses.length > 0 || panicMs > 0 || leastHealthy < 1) return true;
  return targets.some(({ before, most, during }) => before !== most || before !== during);
}

const columns = ["before", "most", "during", "after", "load", "capacity"] as const;

function formatRrset(rrset: RrsetSummary, paint: Paint): string[] {
  const { owner, type, peak, leastHealthy, panicMs, flipsPerHour, targets, losses } = rrset;
  const flips = targets.reduce((sum, target) => sum + target.flips, 0);
  const facts = [
    `at least ${formatShare(leastHealthy)} took part`,
    ...(panicMs > 0 ? [paint("red", `panic for ${formatDuration(panicMs)}`)] : []),
    `${flips} ${flips === 1 ? "flip" : "flips"} (${trim(flipsPerHour)} an hour)`,
    ...(peak === null ? [] : [`peak ${peak}`]),
  ];
  const lines = [`${paint("bold", `${owner} ${type}`)}  ${facts.join(", ")}`];
  const width = Math.max(6, ...targets.map(({ value }) => value.length));
  // Without a peak and capacities there is nothing in their columns.
  const known = targets.some(({ loadMost, capacity }) => loadMost !== null || capacity !== null);
  const names = known ? columns : columns.slice(0, 4);
  lines.push(`  ${"".padEnd(width)}${names.map((name) => name.padStart(9)).join("")}`);
  for (const target of targets) {
    const cells = cellsOf(target)
      .slice(0, names.length)
      .map((cell) => cell.padStart(9));
    const over = target.over ? paint("red", "  more than it can carry") : "";
    lines.push(`  ${target.value.padEnd(width)}${cells.join("")}${over}`);
  }
  for (const { target, detectedMs, visibleMs, ttl, againMs, backMs } of losses) {
    if (detectedMs === null || visibleMs === null) {
      lines.push(`  ${target}: ${paint("red", "stayed in the answers")}`);
      continue;
    }
    if (againMs !== null) {
      const times = `after ${formatDuration(detectedMs)}, answered again after ${formatDuration(againMs)}`;
      lines.push(`  ${target}: out of new answers ${times}`);
      continue;
    }
    lines.push(
      `  ${target}: out of new answers after ${formatDuration(detectedMs)}; with TTL ${ttl} s ` +
        `clients hold it for ${formatDuration(visibleMs)} at most` +
        (backMs === null ? "" : `; back ${formatDuration(backMs)} after it was well`),
    );
  }
  return lines;
}

function cellsOf({ before, most, during, after, loadMost, capacity }: TargetSummary): string[] {
  return [
    ...[before, most, during, after].map(formatShare),
    loadMost === null ? "" : trim(loadMost),
    capacity === null ? "" : String(capacity),
  ];
}
