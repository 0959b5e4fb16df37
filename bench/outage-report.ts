/** Writes bench/STEERING.md: the same outages, server by server. */
import { writeFileSync } from "node:fs";
import type { Sightings } from "./outage-client.js";
import { type OutageApex, type OutageSample, outages } from "./outages.js";
import { machine, table } from "./report.js";
import { spreadOf } from "./statistics.js";

export interface OutageReport {
  readonly date: string;
  readonly command: string;
  readonly seconds: number;
  readonly samples: readonly OutageSample[];
}

export function writeOutageReport(report: OutageReport, path: string): void {
  const { samples, seconds } = report;
  const rounds = new Set(samples.map(({ round }) => round)).size;
  const parts = [
    "# The same outages, server by server",
    "",
    `Made by \`${report.command}\` on ${report.date}. Do not edit: the next run writes it anew.`,
    "",
    `Machine: ${machine()}. Real targets on loopback addresses, three behind each name, probed by all`,
    `servers at once; everything falls ill at the same moment, and each server is asked for each name`,
    `every 10 ms for ${seconds} s. Rounds: ${rounds}; the median, and the worst in brackets. Health checks of`,
    "each server at their fastest, and fivenines also as it is without any setting:",
    "",
    ...table(["server", "version", "checks"], settingsOf(samples)),
    "",
    "## From the outage to the first answer without the ill target",
    "",
    "Milliseconds at the server; caches hold what they got for the TTL besides.",
    "",
    ...part(samples, takenOut, firstWithout),
    "",
    "## Answers that held an ill target",
    "",
    `Of all answers in the ${seconds} s. What fails half of its requests is taken back by whoever lets one`,
    "success count.",
    "",
    ...part(samples, takenOut, shareWithIll),
    "",
    "## All targets dead",
    "",
    "While they are found out one after the other, an answer may hold those that are not yet.",
    "",
    ...table(["server", "empty answers", "fewest addresses in an answer, of 3"], deadRows(samples)),
    "",
    "## Restart in the middle of the outage",
    "",
    "The first answer for each of the names with a target that is dead or says nothing.",
    "",
    ...table(["server", "held the dead", "ms to the first answer of all"], restartRows(samples)),
  ];
  writeFileSync(path, `${parts.join("\n")}\n`);
}

const takenOut = outages.filter(({ apex }) => apex !== "all-killed.example");

function part(
  samples: readonly OutageSample[],
  columns: readonly (typeof outages)[number][],
  cell: (seen: readonly Sightings[]) => string,
): string[] {
  const rows = serversOf(samples).map((server) => [
    server,
    ...columns.map(({ apex }) => cell(sightingsOf(samples, server, apex))),
  ]);
  return table(["server", ...columns.map(({ title }) => title)], rows);
}

function firstWithout(seen: readonly Sightings[]): string {
  const times = seen.map(({ firstWithoutMs }) => firstWithoutMs ?? Number.POSITIVE_INFINITY);
  const { median, max } = spreadOf(times);
  return `${milliseconds(median)} (${milliseconds(max)})`;
}

function milliseconds(ms: number): string {
  return ms === Number.POSITIVE_INFINITY ? "never" : ms.toFixed(0);
}

function shareWithIll(seen: readonly Sightings[]): string {
  const { median, max } = spreadOf(seen.map(({ withIll, answers }) => (100 * withIll) / answers));
  return `${median.toFixed(1)} % (${max.toFixed(1)} %)`;
}

function deadRows(samples: readonly OutageSample[]): string[][] {
  return serversOf(samples).map((server) => {
    const seen = sightingsOf(samples, server, "all-killed.example");
    const empty = seen.reduce((sum, one) => sum + one.empty, 0);
    return [server, String(empty), String(Math.min(...seen.map(({ fewest }) => fewest)))];
  });
}

function restartRows(samples: readonly OutageSample[]): string[][] {
  return serversOf(samples).map((server) => {
    const own = samples.filter((sample) => sample.server === server);
    const held = own.reduce((sum, { deadAfterRestart }) => sum + deadAfterRestart.length, 0);
    const { median, max } = spreadOf(own.map(({ restartMs }) => restartMs));
    return [server, `${held} of ${own.length * 3}`, `${median.toFixed(0)} (${max.toFixed(0)})`];
  });
}

function settingsOf(samples: readonly OutageSample[]): string[][] {
  const rows = new Map(
    samples.map(({ server, version, settings }) => [server, [version, settings]]),
  );
  return [...rows].map(([server, cells]) => [server, ...cells]);
}

function sightingsOf(samples: readonly OutageSample[], server: string, apex: OutageApex) {
  return samples.filter((one) => one.server === server).map(({ sightings }) => sightings[apex]);
}

function serversOf(samples: readonly OutageSample[]): string[] {
  return [...new Set(samples.map(({ server }) => server))];
}
