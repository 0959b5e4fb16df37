/**
 * Processor time per query: each server alone on one core, dnsperf on another, in rounds with the
 * order rotated, so that a noisy neighbour or a warm cache hits all alike.
 */
import { createSocket } from "node:dgram";
import { mkdirSync } from "node:fs";
import { launchPeer, type RunningPeer } from "../test/interop/peers/launch.js";
import { loopback } from "../test/interop/peers/peer.js";
import { optionCodes, typeCodes } from "../test/interop/wire/codes.js";
import { decodeMessage } from "../test/interop/wire/decode.js";
import { encodeOption, encodeQuery } from "../test/interop/wire/query.js";
import type { Contestant } from "./contestants.js";
import { type DnsperfRun, runDnsperf } from "./dnsperf.js";
import { cpuTimeOf, memoryOf } from "./processes.js";
import { quantile } from "./statistics.js";
import { writeQueryMix, writeRandomSubdomains, writeServingZone } from "./zones.js";

export interface ServingSample {
  readonly server: string;
  readonly version: string;
  readonly round: number;
  readonly mixes: Readonly<Record<MixName, Load>>;
  /** Microseconds at half of this server's own throughput. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly rate: number };
  readonly rssKib: number;
}

export interface Load {
  /** Microseconds of processor time a query. */
  readonly user: number;
  readonly system: number;
  readonly perSecond: number;
  /** Share of the queries that got no answer. */
  readonly loss: number;
  /** Share of its core that the server used. */
  readonly busy: number;
}

export const mixNames = ["everyday", "cookies", "random subdomains"] as const;
export type MixName = (typeof mixNames)[number];

export interface ServingPlan {
  readonly folder: string;
  readonly rounds: number;
  readonly seconds: number;
  /** Processors of the server and of dnsperf. */
  readonly cpus: readonly [number, number];
}

const cookieSecret = "000102030405060708090a0b0c0d0e0f";
const clientCookie = Buffer.from("0102030405060708", "hex");
/** In flight: what a socket's default receive buffer holds without loss. */
export const window = 100;

export async function measureServing(
  all: readonly Contestant[],
  plan: ServingPlan,
): Promise<ServingSample[]> {
  mkdirSync(plan.folder, { recursive: true });
  const { apex } = writeServingZone(`${plan.folder}/zones`);
  const files = { everyday: `${plan.folder}/everyday`, random: `${plan.folder}/random` };
  writeQueryMix(files.everyday, apex, 200_000);
  writeRandomSubdomains(files.random, apex, 200_000);
  const samples: ServingSample[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const turn = round % all.length;
    for (const contestant of [...all.slice(turn), ...all.slice(0, turn)]) {
      const server = await launchPeer(contestant.peer, {
        zonesFolder: `${plan.folder}/zones`,
        // The echo knows no zone, so there is nothing to wait for but its socket.
        apexes: contestant.kind === "floor" ? [] : [apex],
        cpu: plan.cpus[0],
        cookieSecret,
      });
      try {
        const sample = await measureOne(server, contestant, plan, apex, files, round);
        samples.push(sample);
        const { user, system, perSecond } = sample.mixes.everyday;
        const line = `${(user + system).toFixed(2)} µs a query (user ${user.toFixed(2)}), ${Math.round(perSecond)}/s`;
        console.info(`round ${round + 1}: ${contestant.peer.name}: ${line}`);
      } finally {
        await server.stop();
      }
    }
  }
  return samples;
}

async function measureOne(
  server: RunningPeer,
  contestant: Contestant,
  plan: ServingPlan,
  apex: string,
  files: { readonly everyday: string; readonly random: string },
  round: number,
): Promise<ServingSample> {
  const base = {
    port: server.port,
    seconds: plan.seconds,
    window,
    cpu: plan.cpus[1],
    folder: plan.folder,
  };
  const isFloor = contestant.kind === "floor";
  // Programs compile their hot paths, fill caches and grow buffers in the first seconds.
  await runDnsperf({ ...base, queries: files.everyday, seconds: Math.min(3, plan.seconds) });
  const everyday = await loadOf(server, { ...base, queries: files.everyday }, isFloor);
  const cookie = isFloor ? clientCookie : await fetchCookie(server.port, apex);
  const cookies = await loadOf(server, { ...base, queries: files.everyday, cookie }, isFloor);
  const random = await loadOf(server, { ...base, queries: files.random }, isFloor);
  const rate = everyday.perSecond / 2;
  const half = await runDnsperf({
    ...base,
    queries: files.everyday,
    seconds: Math.min(3, plan.seconds),
    rate,
    latencies: true,
  });
  return {
    server: contestant.peer.name,
    version: isFloor ? "" : server.version,
    round,
    mixes: { everyday, cookies, "random subdomains": random },
    latency: { p50: quantile(half.latencies, 0.5), p99: quantile(half.latencies, 0.99), rate },
    rssKib: memoryOf(server.pid).rss,
  };
}

/** `isFloor`: whether it answers rightly does not matter. */
export async function loadOf(server: RunningPeer, run: DnsperfRun, isFloor = false): Promise<Load> {
  const before = cpuTimeOf(server.pid);
  const result = await runDnsperf(run);
  const after = cpuTimeOf(server.pid);
  const user = after.user - before.user;
  const system = after.system - before.system;
  const answered = (result.rcodes.NOERROR ?? 0) + (result.rcodes.NXDOMAIN ?? 0);
  if (!isFloor && answered < 0.999) {
    throw new Error(
      `${server.peer.name} does not answer rightly: ${JSON.stringify(result.rcodes)}`,
    );
  }
  return {
    user: (user / result.completed) * 1e6,
    system: (system / result.completed) * 1e6,
    perSecond: result.perSecond,
    loss: result.lost / (result.completed + result.lost),
    busy: (user + system) / run.seconds,
  };
}

/** The server's cookie for us, which a client sends back from then on; ours alone if it has none. */
async function fetchCookie(port: number, apex: string): Promise<Buffer> {
  const options = encodeOption(optionCodes.COOKIE, clientCookie);
  const edns = { payload: 1232, options };
  const message = decodeMessage(
    await askUdp(port, { id: 1, name: apex, type: typeCodes.SOA, edns }),
  );
  return (
    message.opt?.options.find((option) => option.code === optionCodes.COOKIE)?.data ?? clientCookie
  );
}

/** The answer to one query. */
export async function askUdp(
  port: number,
  query: Parameters<typeof encodeQuery>[0],
): Promise<Buffer> {
  const socket = createSocket("udp4");
  const answer = new Promise<Buffer>((done, fail) => {
    socket.once("message", done).once("error", fail);
  });
  socket.send(encodeQuery(query), port, loopback);
  try {
    return await answer;
  } finally {
    socket.close();
  }
}
