/**
 * Targets that die by SIGKILL, each a process of its own, while a client asks all the while: how
 * long until an answer without them is seen. Monitors: 100 ms, fall 3.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { makeCertificates } from "../unit/probe/certificates.js";
import { endAll } from "./serve-process.js";
import type { AnswerWatch } from "./targets/answer-watch.js";
import { distribution } from "./targets/distribution.js";
import { monitorOf } from "./targets/monitors.js";
import { starvedMs } from "./targets/starvation.js";
import {
  listed,
  ownerOf,
  type Scene,
  SteeredServer,
  undamped,
  unguarded,
} from "./targets/steered-server.js";
import { endTargets, type Target, TargetHost, type TargetKind } from "./targets/target.js";

const kinds: readonly TargetKind[] = ["tcp", "http", "https", "dns", "grpc"];
const deathsOfAKind = 4;
const aimMs = 1000;
/** A run in which this test itself was late by more says nothing about the server: once more. */
const lagMaxMs = 100;
/** Nor one in which the server's threads had no processor for longer, all together. */
const starvedMaxMs = 400;
const roundsMax = 4;
/** The dead refuse; only a machine that stands still makes anybody wait for so long. */
const timeoutMs = 1000;
/** Except over UDP: a query that was waiting at its socket when it died is lost without a word. */
const datagramTimeoutMs = 300;

afterEach(async () => {
  await endAll();
  await endTargets();
});

interface Run {
  readonly scene: Scene;
  victim: Target;
}

test("a killed target leaves the answers within a second, in 20 runs of 20, and comes back", async () => {
  const certificates = makeCertificates();
  const well = new TargetHost();
  const runs: Run[] = [];
  for (const [index, kind] of kinds.entries()) {
    const tls = kind === "https" ? certificates.good : undefined;
    const good = await well.start({ kind, address: `127.70.${index}.100`, tls });
    const victims = await Promise.all(
      Array.from({ length: deathsOfAKind }, (_, at) =>
        new TargetHost().start({ kind, address: `127.70.${index}.${at + 1}`, tls }),
      ),
    );
    for (const [at, victim] of victims.entries()) {
      runs.push({ victim, scene: sceneOf(`${kind}-${at + 1}.example`, [victim, good]) });
    }
  }
  const scenes = runs.map(({ scene }) => scene);
  const authority = certificates.authority.cert;
  const server = await SteeredServer.start("127.70.9.1", scenes, { authority });
  await server.allKnown();
  const watch = server.watch(scenes);

  const serverStarvedMs = () => starvedMs(server.running.child.pid!);
  const counted: number[] = [];
  const returned: number[] = [];
  let open = runs;
  for (let round = 1; open.length > 0 && round <= roundsMax; round++) {
    const lags = await Promise.all(
      open.map(async (run, index) => {
        // One after the other, so that each finds its probes at another moment.
        await wait(index * 37);
        const diedAt = performance.now();
        const starved = serverStarvedMs();
        const gone = await death(watch, run);
        const lagMs = watch.lagMsSince(diedAt);
        const waitedMs = serverStarvedMs() - starved;
        const late = lagMs > lagMaxMs || waitedMs > starvedMaxMs;
        const why = `this test was late by ${lagMs} ms, the server had no processor for ${waitedMs} ms`;
        if (late) console.warn(`${run.scene.apex}: ${gone} ms, but ${why}`);
        else counted.push(gone);
        return { run, late };
      }),
    );
    open = lags.filter(({ late }) => late).map(({ run }) => run);
    const births = lags.map(({ run }) => {
      // Only who is to be killed once more needs a process to be killed with.
      const host = open.includes(run) ? new TargetHost() : well;
      return rebirth(watch, run, host);
    });
    returned.push(...(await Promise.all(births)));
  }
  const lateMs = watch.lagMsSince(0);
  watch.close();
  console.info(`SIGKILL to the first answer without the target, ms: ${distribution(counted)}`);
  console.info(`start to the first answer with it again, ms: ${distribution(returned)}`);
  console.info(`${watch.answered} answers, all judged`);
  expect(watch.faults).toEqual([]);
  expect(counted.filter((ms) => ms >= aimMs)).toEqual([]);
  // Away once and back once, unless killed once more, and nothing flickers in between.
  const visible = runs.map(({ scene }) => watch.changesOf(ownerOf(scene)).length - 1);
  const killedOnce = returned.length === runs.length;
  if (killedOnce && lateMs <= lagMaxMs) expect(visible).toEqual(runs.map(() => 2));
});

function sceneOf(apex: string, [victim, good]: readonly [Target, Target]): Scene {
  const pools = [{ monitor: "alive", targets: [listed(victim), listed(good)] }];
  const { kind } = victim.place;
  const waitMs = kind === "dns" ? datagramTimeoutMs : timeoutMs;
  return {
    apex,
    values: [victim.place.address, good.place.address],
    steering: {
      ...unguarded,
      monitors: { alive: monitorOf(kind, waitMs) },
      steer: [{ name: "www", policy: "all", ...undamped, pools }],
    },
  };
}

async function death(watch: AnswerWatch, { scene, victim }: Run): Promise<number> {
  const diedAt = performance.now();
  victim.host.signal("SIGKILL");
  const goneAt = await watch.until(ownerOf(scene), diedAt, without(victim));
  return Math.round(goneAt - diedAt);
}

async function rebirth(watch: AnswerWatch, run: Run, host: TargetHost): Promise<number> {
  await run.victim.host.ended;
  run.victim = await host.start(run.victim.place);
  const bornAt = performance.now();
  const backAt = await watch.until(
    ownerOf(run.scene),
    bornAt,
    (seen) => !without(run.victim)(seen),
  );
  return Math.round(backAt - bornAt);
}

function without({ place }: Target) {
  return ({ values }: { readonly values: readonly string[] }) => !values.includes(place.address);
}
