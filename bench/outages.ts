/**
 * The same outages for every server that steers by health, side by side: real targets on loopback
 * addresses, probed by all of them at once, and a client for each that asks without end.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { launchPeer, type RunningPeer, whyMissing } from "../test/interop/peers/launch.js";
import { endTargets, type Target, TargetHost } from "../test/process/targets/target.js";
import { OutageClient, type Sightings } from "./outage-client.js";
import { outageServers, type SteeredName } from "./outage-servers.js";

export const outages = [
  { apex: "tcp-killed.example", title: "TCP target killed" },
  { apex: "http-killed.example", title: "HTTP target killed" },
  { apex: "http-stalled.example", title: "HTTP target accepts and says nothing" },
  { apex: "http-lossy.example", title: "HTTP target fails half of its requests" },
  { apex: "all-killed.example", title: "all three HTTP targets killed" },
] as const;
export type OutageApex = (typeof outages)[number]["apex"];

export interface OutageSample {
  readonly server: string;
  readonly version: string;
  readonly settings: string;
  readonly round: number;
  readonly sightings: Readonly<Record<OutageApex, Sightings>>;
  /** From the start of the process to its first answer, in the middle of the outage. */
  readonly restartMs: number;
  /** Names whose first answer after a restart in the middle of the outage held a dead target. */
  readonly deadAfterRestart: readonly OutageApex[];
}

export interface OutagePlan {
  readonly folder: string;
  readonly rounds: number;
  /** How long an outage is watched. */
  readonly seconds: number;
}

/** After the start: every server has probed every target more than once. */
const settleMs = 8000;
const afterRestartMs = 1500;
/**
 * Checks began together; each round catches them at another moment of their second, of their two
 * and of their five: the golden ratio of this spreads over all three.
 */
const spreadMs = 7300;
const goldenRatio = 0.618034;

export async function measureOutages(plan: OutagePlan): Promise<OutageSample[]> {
  const samples: OutageSample[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    try {
      samples.push(...(await measureRound(plan, round)));
    } finally {
      await endTargets();
    }
  }
  return samples;
}

async function measureRound(plan: OutagePlan, round: number): Promise<OutageSample[]> {
  const crew = await Crew.start(round);
  const apexes = outages.map(({ apex }) => apex);
  const chosen = outageServers(crew.names).filter(({ peer }) => {
    const missing = whyMissing(peer);
    if (missing !== undefined) console.warn(`left out: ${missing}`);
    return missing === undefined;
  });
  const running: { server: RunningPeer; settings: string; folder: string; client: OutageClient }[] =
    [];
  try {
    for (const [index, { peer, settings }] of chosen.entries()) {
      const folder = join(plan.folder, `outage-${round}-${index}`);
      mkdirSync(folder);
      const server = await launchPeer(peer, { zonesFolder: folder, apexes, folder });
      running.push({ server, settings, folder, client: new OutageClient(apexes, server.port) });
    }
    // PowerDNS probes what was asked for, so it has been asked all the while.
    await wait(settleMs + ((round * goldenRatio) % 1) * spreadMs);
    for (const { client } of running) client.begin(crew.ill);
    await crew.fallIll();
    await wait(plan.seconds * 1000);
    for (const { client } of running) client.close();
    const samples: OutageSample[] = [];
    for (const one of running) {
      const { peer, version } = one.server;
      const sightings = Object.fromEntries(apexes.map((apex) => [apex, one.client.of(apex)]));
      await one.server.stop();
      const { folder } = one;
      one.server = await launchPeer(peer, { zonesFolder: folder, apexes, folder });
      one.client = new OutageClient(apexes, one.server.port);
      one.client.begin(crew.ill);
      await wait(afterRestartMs);
      samples.push({
        server: peer.name,
        version,
        settings: one.settings,
        round,
        sightings: sightings as OutageSample["sightings"],
        restartMs: one.server.firstAnswerMs,
        deadAfterRestart: crew.dead.filter((apex) => one.client.of(apex).firstHadIll === true),
      });
    }
    for (const sample of samples) printSample(sample);
    return samples;
  } finally {
    for (const { client, server } of running) {
      client.close();
      await server.stop();
    }
  }
}

/** The targets of a round. All of a kind have the same port, as gdnsd wants it. */
class Crew {
  private constructor(
    readonly names: readonly SteeredName[],
    readonly ill: ReadonlyMap<string, readonly string[]>,
    readonly fallIll: () => Promise<void>,
    /** Names with a target that is dead for good, and others that are well. */
    readonly dead: readonly OutageApex[],
  ) {}

  static async start(round: number): Promise<Crew> {
    const net = `127.80.${round + 1}`;
    const well = new TargetHost();
    const doomed = [new TargetHost(), new TargetHost(), new TargetHost()] as const;
    const tcp = await well.start({ kind: "tcp", address: `${net}.1` });
    const http = await well.start({ kind: "http", address: `${net}.1` });
    const ports = { tcp: tcp.place.port, http: http.place.port };
    const more = (host: TargetHost, kind: "tcp" | "http", last: number) =>
      host.start({ kind, address: `${net}.${last}`, port: ports[kind] });
    await more(well, "tcp", 2);
    await more(well, "http", 2);
    await more(doomed[0], "tcp", 11);
    await more(doomed[1], "http", 12);
    const stalled = await more(well, "http", 13);
    const lossy = await more(well, "http", 14);
    for (const last of [15, 16, 17]) await more(doomed[2], "http", last);
    const name = (
      apex: OutageApex,
      check: "tcp" | "http",
      lasts: readonly number[],
    ): SteeredName => ({
      apex,
      check,
      addresses: lasts.map((last) => `${net}.${last}`),
      port: ports[check],
    });
    const names = [
      name("tcp-killed.example", "tcp", [11, 1, 2]),
      name("http-killed.example", "http", [12, 1, 2]),
      name("http-stalled.example", "http", [13, 1, 2]),
      name("http-lossy.example", "http", [14, 1, 2]),
      name("all-killed.example", "http", [15, 16, 17]),
    ];
    const ill = new Map(
      names.map(({ apex, addresses }) => {
        return [apex, apex === "all-killed.example" ? addresses : addresses.slice(0, 1)];
      }),
    );
    const dead = ["tcp-killed.example", "http-killed.example", "http-stalled.example"] as const;
    return new Crew(names, ill, () => strike(doomed, stalled, lossy, round + 1), dead);
  }
}

async function strike(
  doomed: readonly TargetHost[],
  stalled: Target,
  lossy: Target,
  seed: number,
): Promise<void> {
  await Promise.all([
    stalled.behave({ is: "stalled" }),
    lossy.behave({ is: "lossy", share: 0.5, seed }),
  ]);
  for (const host of doomed) host.signal("SIGKILL");
}

function printSample({ server, round, sightings, deadAfterRestart }: OutageSample): void {
  const cells = outages.map(({ apex }) => {
    const { firstWithoutMs, withIll, answers, empty, fewest } = sightings[apex];
    const first = firstWithoutMs === null ? "never" : `${firstWithoutMs.toFixed(0)} ms`;
    return `${apex}: ${first}, ${withIll}/${answers} with, ${empty} empty, fewest ${fewest}`;
  });
  console.info(`round ${round + 1}: ${server}: ${cells.join("; ")}; dead ${deadAfterRestart}`);
}
