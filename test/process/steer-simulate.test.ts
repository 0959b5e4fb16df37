/** What really happened, told again by the simulation from what the probes had recorded. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { endAll, run, startServer } from "./serve-process.js";

afterEach(endAll);

/** Loopback addresses that no other test listens on. */
const addresses = ["127.9.7.1", "127.9.7.2", "127.9.7.3"] as const;

async function listen(address: string, port: number): Promise<Server> {
  const server = createServer((connection) => connection.destroy()).listen(port, address);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

const zone = `$ORIGIN example.com.
@ 3600 IN SOA ns1 hostmaster 1 14400 3600 604800 300
@ 3600 IN NS ns1
ns1 3600 IN A 192.0.2.53
${addresses.map((address) => `www 60 IN A ${address}`).join("\n")}
`;

/** At 200 ms the history of 256 results lasts for fifty seconds, longer than the test may. */
const files = (port: number) => ({
  "example.com.zone": zone,
  "example.com.steering.yaml": `
monitors:
  web: { type: tcp, port: ${port}, interval: 200ms, timeout: 190ms, recheck: 50ms, fall: 3, rise: 2 }
guard: { maxRemoved: 100%, maxRemovedOfZone: 100% }
steer:
  - name: www
    holdDown: 300ms
    pools: [{ name: main, monitor: web, targets: [${addresses.join(", ")}] }]
`,
  "fivenines.yaml": "probes: { allow: [127.0.0.0/8] }\n",
});

describe("a replay of what a server's probes recorded", () => {
  it("has the course of each target that the server's log has", async () => {
    const first = await listen(addresses[0], 0);
    const { port } = first.address() as AddressInfo;
    const second = await listen(addresses[1], port);
    await listen(addresses[2], port);
    const server = await startServer(files(port));
    const target = (place: number) => `www.example.com./main/${addresses[place]}`;
    const happened = (place: number, standing: string, from = 0) =>
      server.running.logged(
        ({ msg, target: id }) => msg === `target ${standing}` && id === target(place),
        from,
      );
    await Promise.all([0, 1, 2].map((place) => happened(place, "serving")));
    first.close();
    await happened(0, "down");
    second.close();
    await happened(1, "down");
    const sofar = server.running.entries().length;
    await listen(addresses[0], port);
    await happened(0, "serving", sofar);
    const steer = (...words: string[]) => run(["steer", ...words], {}, server.folder);
    const trace = steer("trace", "example.com", "--admin", server.admin);
    expect(await trace.exited, trace.stderr).toBe(0);
    writeFileSync(path.join(server.folder, "trace.jsonl"), trace.stdout);
    const words = ["--zones", ".", "--replay", "trace.jsonl", "--format", "json"];
    const replay = steer("simulate", ...words);
    expect(await replay.exited, replay.stderr).toBe(0);
    const logged = server.running.entries().flatMap(({ msg, target: id }) => {
      const standing = /^target (\S+)$/.exec(msg)?.[1];
      return standing === undefined ? [] : [{ target: String(id), standing }];
    });
    expect(byTarget(simulated(replay.stdout))).toEqual(byTarget(logged));
    expect(byTarget(logged).get(target(0))).toEqual(["serving", "down", "hold-down", "serving"]);
  });
});

interface Transition {
  readonly target: string;
  readonly standing: string;
}

/** What is planned in one turn has no order among targets; the course of each has. */
function byTarget(transitions: readonly Transition[]): Map<string, string[]> {
  const courses = new Map<string, string[]>();
  for (const { target, standing } of transitions) {
    courses.set(target, [...(courses.get(target) ?? []), standing]);
  }
  return courses;
}

interface SimulatedEvent {
  readonly kind: string;
  readonly event?: { readonly kind: string; readonly target: string; readonly to: string };
}

function simulated(json: string): Transition[] {
  const [run] = JSON.parse(json) as { readonly events: readonly SimulatedEvent[] }[];
  return run!.events.flatMap(({ kind, event }) =>
    kind === "plan" && event?.kind === "target"
      ? [{ target: event.target, standing: event.to }]
      : [],
  );
}
