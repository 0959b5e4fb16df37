/**
 * `npm run bench`: fivenines beside the C servers, on this machine, in one run.
 *
 *   --quick              one short round, to see that everything works; results are printed only
 *   --only dns|steer|load|check|probe|outage|sync   answers; steered answers; start-up time and
 *                        memory; validation; health probes (printed only); outages; provider sync
 *   --servers a,b        by the beginning of their names, such as gdnsd,knot,fivenines
 *   --rounds N           default 3
 *   --seconds N          of each measurement, default 5
 *   --output FILE        default bench/RESULTS.md; for --only check bench/CHECKING.md,
 *                        for --only outage bench/STEERING.md, for --only sync bench/SYNC.md
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { programPath } from "../test/interop/peers/launch.js";
import { writeCheckReport } from "./check-report.js";
import { measureChecking } from "./checking.js";
import { contestants } from "./contestants.js";
import { measureLoadCheckers, measureLoading } from "./loading.js";
import { writeOutageReport } from "./outage-report.js";
import { measureOutages } from "./outages.js";
import { measureProbing, probingTable } from "./probing.js";
import { type Report, updateReadme, writeReport } from "./report.js";
import { measureServing, type ServingPlan } from "./serving.js";
import { measureSteering } from "./steering.js";
import { measureSyncListing, measureSyncPlanning } from "./sync.js";
import { countSyncCalls } from "./sync-calls.js";
import { writeSyncReport } from "./sync-report.js";

const project = resolve(import.meta.dirname, "../..");

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    servers: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    output: { type: "string" },
  },
});

for (const needed of ["dnsperf", "taskset"]) {
  if (programPath(needed) === undefined) {
    console.error(`The benchmark needs ${needed}; on Debian: apt-get install dnsperf util-linux`);
    process.exit(1);
  }
}
if (availableParallelism() < 2) {
  console.error("The benchmark needs two processors: one for the server, one for dnsperf.");
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "fivenines-bench-"));
const bigZoneGroups = flags.quick ? 7000 : 140_000;
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 3));
const made = {
  date: new Date().toISOString().slice(0, 10),
  command: ["npm run bench", ...process.argv.slice(2)].join(" "),
};
/** What `--only` leaves to be done. */
const wants = (part: string) => flags.only === undefined || flags.only === part;

try {
  if (wants("dns") || wants("steer") || wants("load")) await measureServers();
  if (wants("check")) await measureCheckers();
  if (wants("probe")) await measureProbes();
  if (wants("outage")) await measureAllOutages();
  if (wants("sync")) await measureSync();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureServers(): Promise<void> {
  const seconds = Number(flags.seconds ?? (flags.quick ? 1 : 5));
  const all = contestants(folder, flags.servers?.split(","));
  const plan = { folder, rounds, manyZones: flags.quick ? 2000 : 100_000, bigZoneGroups };
  const servingPlan: ServingPlan = { folder, rounds, seconds, cpus: [0, 1] };
  const report: Report = {
    ...made,
    serving: wants("dns") ? await measureServing(all, servingPlan) : [],
    steering: wants("steer") ? await measureSteering(all, servingPlan) : [],
    loading: wants("load") ? await measureLoading(all, plan) : [],
    checkers: wants("load") ? measureLoadCheckers(plan) : new Map(),
  };
  // A quick or partial run must not stand as the project's results.
  const partial = flags.quick || flags.only !== undefined || flags.servers !== undefined;
  const output =
    flags.output ?? (partial ? join(folder, "RESULTS.md") : `${project}/bench/RESULTS.md`);
  writeReport(report, output);
  if (!partial) updateReadme(report, `${project}/README.md`);
  console.info(readFileSync(output, "utf8"));
}

async function measureCheckers(): Promise<void> {
  const manyZones = flags.quick ? 200 : 10_000;
  const results = await measureChecking({ folder, rounds, manyZones, bigZoneGroups });
  const named = flags.only === "check" ? flags.output : undefined;
  const usual = flags.quick ? join(folder, "CHECKING.md") : `${project}/bench/CHECKING.md`;
  writeCheckReport({ ...made, results }, named ?? usual);
  console.info(readFileSync(named ?? usual, "utf8"));
}

async function measureProbes(): Promise<void> {
  const seconds = Number(flags.seconds ?? (flags.quick ? 2 : 15));
  console.info(probingTable(await measureProbing(folder, seconds, flags.quick ? 0.1 : 1)));
}

async function measureSync(): Promise<void> {
  const records = flags.quick ? 2000 : 50_000;
  const listings = {
    route53: await measureSyncListing("route53", records, rounds),
    cloudflare: await measureSyncListing("cloudflare", records, rounds),
  };
  const planning = measureSyncPlanning(records, rounds);
  const calls = await countSyncCalls(flags.quick ? [1, 1000] : [1, 1000, 10_000]);
  const named = flags.only === "sync" ? flags.output : undefined;
  const usual = flags.quick ? join(folder, "SYNC.md") : `${project}/bench/SYNC.md`;
  writeSyncReport({ ...made, calls, listings, planning }, named ?? usual);
  console.info(readFileSync(named ?? usual, "utf8"));
}

async function measureAllOutages(): Promise<void> {
  // Fewer rounds than this tell little about the worst.
  const outageRounds = flags.quick ? 1 : Math.max(rounds, 5);
  const seconds = Number(flags.seconds ?? 30);
  const samples = await measureOutages({ folder, rounds: outageRounds, seconds });
  const named = flags.only === "outage" ? flags.output : undefined;
  const usual = flags.quick ? join(folder, "STEERING.md") : `${project}/bench/STEERING.md`;
  writeOutageReport({ ...made, seconds, samples }, named ?? usual);
  console.info(readFileSync(named ?? usual, "utf8"));
}
