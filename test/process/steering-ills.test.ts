/**
 * Every way in which a real target can be ill, for every kind of monitor that sees it, while a
 * client asks all the while: it leaves the answers, the reason is told, and it comes back.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type Certificates, makeCertificates } from "../unit/probe/certificates.js";
import { endAll, type LogEntry } from "./serve-process.js";
import type { AnswerWatch, Seen } from "./targets/answer-watch.js";
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
import {
  endTargets,
  type Mode,
  type Target,
  TargetHost,
  type TargetKind,
} from "./targets/target.js";

const aimMs = 1000;
/** Of one that fails every other time: chance says when it has failed three times. */
const aimLossyMs = 5000;
/** A run in which this test itself was late by more says nothing about the server. */
const lagMaxMs = 50;
/** Nor one in which the server's threads had no processor for longer, all together. */
const starvedMaxMs = 400;
/** Nor does one in which it was late shortly before, as probes may have failed by that. */
const lagBeforeMs = 1000;
/** Of a target that may be silent: it costs as long to see it. */
const timeoutMs = 100;
/** Of one that answers, ill as it is: only a machine that stands still takes so long. */
const patientMs = 1000;
const roundsMax = 3;
const seed = Number(process.env.SEED ?? 5);

afterEach(async () => {
  await endAll();
  await endTargets();
});

interface Ill {
  readonly kind: TargetKind;
  readonly title: string;
  /** Undefined: its process is stopped (SIGSTOP). */
  readonly mode: Mode | undefined;
  /** What the server says of it. */
  readonly reason: RegExp;
}

function illsOf({ expired, otherName }: Certificates): Ill[] {
  const refusing = { title: "refuses", mode: { is: "refusing" }, reason: /refused/ } as const;
  const silent = [
    { title: "accepts and says nothing", mode: { is: "stalled" }, reason: /timeout/ },
    { title: "is stopped (SIGSTOP)", mode: undefined, reason: /timeout/ },
    { title: "is slow", mode: { is: "slow", ms: 2 * timeoutMs }, reason: /timeout/ },
  ] as const;
  const lossy = {
    title: "fails every other time",
    mode: { is: "lossy", share: 0.5, seed },
    reason: /closed|reset|timeout/,
  } as const;
  const page = [
    { title: "says 503", mode: { is: "status" }, reason: /status 503/ },
    { title: "has another body", mode: { is: "wrong-body" }, reason: /body/ },
  ] as const;
  const showing = (title: string, certificate: Certificates["good"], reason: RegExp) =>
    ({ title, mode: { is: "healthy", certificate }, reason }) as const;
  const failing = { title: "says SERVFAIL", mode: { is: "status" }, reason: /SERVFAIL/ } as const;
  const others = { title: "answers else", mode: { is: "wrong-body" }, reason: /answer/ } as const;
  const unready = { title: "does not serve", mode: { is: "not-serving" }, reason: /not serving/ };
  const rows: Record<TargetKind, readonly Omit<Ill, "kind">[]> = {
    // Whoever only connects hears the kernel, which goes on when the process does not.
    tcp: [refusing],
    http: [refusing, ...silent, lossy, ...page],
    https: [
      ...[refusing, ...silent, lossy, ...page],
      showing("shows an expired certificate", expired, /certificate expired/),
      showing("shows a certificate of another name", otherName, /certificate name/),
    ],
    dns: [refusing, ...silent, lossy, failing, others],
    grpc: [refusing, ...silent, lossy, { ...unready, mode: { is: "not-serving" } }],
  };
  return Object.entries(rows).flatMap(([kind, ills]) =>
    ills.map((ill) => ({ kind: kind as TargetKind, ...ill })),
  );
}

