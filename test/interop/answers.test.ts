import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askAll } from "./compare/ask-all.js";
import { type Comparison, compare, type Departure } from "./compare/consensus.js";
import type { Response } from "./compare/facets.js";
import { makeQuestions, type Question } from "./compare/questions.js";
import { readZoneRecords } from "./compare/zone-records.js";
import { acceptedDifferences, isAcceptedBy } from "./differences.js";
import { peers, presentPeers } from "./peers/catalogue.js";
import { fivenines } from "./peers/fivenines.js";
import { gdnsd } from "./peers/gdnsd.js";
import { launchPeer, type RunningPeer } from "./peers/launch.js";
import { typeName } from "./wire/codes.js";

/** `INTEROP_SUBJECT=NSD` holds another server against the rest, to see how far apart they are. */
const subjectName = process.env.INTEROP_SUBJECT ?? fivenines.name;

const suites = [
  { title: "example zones", folder: resolve(import.meta.dirname, "../../zones"), peers },
  { title: "torture zones", folder: resolve(import.meta.dirname, "zones/torture"), peers },
  // gdnsd has no DNAME, no zone inside a zone and no long RRsets; what it can hold stands apart.
  {
    title: "plain zone",
    folder: resolve(import.meta.dirname, "zones/plain"),
    peers: [...peers, gdnsd],
  },
];
const unused = new Set(acceptedDifferences);

for (const suite of suites) {
  describe(`answers for the ${suite.title}`, () => {
    const apexes = apexesIn(suite.folder);
    const running: RunningPeer[] = [];

    beforeAll(async () => {
      const chosen = presentPeers(suite.peers);
      const own = chosen.find((peer) => peer.name === subjectName) ?? fivenines;
      for (const peer of [own, ...chosen.filter((peer) => peer !== own)]) {
        running.push(await launchPeer(peer, { zonesFolder: suite.folder, apexes }));
      }
    }, 120_000);
    afterAll(async () => {
      await Promise.all(running.map((peer) => peer.stop()));
    });

    test("agree with what most peers say, but for the accepted differences", async () => {
      const zones = apexes.map((apex) => ({ apex, records: readZoneRecords(suite.folder, apex) }));
      const questions = makeQuestions(zones);
      const results = new Map<string, Awaited<ReturnType<typeof askAll>>>();
      for (const peer of running) results.set(peer.peer.name, await askAll(peer.port, questions));
      const ours = results.get(running[0]!.peer.name)!;
      results.delete(running[0]!.peer.name);
      const comparison = compare(questions, ours, results);
      const { unexplained, uses } = explain(comparison.departures);
      console.info(
        [
          ...report(comparison, questions, running),
          ...[...uses].map(([name, count]) => `accepted ${count} times: ${name}`),
          silences(running, [ours, ...results.values()]),
        ].join("\n"),
      );
      expect(examplesOf(unexplained).map(describeDeparture).join("\n\n")).toBe("");
    }, 170_000);
  });
}

function apexesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".zone"));
  return files.map((file) => file.slice(0, -".zone".length));
}

test("every accepted difference is still needed", () => {
  if (subjectName !== fivenines.name) return;
  expect([...unused].map((row) => row.name)).toEqual([]);
});

interface Explained {
  readonly unexplained: readonly Departure[];
  /** Accepted differences and how often each was met. */
  readonly uses: ReadonlyMap<string, number>;
}

function explain(departures: readonly Departure[]): Explained {
  const uses = new Map<string, number>();
  const unexplained = departures.filter((departure) => {
    const row = acceptedDifferences.find((candidate) => isAcceptedBy(candidate, departure));
    if (row === undefined) return true;
    unused.delete(row);
    uses.set(row.name, (uses.get(row.name) ?? 0) + 1);
    return false;
  });
  return { unexplained, uses };
}

function report(
  comparison: Comparison,
  questions: readonly Question[],
  servers: readonly RunningPeer[],
): string[] {
  const versions = servers.map(({ peer, version }) => `${peer.name} ${version}`).join(", ");
  const undecided = [...comparison.undecided].map(([facet, count]) => `${facet} ${count}`);
  return [
    `${questions.length} questions to each of ${versions}`,
    `${comparison.compared} facets compared, ${comparison.departures.length} departures`,
    `no consensus among peers: ${undecided.join(", ")}; with nobody on our side: ${comparison.alone.length}`,
    ...groupByShape(comparison.alone).map((line) => `  ${line}`),
  ];
}

/** How many questions each server left without an answer. */
function silences(
  servers: readonly RunningPeer[],
  results: readonly (readonly Response[])[],
): string {
  const silent = (responses: readonly Response[]) =>
    responses.filter((response) => response.facets.rcode === "no answer").length;
  const counts = servers.map((server, at) => `${server.peer.name} ${silent(results[at]!)}`);
  return `left without an answer: ${counts.join(", ")}`;
}

/** At most twenty lines: one for each facet and type, with an example. */
function groupByShape(departures: readonly Departure[]): string[] {
  const groups = new Map<string, Departure[]>();
  for (const departure of departures) {
    const key = `${departure.facet} ${typeName(departure.question.type)}`;
    groups.set(key, [...(groups.get(key) ?? []), departure]);
  }
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, 20);
  return sorted.map(([key, group]) => `${group.length} × ${key}, as ${group[0]!.question.name}`);
}

/** At most two of each facet, type and transport, and not more than anyone would read. */
function examplesOf(departures: readonly Departure[]): Departure[] {
  const seen = new Map<string, number>();
  const examples = departures.filter(({ facet, question }) => {
    const key = `${facet} ${question.type} ${question.transport}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return seen.get(key)! <= 2;
  });
  return examples.slice(0, 60);
}

function describeDeparture(departure: Departure): string {
  const { question, facet } = departure;
  const edns = question.edns === undefined ? "" : ` edns ${JSON.stringify(question.edns)}`;
  const extra = `class ${question.class ?? 1} opcode ${question.opcode ?? 0} flags ${question.flags ?? 0}`;
  const lines = [
    `${facet}: ${question.name} ${typeName(question.type)} over ${question.transport}${edns} ${extra}`,
    `  ${subjectName}: ${indent(departure.ours.facets[facet])}`,
  ];
  for (const [name, response] of departure.peers) {
    lines.push(`  ${name}: ${indent(response.facets[facet])}`);
  }
  return lines.join("\n");
}

function indent(text: string | undefined): string {
  return text === undefined ? "(says nothing)" : text.replaceAll("\n", "\n      ");
}
