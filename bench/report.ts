/** Writes bench/RESULTS.md, and the table of the README between its markers. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { aimsOf } from "./aims.js";
import type { LoadResult, LoadSample } from "./loading.js";
import { type Load, type MixName, mixNames, type ServingSample } from "./serving.js";
import { type Spread, spreadOf } from "./statistics.js";
import { costOf, type SteeringSample, steeredKinds } from "./steering.js";

export interface Report {
  readonly date: string;
  readonly command: string;
  readonly serving: readonly ServingSample[];
  readonly steering: readonly SteeringSample[];
  readonly loading: readonly LoadResult[];
  readonly checkers: ReadonlyMap<string, number>;
}

/** Whose processor time the ratios are taken against. */
const yardsticks = ["gdnsd", "Knot", "NSD"];

export function writeReport(report: Report, path: string): void {
  const parts = [
    "# Benchmark results",
    "",
    `Made by \`${report.command}\` on ${report.date}. Do not edit: the next run writes it anew.`,
    "",
    `Machine: ${machine()}. Loopback only; one worker, thread or process a server.`,
    "",
    `Versions: ${versionsOf(report)}.`,
    ...(report.serving.length > 0 ? servingPart(report.serving) : []),
    ...(report.steering.length > 0 ? steeringPart(report.steering) : []),
    ...report.loading.flatMap(loadingPart),
    ...(report.checkers.size > 0 ? checkersPart(report.checkers) : []),
    ...aimsPart(report),
  ];
  writeFileSync(path, `${parts.join("\n")}\n`);
}

/** Replaces what stands between the markers; a README without markers is left alone. */
export function updateReadme(report: Report, path: string): void {
  if (!existsSync(path) || report.serving.length === 0) return;
  const text = readFileSync(path, "utf8");
  const table = readmeTable(report).join("\n");
  const marked = /(<!-- bench:begin -->)[\s\S]*(<!-- bench:end -->)/;
  if (marked.test(text)) writeFileSync(path, text.replace(marked, `$1\n${table}\n$2`));
}

function readmeTable(report: Report): string[] {
  const rows = serversOf(report.serving).map((server) => {
    const load = summarise(report.serving, server, "everyday");
    const latency = latencyOf(report.serving, server);
    return [
      server,
      load.total.median.toFixed(2),
      load.user.median.toFixed(2),
      Math.round(load.perSecond.median / 1000).toString(),
      server.startsWith("floor") ? "" : `${latency.p50.toFixed(0)} / ${latency.p99.toFixed(0)}`,
      ...report.loading.map((result) => startOf(result, server)),
    ];
  });
  const loads = report.loading.map((result) => `${result.title}: first answer, memory (Pss)`);
  const head = [
    "server",
    "CPU µs/query",
    "of it user",
    "1000 queries/s",
    "p50 / p99 µs at half load",
    ...loads,
  ];
  return [
    ...table(head, rows),
    "",
    `Medians; one core a server, dnsperf on another; ${machine()}; ${report.date}. All of it, with spreads: [bench/RESULTS.md](bench/RESULTS.md).`,
  ];
}

function startOf(result: LoadResult, server: string): string {
  const samples = result.samples.filter(
    (sample) => sample.server === server && sample.start === "cold",
  );
  if (samples.length === 0) return "";
  const seconds = spreadOf(samples.map((sample) => sample.firstAnswerMs / 1000)).median;
  const mib = spreadOf(samples.map((sample) => sample.settled.pss / 1024)).median;
  return `${seconds.toFixed(2)} s, ${mib.toFixed(0)} MiB`;
}

