/**
 * How long the checkers take: one zone of a hundred records, as a hook checks it; ten thousand small
 * zones; one zone of a million records. Wall time of the whole process, start-up included, and the
 * memory at its peak. The others run with every check they have that needs no network.
 */
import { execFileSync, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { programPath } from "../test/interop/peers/launch.js";
import { peakRssOf } from "./processes.js";
import { type Spread, spreadOf } from "./statistics.js";
import { hookZone, writeBigZone, writeHookZones, writeManyZones } from "./zones.js";

export interface CheckPlan {
  readonly folder: string;
  readonly rounds: number;
  readonly manyZones: number;
  /** Of seven or eight records on four owners. */
  readonly bigZoneGroups: number;
}

export interface CheckSample {
  readonly checker: string;
  readonly seconds: Spread;
  /** Highest resident memory of the process tree that was seen, MiB. */
  readonly peakMib: number;
}

export interface CheckResult {
  readonly title: string;
  readonly samples: readonly CheckSample[];
}

interface Contest {
  readonly title: string;
  readonly rounds: number;
  readonly entrants: readonly Entrant[];
  readonly folder: string;
}

interface Entrant {
  readonly checker: string;
  readonly command: readonly string[];
  readonly cwd?: string;
}

const main = resolve(import.meta.dirname, "../program/main.js");

export async function measureChecking(plan: CheckPlan): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const make of [hookContest, manyContest, bigContest]) {
    const contest = make(plan);
    results.push(await measureContest(contest));
    rmSync(contest.folder, { recursive: true });
  }
  return results;
}

/** Each checker's command for one file; validns knows too few types to be asked. */
function others(apex: string, file: string): Entrant[] {
  const commands: readonly (readonly string[])[] = [
    ["named-checkzone", "-q", "-i", "local", apex, file],
    ["kzonecheck", "-o", apex, file],
    ["nsd-checkzone", apex, file],
    ["ldns-read-zone", file],
  ];
  return commands.flatMap(([program = "", ...args]) => {
    const path = programPath(program);
    return path === undefined ? [] : [{ checker: program, command: [path, ...args] }];
  });
}

function fivenines(...args: readonly string[]): string[] {
  return [process.execPath, main, "check", "--fail-on", "never", ...args];
}

function hookContest(plan: CheckPlan): Contest {
  const folder = join(plan.folder, "hook");
  const [apex = ""] = writeHookZones(join(folder, "zones"), 100);
  const file = join(folder, "zones", `${apex}.zone`);
  stageOneChange(folder, file, hookZone(apex, 2026112202, 1));
  return {
    title: "one zone of 100 records",
    rounds: plan.rounds * 5,
    folder,
    entrants: [
      { checker: "fivenines check --staged", command: fivenines("--staged"), cwd: folder },
      { checker: "fivenines check FILE", command: fivenines(file) },
      ...others(apex, file),
    ],
  };
}

function manyContest(plan: CheckPlan): Contest {
  const folder = join(plan.folder, "many-checked");
  writeManyZones(folder, plan.manyZones);
  // They take one zone at a time: two at once, one process a zone.
  const each = (checker: string, words: string): Entrant[] => {
    const path = programPath(checker);
    const script = `ls | sed 's/[.]zone$//' | xargs -P 2 -I{} ${path} ${words}`;
    return path === undefined ? [] : [{ checker, command: ["sh", "-c", script], cwd: folder }];
  };
  return {
    title: `${plan.manyZones.toLocaleString("en")} zones of 11 records`,
    rounds: plan.rounds,
    folder,
    entrants: [
      { checker: "fivenines", command: fivenines("--quiet", folder) },
      ...each("named-checkzone", "-q -i local {} {}.zone"),
      ...each("kzonecheck", "-o {} {}.zone"),
      ...each("nsd-checkzone", "{} {}.zone"),
    ],
  };
}

function bigContest(plan: CheckPlan): Contest {
  const folder = join(plan.folder, "big-checked");
  const { apex, records } = writeBigZone(folder, plan.bigZoneGroups);
  const file = join(folder, `${apex}.zone`);
  return {
    title: `one zone of ${records.toLocaleString("en")} records`,
    rounds: plan.rounds,
    folder,
    entrants: [
      { checker: "fivenines", command: fivenines("--quiet", file) },
      ...others(apex, file),
    ],
  };
}

async function measureContest({ title, rounds, entrants }: Contest): Promise<CheckResult> {
  const seconds = new Map<string, number[]>();
  const peaks = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const turn = round % entrants.length;
    for (const entrant of [...entrants.slice(turn), ...entrants.slice(0, turn)]) {
      const { checker } = entrant;
      const { taken, peakMib } = await run(entrant);
      seconds.set(checker, [...(seconds.get(checker) ?? []), taken]);
      peaks.set(checker, Math.max(peakMib, peaks.get(checker) ?? 0));
    }
  }
  const samples = entrants.map(({ checker }) => {
    const sample = {
      checker,
      seconds: spreadOf(seconds.get(checker) ?? []),
      peakMib: peaks.get(checker) ?? 0,
    };
    const mib = sample.peakMib.toFixed(0);
    console.info(`${title}: ${checker}: ${sample.seconds.median.toFixed(3)} s, ${mib} MiB`);
    return sample;
  });
  return { title, samples };
}

const memoryPollMs = 10;

function run({ command, cwd }: Entrant): Promise<{ taken: number; peakMib: number }> {
  const [program = "", ...args] = command;
  return new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(program, args, { stdio: "ignore", ...(cwd === undefined ? {} : { cwd }) });
    let peakKib = 0;
    const look = () => {
      if (child.pid !== undefined) peakKib = Math.max(peakKib, peakRssOf(child.pid));
    };
    const timer = setInterval(look, memoryPollMs);
    child.once("error", fail);
    child.once("exit", (code) => {
      clearInterval(timer);
      const taken = (performance.now() - started) / 1000;
      // Findings are none of this benchmark's business, but a checker that did not run is.
      if (code === null || code > 1) fail(new Error(`${command.join(" ")} ended with ${code}`));
      else done({ taken, peakMib: peakKib / 1024 });
    });
  });
}

/** A repository with one zone changed and staged. */
function stageOneChange(folder: string, file: string, text: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
  git("init", "--quiet");
  git("config", "user.email", "bench@example.com");
  git("config", "user.name", "bench");
  git("add", "--all");
  git("commit", "--quiet", "--message", "all zones");
  writeFileSync(file, text);
  git("add", file);
}
