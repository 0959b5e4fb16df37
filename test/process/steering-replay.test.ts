/**
 * What the probes of a running server said, replayed through `fivenines steer simulate`: the same
 * targets go and come back, in the same order.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { endAll, type LogEntry } from "./serve-process.js";
import { monitorOf } from "./targets/monitors.js";
import { listed, type Scene, SteeredServer, ttl, unguarded } from "./targets/steered-server.js";
import { endTargets, TargetHost } from "./targets/target.js";

afterEach(async () => {
  await endAll();
  await endTargets();
});

interface Transition {
  readonly target: string;
  readonly to: string;
  readonly atMs: number;
}

test("a recorded outage replayed in the simulation has the same transitions", async () => {
  const ward = new TargetHost();
  const targets = await Promise.all(
    [1, 2, 3].map((last) => ward.start({ kind: "http", address: `127.73.0.${last}` })),
  );
  const [first, second] = targets;
  const scene: Scene = {
    apex: "recorded.example",
    values: targets.map(({ place }) => place.address),
    steering: {
      ...unguarded,
      monitors: { alive: monitorOf("http", 1000) },
      steer: [
        {
          name: "www",
          ttl,
          holdDown: "700ms",
          slowStart: "0s",
          damping: { halfLife: "2s", max: "2s" },
          pools: [{ monitor: "alive", targets: targets.map(listed) }],
        },
      ],
    },
  };
  const server = await SteeredServer.start("127.73.9.1", [scene]);
  await server.allKnown();
  await first!.behave({ is: "refusing" });
  await said(server, "down", 1);
  await second!.behave({ is: "lossy", share: 0.5, seed: 3 });
  await said(server, "down", 2);
  await second!.behave({ is: "healthy" });
  await first!.behave({ is: "healthy" });
  await said(server, "hold-down", 2);
  await first!.behave({ is: "status" });
  await said(server, "down", 3);
  await first!.behave({ is: "healthy" });
  await server.allKnown();

  const trace = await server.command("steer", "trace", scene.apex);
  writeFileSync(join(server.folder, "outage.jsonl"), trace);
  const words = ["--zones", ".", "--replay", "outage.jsonl", "--format", "json"];
  const told = await server.command("steer", "simulate", ...words);
  const [run] = JSON.parse(told) as [SimulatedRun];
  const startMs = (JSON.parse(trace.split("\n")[0]!) as { atMs: number }).atMs;
  const simulated = run.events.flatMap(({ atMs, event }): Transition[] =>
    event?.kind === "target" ? [{ ...event, atMs: startMs + atMs }] : [],
  );
  const real = transitionsIn(server);
  for (const { place } of targets) {
    const ofTarget = ({ target }: Transition) => target.endsWith(`/${place.address}`);
    const [seen, replayed] = [real.filter(ofTarget), simulated.filter(ofTarget)];
    expect(replayed.map(({ to }) => to)).toEqual(seen.map(({ to }) => to));
    const apart = seen.map(({ atMs }, index) => Math.round(atMs - replayed[index]!.atMs));
    const ways = seen.map(({ to }) => to).join(", ");
    console.info(`${place.address}: ${ways}; ms after the simulation: ${apart.join(", ")}`);
  }
});

/** Part of what `simulate --format json` prints for a zone. */
interface SimulatedRun {
  readonly events: readonly {
    readonly atMs: number;
    readonly event?: { readonly kind: string; readonly target: string; readonly to: string };
  }[];
}

function transitionsIn(server: SteeredServer): Transition[] {
  return server.running.entries().flatMap((entry: LogEntry) => {
    const to = /^target (.+)$/.exec(entry.msg)?.[1];
    if (to === undefined) return [];
    return [{ target: String(entry.target), to, atMs: Date.parse(String(entry.time)) }];
  });
}

async function said(server: SteeredServer, to: string, times: number): Promise<void> {
  const count = () => transitionsIn(server).filter((transition) => transition.to === to).length;
  await expect.poll(count, { interval: 10, timeout: 30_000 }).toBeGreaterThanOrEqual(times);
}