function servingPart(samples: readonly ServingSample[]): string[] {
  const rounds = Math.max(...samples.map((sample) => sample.round)) + 1;
  const lines = [
    "",
    "## Answers",
    "",
    "The server is pinned to one processor, dnsperf to another with 100 queries in flight. A zone of",
    "10,000 names, 200,000 different queries: 50 % A, 20 % AAAA, 8 % CNAME chains, 7 % MX, 5 %",
    "referrals, 10 % names that do not exist. Processor time is what the kernel accounts to the",
    `server's processes between the start and the end of dnsperf. Rounds: ${rounds}, the order rotated;`,
    "medians, with the lowest and the highest in brackets.",
  ];
  for (const mix of mixNames)
    lines.push("", `### ${mixTitles[mix]}`, "", ...mixTable(samples, mix));
  lines.push("", "### Latency at half of each server's own throughput", "");
  const rows = serversOf(samples).map((server) => {
    const latency = latencyOf(samples, server);
    return [server, latency.p50.toFixed(0), latency.p99.toFixed(0), latency.rate.toFixed(0)];
  });
  lines.push(...table(["server", "p50 µs", "p99 µs", "queries/s"], rows));
  lines.push(
    "",
    "### Processor time against others, of the same round",
    "",
    ...ratioTable(samples),
  );
  return lines;
}

const mixTitles: Readonly<Record<MixName, string>> = {
  everyday: "Everyday mix, plain DNS",
  cookies: "The same with EDNS and a valid server cookie",
  "random subdomains": "Random subdomains, no two alike (NXDOMAIN)",
};

function mixTable(samples: readonly ServingSample[], mix: MixName): string[] {
  const rows = serversOf(samples).map((server) => {
    const load = summarise(samples, server, mix);
    return [
      server,
      bracket(load.total, 2),
      load.user.median.toFixed(2),
      load.system.median.toFixed(2),
      bracket(load.perSecond, 0),
      `${(load.loss.median * 100).toFixed(3)} %`,
      `${(load.busy.median * 100).toFixed(0)} %`,
    ];
  });
  const head = ["server", "CPU µs/query", "user", "system", "queries/s", "loss", "core in use"];
  return table(head, rows);
}

function ratioTable(samples: readonly ServingSample[]): string[] {
  const bases = yardsticks.filter((name) => samples.some((sample) => sample.server === name));
  const rows = serversOf(samples).map((server) => [
    server,
    ...bases.map((base) => bracket(ratioOf(samples, server, base), 2)),
  ]);
  return table(["server", ...bases.map((base) => `to ${base}`)], rows);
}

function ratioOf(samples: readonly ServingSample[], server: string, base: string): Spread {
  const total = (name: string, round: number) => {
    const load = samples.find((one) => one.server === name && one.round === round)?.mixes.everyday;
    return load === undefined ? Number.NaN : load.user + load.system;
  };
  const rounds = samples.filter((sample) => sample.server === server).map((sample) => sample.round);
  return spreadOf(rounds.map((round) => total(server, round) / total(base, round)));
}

function steeringPart(samples: readonly SteeringSample[]): string[] {
  const rows = [...new Set(samples.map(({ server }) => server))].flatMap((server) => {
    const own = samples.filter((sample) => sample.server === server);
    return steeredKinds.map((kind) => [
      server,
      kind,
      bracket(spreadOf(own.map(({ loads }) => costOf(loads[kind]))), 2),
      bracket(spreadOf(own.map(({ loads }) => loads[kind].user)), 2),
      bracket(spreadOf(own.map(({ loads }) => costOf(loads[kind]) / costOf(loads.plain))), 2),
    ]);
  });
  return [
    "",
    "## Steered answers",
    "",
    "A queries for 1,000 names of each kind, answered with one record: plain ones, and chosen among",
    "three targets by tier, by weight, by the client's network and by its region. Processor time as",
    "above; the ratio is to the plain ones of the same round.",
    "",
    ...table(["server", "kind", "CPU µs/query", "user", "to plain"], rows),
  ];
}