test("an ill target leaves the answers within a second, with the reason told, and comes back", async () => {
  console.info(`SEED=${seed}`);
  const certificates = makeCertificates();
  const ward = new TargetHost();
  const tls = certificates.good;
  const wells = new Map<TargetKind, Target>();
  for (const [index, kind] of (["tcp", "http", "https", "dns", "grpc"] as const).entries()) {
    const place = { kind, address: `127.71.0.${index + 1}`, ...(kind === "https" && { tls }) };
    wells.set(kind, await ward.start(place));
  }
  const cases = await Promise.all(
    illsOf(certificates).map(async (ill, index) => {
      const { kind } = ill;
      const place = { kind, address: `127.71.1.${index + 1}`, ...(kind === "https" && { tls }) };
      const host = ill.mode === undefined ? new TargetHost() : ward;
      const target = await host.start(place);
      const waitMs = ill.reason.test("timeout") ? timeoutMs : patientMs;
      const scene = sceneOf(`ill-${index + 1}.example`, waitMs, [target, wells.get(kind)!]);
      return { ...ill, target, scene };
    }),
  );
  const scenes = cases.map(({ scene }) => scene);
  const authority = certificates.authority.cert;
  const server = await SteeredServer.start("127.71.9.1", scenes, { authority });
  await server.allKnown();
  const watch = server.watch(scenes);

  const serverStarvedMs = () => starvedMs(server.running.child.pid!);
  const counted: number[] = [];
  const lossy: number[] = [];
  const returned: number[] = [];
  const misread: string[] = [];
  let open: typeof cases = cases;
  for (let round = 1; open.length > 0 && round <= roundsMax; round++) {
    const late: typeof cases = [];
    const fallIll = async (one: (typeof cases)[number], index: number) => {
      const { kind, title, mode, reason, target, scene } = one;
      const name = ownerOf(scene);
      // One after the other, so that each finds its probes at another moment.
      await wait(index * 29);
      const from = server.running.entries().length;
      const sinceMs = performance.now();
      const starved = serverStarvedMs();
      if (mode === undefined) target.host.signal("SIGSTOP");
      else await target.behave(mode);
      const tookMs = (await watch.until(name, sinceMs, without(target))) - sinceMs;
      const lagMs = watch.lagMsSince(sinceMs - lagBeforeMs);
      const waitedMs = serverStarvedMs() - starved;
      // Away before anything was wrong: a machine without time for probes took it out.
      if (lagMs > lagMaxMs || waitedMs > starvedMaxMs || tookMs === 0) {
        late.push(one);
        const why = `this test was late by ${lagMs} ms, the server had no processor for ${waitedMs} ms`;
        console.warn(`${kind} ${title}: ${tookMs} ms, but ${why}`);
      } else {
        (mode?.is === "lossy" ? lossy : counted).push(Math.round(tookMs));
        // A lossy one may be up again meanwhile, but the log has it.
        const told = await server.running.logged((entry) => isAbout(entry, target), from);
        const because = String(told.because);
        if (!reason.test(because)) misread.push(`${kind} ${title}: ${because}`);
      }
      const backMs = performance.now();
      if (mode === undefined) target.host.signal("SIGCONT");
      else await target.behave({ is: "healthy" });
      returned.push(await back(watch, name, backMs, target));
    };
    await Promise.all(open.map(fallIll));
    open = late;
  }
  watch.close();
  console.info(`falling ill to the first answer without it, ms: ${distribution(counted)}`);
  console.info(`failing every other time to the first without it, ms: ${distribution(lossy)}`);
  console.info(`being well to the first answer with it, ms: ${distribution(returned)}`);
  console.info(`${cases.length} ways of being ill, ${watch.answered} answers, all judged`);
  expect(watch.faults).toEqual([]);
  expect(misread).toEqual([]);
  expect(counted.filter((ms) => ms >= aimMs)).toEqual([]);
  expect(lossy.filter((ms) => ms >= aimLossyMs)).toEqual([]);
});

async function back(watch: AnswerWatch, name: string, sinceMs: number, target: Target) {
  const isAway = without(target);
  return Math.round((await watch.until(name, sinceMs, (seen) => !isAway(seen))) - sinceMs);
}

function sceneOf(apex: string, waitMs: number, targets: readonly [Target, Target]): Scene {
  return {
    apex,
    values: targets.map(({ place }) => place.address),
    steering: {
      ...unguarded,
      monitors: { alive: monitorOf(targets[0].place.kind, waitMs) },
      steer: [
        { name: "www", ...undamped, pools: [{ monitor: "alive", targets: targets.map(listed) }] },
      ],
    },
  };
}

function without({ place }: Target) {
  return ({ values }: Seen) => !values.includes(place.address);
}

function isAbout({ msg, target }: LogEntry, { place }: Target): boolean {
  return msg === "target down" && String(target).endsWith(`/${place.address}`);
}
