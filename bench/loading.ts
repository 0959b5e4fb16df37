/**
 * How long a server takes from the start of its process to its first right answer, and what memory
 * it holds then: for one big zone and for very many small ones.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { launchPeer, programPath } from "../test/interop/peers/launch.js";
import { askUdp } from "../test/interop/wire/client.js";
import { typeCodes } from "../test/interop/wire/codes.js";
import { decodeMessage } from "../test/interop/wire/decode.js";
import { encodeQuery } from "../test/interop/wire/query.js";
import type { Contestant } from "./contestants.js";
import { type Memory, memoryOf } from "./processes.js";
import { writeBigZone, writeManyZones } from "./zones.js";

export interface LoadSample {
  readonly server: string;
  readonly version: string;
  readonly start: "cold" | "warm";
  readonly round: number;
  readonly firstAnswerMs: number;
  readonly memory: Memory;
  /** A few seconds later, when what was needed only for loading may have been given back. */
  readonly settled: Memory;
}

export interface LoadResult {
  readonly title: string;
  readonly samples: readonly LoadSample[];
  /** Servers that could not do it, with the reason. */
  readonly failures: readonly { readonly server: string; readonly reason: string }[];
}

export interface LoadPlan {
  readonly folder: string;
  readonly rounds: number;
  readonly manyZones: number;
  /** Of seven or eight records on four owners. */
  readonly bigZoneGroups: number;
}

interface Job {
  readonly title: string;
  readonly zonesFolder: string;
  readonly apexes: readonly string[];
  /** Zones that must all answer before the clock stops. */
  readonly waitFor: readonly string[];
  /** A name with an A record near the end of the data. */
  readonly lastName: string;
}

const settleMs = 3000;
const readyTimeoutMs = 120_000;

export async function measureLoading(
  all: readonly Contestant[],
  plan: LoadPlan,
): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (const makeJob of [bigZone, manyZones]) {
    const job = makeJob(plan);
    results.push(await measureJob(job, all, plan));
    rmSync(job.zonesFolder, { recursive: true });
  }
  return results;
}

/** Seconds that each checker takes to load the big zone and no more, the best of `rounds`. */
export function measureLoadCheckers(plan: LoadPlan): ReadonlyMap<string, number> {
  const folder = `${plan.folder}/checked`;
  const { apex } = writeBigZone(folder, plan.bigZoneGroups);
  const file = `${folder}/${apex}.zone`;
  const commands = [
    ["nsd-checkzone", apex, file],
    ["kzonecheck", "-o", apex, file],
    ["named-checkzone", "-q", "-i", "none", apex, file],
  ];
  const seconds = new Map<string, number>();
  for (const [program = "", ...args] of commands) {
    const path = programPath(program);
    if (path === undefined) continue;
    for (let round = 0; round < plan.rounds; round++) {
      const started = performance.now();
      execFileSync(path, args, { stdio: "ignore" });
      const taken = (performance.now() - started) / 1000;
      seconds.set(program, Math.min(taken, seconds.get(program) ?? taken));
    }
  }
  rmSync(folder, { recursive: true });
  return seconds;
}

function bigZone(plan: LoadPlan): Job {
  const zonesFolder = `${plan.folder}/big`;
  const { apex, records, lastName } = writeBigZone(zonesFolder, plan.bigZoneGroups);
  const title = `one zone of ${records.toLocaleString("en")} records`;
  return { title, zonesFolder, apexes: [apex], waitFor: [apex], lastName };
}

function manyZones(plan: LoadPlan): Job {
  const zonesFolder = `${plan.folder}/many`;
  const apexes = writeManyZones(zonesFolder, plan.manyZones);
  const title = `${plan.manyZones.toLocaleString("en")} zones of 11 records`;
  const step = Math.max(1, Math.floor(apexes.length / 50));
  const waitFor = [...apexes.filter((_, index) => index % step === 0), apexes.at(-1)!];
  return { title, zonesFolder, apexes, waitFor, lastName: `www.${apexes.at(-1)}` };
}

async function measureJob(
  job: Job,
  all: readonly Contestant[],
  plan: LoadPlan,
): Promise<LoadResult> {
  const samples: LoadSample[] = [];
  const failures = new Map<string, string>();
  const able = all.filter((contestant) => contestant.loadsMany);
  for (let round = 0; round < plan.rounds; round++) {
    const turn = round % Math.max(1, able.length);
    for (const contestant of [...able.slice(turn), ...able.slice(0, turn)]) {
      const { name } = contestant.peer;
      if (failures.has(name)) continue;
      // A folder of this contestant and round: a cold start finds nothing in it, a warm one does.
      const folder = mkdtempSync(join(plan.folder, "state-"));
      try {
        samples.push(await measureStart(job, contestant, folder, "cold", round));
        if (contestant.kind === "fivenines") {
          samples.push(await measureStart(job, contestant, folder, "warm", round));
        }
      } catch (error) {
        failures.set(name, error instanceof Error ? (error.message.split("\n")[0] ?? "") : "");
        console.warn(`${name}: ${error instanceof Error ? error.message.slice(-600) : error}`);
      }
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const failed = [...failures].map(([server, reason]) => ({ server, reason }));
  return { title: job.title, samples, failures: failed };
}

async function measureStart(
  job: Job,
  contestant: Contestant,
  folder: string,
  start: "cold" | "warm",
  round: number,
): Promise<LoadSample> {
  mkdirSync(folder, { recursive: true });
  const { zonesFolder, apexes, waitFor } = job;
  const server = await launchPeer(contestant.peer, {
    zonesFolder,
    apexes,
    waitFor,
    folder,
    readyTimeoutMs,
  });
  try {
    const memory = memoryOf(server.pid);
    const query = encodeQuery({ id: 1, name: job.lastName, type: typeCodes.A });
    const [answer] = await askUdp(server.port, [query]);
    if (answer === undefined || decodeMessage(answer).answer.length !== 1) {
      throw new Error(`${contestant.peer.name} does not know ${job.lastName}`);
    }
    await new Promise((done) => setTimeout(done, settleMs));
    const settled = memoryOf(server.pid);
    const { firstAnswerMs, version } = server;
    const mib = Math.round(settled.rss / 1024);
    console.info(
      `${job.title}: ${contestant.peer.name} ${start}: ${Math.round(firstAnswerMs)} ms, ${mib} MiB`,
    );
    return { server: contestant.peer.name, version, start, round, firstAnswerMs, memory, settled };
  } finally {
    await server.stop();
  }
}