function loadingPart(result: LoadResult): string[] {
  const lines = ["", `## Start with ${result.title}`, ""];
  lines.push(
    "From the start of the process to the first right answer; memory is resident, in MiB, then,",
    "at its peak, and three seconds later (Pss counts shared pages once).",
    "",
  );
  const keys = new Map<string, LoadSample[]>();
  for (const sample of result.samples) {
    const key = sample.start === "warm" ? `${sample.server}, warm start` : sample.server;
    keys.set(key, [...(keys.get(key) ?? []), sample]);
  }
  const mib = (samples: readonly LoadSample[], pick: (sample: LoadSample) => number) =>
    spreadOf(samples.map((sample) => pick(sample) / 1024)).median.toFixed(0);
  const rows = [...keys].map(([server, samples]) => [
    server,
    bracket(spreadOf(samples.map((sample) => sample.firstAnswerMs / 1000)), 2),
    mib(samples, (sample) => sample.memory.rss),
    mib(samples, (sample) => sample.settled.peakRss),
    mib(samples, (sample) => sample.settled.rss),
    mib(samples, (sample) => sample.settled.pss),
  ]);
  lines.push(
    ...table(["server", "first answer, s", "RSS then", "peak", "RSS later", "Pss later"], rows),
  );
  for (const failure of result.failures)
    lines.push("", `${failure.server} has no row: ${failure.reason}`);
  return lines;
}

function checkersPart(checkers: ReadonlyMap<string, number>): string[] {
  const rows = [...checkers].map(([name, seconds]) => [name, seconds.toFixed(2)]);
  return ["", "## Checkers, the big zone", "", ...table(["program", "seconds"], rows)];
}

function aimsPart(report: Report): string[] {
  const all = [
    ...report.serving,
    ...report.steering,
    ...report.loading.flatMap((result) => result.samples),
  ];
  const names = [...new Set(all.map((sample) => sample.server))];
  const subjects = names.filter((name) => name.startsWith("fivenines"));
  const rows = subjects.flatMap((subject) =>
    aimsOf(subject, report).map((aim) => [
      subject,
      aim.aim,
      aim.measured,
      aim.reached ? "yes" : "**no**",
    ]),
  );
  if (rows.length === 0) return [];
  return ["", "## Aims", "", ...table(["server", "aim", "measured", "reached"], rows)];
}

function summarise(samples: readonly ServingSample[], server: string, mix: MixName) {
  const loads = samples
    .filter((sample) => sample.server === server)
    .map((sample) => sample.mixes[mix]);
  const of = (pick: (load: Load) => number) => spreadOf(loads.map(pick));
  return {
    total: of((load) => load.user + load.system),
    user: of((load) => load.user),
    system: of((load) => load.system),
    perSecond: of((load) => load.perSecond),
    loss: of((load) => load.loss),
    busy: of((load) => load.busy),
  };
}

function latencyOf(samples: readonly ServingSample[], server: string) {
  const own = samples.filter((sample) => sample.server === server).map((sample) => sample.latency);
  return {
    p50: spreadOf(own.map((latency) => latency.p50)).median,
    p99: spreadOf(own.map((latency) => latency.p99)).median,
    rate: spreadOf(own.map((latency) => latency.rate)).median,
  };
}

/** In the order of their processor time. */
function serversOf(samples: readonly ServingSample[]): string[] {
  const names = [...new Set(samples.map((sample) => sample.server))];
  const cost = (name: string) => summarise(samples, name, "everyday").total.median;
  return names.sort((a, b) => cost(a) - cost(b));
}

function versionsOf(report: Report): string {
  const all = [
    ...report.serving,
    ...report.steering,
    ...report.loading.flatMap((result) => result.samples),
  ];
  const versions = new Map(all.map((sample) => [sample.server, sample.version]));
  return [...versions]
    .filter(([, version]) => version !== "")
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

export function machine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
}

export function bracket(spread: Spread, digits: number): string {
  if (spread.min === spread.max) return spread.median.toFixed(digits);
  return `${spread.median.toFixed(digits)} (${spread.min.toFixed(digits)}–${spread.max.toFixed(digits)})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "--:"))), ...rows.map(line)];
}
