/**
 * What steering costs: processor time of a steered A query of each kind against a plain one of the
 * same size, through the same server in the same run, the order of the kinds rotated.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { launchPeer } from "../test/interop/peers/launch.js";
import { typeCodes } from "../test/interop/wire/codes.js";
import { decodeMessage } from "../test/interop/wire/decode.js";
import type { Contestant } from "./contestants.js";
import { runDnsperf } from "./dnsperf.js";
import { askUdp, type Load, loadOf, type ServingPlan, window } from "./serving.js";
import { writeSteeredZone } from "./zones.js";

export const steeredKinds = ["plain", "failover", "weighted", "sticky", "geo"] as const;
export type SteeredKind = (typeof steeredKinds)[number];

export interface SteeringSample {
  readonly server: string;
  readonly version: string;
  readonly round: number;
  readonly loads: Readonly<Record<SteeredKind, Load>>;
}

export async function measureSteering(
  all: readonly Contestant[],
  plan: ServingPlan,
): Promise<SteeringSample[]> {
  const zonesFolder = `${plan.folder}/steered-zones`;
  mkdirSync(zonesFolder, { recursive: true });
  const apex = writeSteeredZone(zonesFolder, steeredKinds, (kind) => queriesOf(plan, kind));
  const samples: SteeringSample[] = [];
  for (const contestant of all.filter(({ kind }) => kind === "fivenines")) {
    const server = await launchPeer(contestant.peer, {
      zonesFolder,
      apexes: [apex],
      cpu: plan.cpus[0],
    });
    try {
      const base = { port: server.port, window, cpu: plan.cpus[1], folder: plan.folder };
      const run = (kind: SteeredKind, seconds: number) => {
        return { ...base, queries: queriesOf(plan, kind), seconds };
      };
      for (const kind of steeredKinds) await demandOneRecord(server.port, nameOf(plan, kind));
      // All of them first: a program that has seen only one kind is compiled for that one.
      for (const kind of steeredKinds) await runDnsperf(run(kind, Math.min(2, plan.seconds)));
      for (let round = 0; round < plan.rounds; round++) {
        const loads: Partial<Record<SteeredKind, Load>> = {};
        const turn = round % steeredKinds.length;
        for (const kind of [...steeredKinds.slice(turn), ...steeredKinds.slice(0, turn)])
          loads[kind] = await loadOf(server, run(kind, plan.seconds));
        const complete = loads as Record<SteeredKind, Load>;
        const { version } = server;
        samples.push({ server: contestant.peer.name, version, round, loads: complete });
        const cost = steeredKinds.map((kind) => `${kind} ${costOf(complete[kind]).toFixed(2)}`);
        console.info(`round ${round + 1}: ${contestant.peer.name}: ${cost.join(", ")} µs`);
      }
    } finally {
      await server.stop();
    }
  }
  return samples;
}

/** Microseconds of processor time a query. */
export function costOf({ user, system }: Load): number {
  return user + system;
}

/** The first question of the kind. */
function nameOf(plan: ServingPlan, kind: SteeredKind): string {
  return readFileSync(queriesOf(plan, kind), "utf8").split(" ", 1)[0]!;
}

/** A steered name that is answered with all that the zone has for it is not steered. */
async function demandOneRecord(port: number, name: string): Promise<void> {
  const message = decodeMessage(await askUdp(port, { id: 1, name: `${name}.`, type: typeCodes.A }));
  if (message.answer.length !== 1) throw new Error(`${name}: ${message.answer.length} records`);
}

function queriesOf(plan: ServingPlan, kind: SteeredKind): string {
  return `${plan.folder}/steered-${kind}`;
}
