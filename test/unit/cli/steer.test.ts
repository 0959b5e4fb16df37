import type { FastifyInstance } from "fastify";
import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { addSteering } from "../../../src/admin/steering-routes.js";
import type { Surroundings } from "../../../src/cli/surroundings.js";
import { type HandMade, handMadeRotation, nowMs } from "../admin/steering-rotation.js";
import { exampleSteering, steeringFrom } from "../steering/steered-example.js";
import { runCommand } from "./surroundings.js";

const config = exampleSteering();
const refused = { health: "down", reason: "refused", sinceMs: nowMs - 9000, failures: 0 } as const;
const shaky = { failures: 2, successes: 4 };

let app: FastifyInstance | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** The command against the pages of an endpoint on a port of its own. */
async function steer(
  words: readonly string[],
  rotation: HandMade = handMadeRotation(config),
  changes: Partial<Surroundings> = {},
) {
  app = fastify();
  addSteering(app, { rotation, now: () => nowMs });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as { port: number };
  const admin = ["--admin", `127.0.0.1:${port}`];
  const outcome = await runCommand(["steer", ...words, ...admin], { now: () => nowMs, ...changes });
  await app.close();
  return outcome;
}

describe("steer status", () => {
  it("says so when all is well", async () => {
    const { code, stdout } = await steer(["status"]);
    expect(code).toBe(0);
    expect(stdout).toContain("6 targets in 1 zone: 6 serving\n0 overrides\n");
    expect(stdout).toContain("every target is as it should be");
  });

  it("shows names where something is down, with what gets how much", async () => {
    const reason = "certificate name: it is for other.example.net and not for this name";
    const rotation = handMadeRotation(config, { "web@192.0.2.11": { ...refused, reason } });
    const { stdout } = await steer(["status"], rotation);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/certificate name:\s+it is for/);
    expect(stdout).toMatch(/www\.example\.com\. A {2}failover, TTL 30 s/);
    expect(stdout).toMatch(/192\.0\.2\.11 +down +0 %/);
    expect(stdout).not.toContain("api.example.com.");
    expect((await steer(["status", "--all"], rotation)).stdout).toContain("api.example.com.");
  });

  it("says it when nothing probes any more", async () => {
    const rotation = { ...handMadeRotation(config), prober: { alive: false, restarts: 3 } };
    expect((await steer(["status"], rotation)).stdout).toContain("PROBING THREAD IS NOT RUNNING");
  });
});

describe("steer explain", () => {
  const rotation = () =>
    handMadeRotation(config, { "web@192.0.2.11": refused, "web@192.0.2.12": shaky });

  it("tells it on 80 columns, without colour where nobody sees it", async () => {
    const { code, stdout } = await steer(["explain", "www.example.com", "A"], rotation());
    expect(code).toBe(0);
    const tooLong = stdout.split("\n").filter((line) => line.length > 80);
    expect(tooLong).toEqual([]);
    expect(stdout).not.toContain("\u001b");
    for (const words of [
      "www.example.com. A  failover",
      "\n    100 %  192.0.2.10 192.0.2.12\n",
      "\n  192.0.2.11 in near  DOWN  in 0 % of answers",
      "web@192.0.2.11, tcp port 80, every 100 ms: down for 9 s",
      "\n      0 of 5 successes; last 50 ms ago: refused, 3.3 ms",
      "\n      ?.x  (newest last; 1 × skipped, 1 × refused)",
      "2 of 3 failures; 4 of 10 successes to forget them",
      "weight 1, group rack-b, capacity 200",
      "if it fails from now on, down in at most",
      "if it is well from now on, back in",
    ]) {
      expect(stdout).toContain(words);
    }
  });

  it("names the regions of a geo policy, or only the one that the client is in", async () => {
    const geo = handMadeRotation(
      steeringFrom(
        "cdn A 192.0.2.1\ncdn A 192.0.2.2\ncdn A 192.0.2.3\n",
        `
monitors: { web: { type: tcp, port: 80 } }
steer:
  - name: cdn
    policy: geo
    pools:
      - { name: eu, for: { continents: [EU] }, monitor: web, targets: [192.0.2.1] }
      - { name: us, for: { countries: [US] }, monitor: web, targets: [192.0.2.2] }
      - { name: world, monitor: web, targets: [192.0.2.3] }
`,
      ),
    );
    const everywhere = (await steer(["explain", "cdn.example.com"], geo)).stdout;
    expect(everywhere.match(/^ {2}(for )?(all other )?clients.*$/gm)).toEqual([
      "  clients of eu",
      "  clients of us",
      "  all other clients (world)",
      "  for all other clients (world)",
      "  for clients of eu",
      "  for clients of us",
    ]);
    const there = (await steer(["explain", "cdn.example.com", "--from", "198.51.100.7"], geo))
      .stdout;
    expect(there).toContain(
      "198.51.100.7 is by the geo policy among clients of us; 8 bits decided\n",
    );
    expect(there.match(/^ {2}for .*$/gm)).toEqual(["  for clients of us"]);
  });

  it("does not tell of a held target that it could be down in 0 ms", async () => {
    const dead = {
      "web@192.0.2.10": refused,
      "web@192.0.2.11": refused,
      "web@192.0.2.12": refused,
    };
    const { stdout } = await steer(["explain", "www.example.com"], handMadeRotation(config, dead));
    expect(stdout).toContain("HELD");
    expect(stdout).toContain("next: out when the guard has room");
    expect(stdout).not.toContain("at most 0 ms");
  });

  it("has colour on a terminal, and everything as JSON", async () => {
    const onTerminal = { isTerminal: true, env: { TERM: "xterm" } };
    const words = ["explain", "www.example.com", "A"];
    expect((await steer(words, rotation(), onTerminal)).stdout).toContain("\u001b[31mDOWN");
    const json = JSON.parse((await steer([...words, "--format", "json"], rotation())).stdout);
    expect(json.rrsets[0].targets[1].probes[0].state.reason).toBe("refused");
  });

  it("makes what a probe was told harmless for the terminal", async () => {
    const nasty = handMadeRotation(config, {
      "web@192.0.2.11": { ...refused, reason: "status \u001b[2J\u202e" },
    });
    const { stdout } = await steer(["explain", "www.example.com", "A"], nasty);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("\u202e");
  });

  it("exits with 1 and the nearest name for one that is not steered", async () => {
    const { code, stderr } = await steer(["explain", "wwww.example.com"]);
    expect(code).toBe(1);
    expect(stderr).toContain("did you mean www.example.com.?");
  });
});

describe("orders", () => {
  it("go to the server with who and why, and say when caches have forgotten", async () => {
    const rotation = handMadeRotation(config);
    const { code, stdout } = await steer(
      ["drain", "192.0.2.11", "--for", "30m", "--why", "kernel", "--who", "ada"],
      rotation,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("www.example.com./near/192.0.2.11: drain for 30 min");
    expect(stdout).toContain("no well-behaved cache holds it any more in 65 s");
    expect(rotation.changes).toEqual([
      {
        pattern: "192.0.2.11",
        action: "drain",
        forMs: 1_800_000,
        who: "ada",
        why: "kernel",
        force: false,
      },
    ]);
  });

  it("are given in the user's name", async () => {
    const rotation = handMadeRotation(config);
    await steer(["up", "192.0.2.11"], rotation, { env: { SUDO_USER: "grace" } });
    expect(rotation.changes[0]).toMatchObject({ who: "grace", action: "up", forMs: null });
  });

  it("that reach all of it are looked at twice", async () => {
    const rotation = handMadeRotation(config);
    const alone = await steer(["down", "*"], rotation);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain("down reaches 6 of 6 targets: add --yes");
    const said = (answer: string) => ({ ask: async () => answer });
    expect((await steer(["down", "*"], rotation, said("n"))).stderr).toContain(
      "nothing was changed",
    );
    expect(rotation.changes).toEqual([]);
    expect((await steer(["down", "*"], rotation, said("y"))).code).toBe(0);
    expect((await steer(["down", "*", "--yes"], rotation)).code).toBe(0);
    expect(rotation.changes).toHaveLength(2);
  });

  it.each([
    [["drain", "192.0.2.111"], 1, "did you mean 192.0.2.11?"],
    [["drain", "192.0.2.11", "--why", "refuse this"], 1, "1 of 3 would be left (--force does it)"],
    [["drain", "192.0.2.11", "--for", "soon"], 2, "write a duration such as 30s"],
    [["drain", "192.0.2.11", "--for", "0s"], 2, "write 1s to 366d"],
    [["drain", "192.0.2.11", "--for", "9999d"], 2, "write 1s to 366d"],
    [["drain", ""], 2, "it is empty"],
    [["explain", ""], 2, "it is empty"],
    [["explain", "www.example.com", "MX"], 2, "only A, AAAA, CNAME can be steered"],
    [["trace", ""], 2, "it is empty"],
    [["push", "load", "192.0.2.11", "1", "--period", "2h"], 2, "write 100ms to 1h"],
    [["drain"], 2, "missing required argument"],
    [["auto", "192.0.2.11", "--for", "1h"], 2, "unknown option"],
    [["push", "load", "192.0.2.11", "much", "--period", "1s"], 2, "write a number"],
    [["explain", "www.example.com", "--from", "here"], 2, "write an IP address"],
  ])("like steer %j exit with %i", async (words, code, hint) => {
    const rotation = handMadeRotation(config);
    const outcome = await steer(words, rotation);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(hint);
    expect(rotation.changes).toEqual([]);
  });

  it("exit with 2 when no server answers", async () => {
    const { code, stderr } = await runCommand(["steer", "status", "--admin", "127.0.0.1:1"]);
    expect(code).toBe(2);
    expect(stderr).toContain("no server answers here");
  });

  it("in force are listed with what is left of them", async () => {
    const order = {
      pattern: "group:rack-a",
      action: "drain",
      untilMs: nowMs + 600_000,
      atMs: nowMs - 5000,
      who: "ada",
      why: "kernel",
      source: "admin",
    } as const;
    const inFile = {
      ...order,
      pattern: "192.0.2.99",
      source: "file",
      untilMs: null,
      why: "",
    } as const;
    const { stdout } = await steer(
      ["overrides"],
      handMadeRotation(config, {}, { overrides: [order, inFile] }),
    );
    expect(stdout).toBe(
      "drain by ada (group:rack-a), 5 s ago, until 2026-01-02 03:14:05Z: kernel\n" +
        "  reaches 1 target\n" +
        "drain by ada, in the overrides file (192.0.2.99), 5 s ago, until further notice\n" +
        "  reaches no target\n",
    );
  });
});

describe("what is told and recorded", () => {
  it("pushes health and load", async () => {
    const rotation = handMadeRotation(config);
    const words = ["push", "health", "web", "192.0.2.11", "--fail", "database gone"];
    expect((await steer(words, rotation)).code).toBe(0);
    const load = ["push", "load", "192.0.2.11", "35", "--capacity", "100", "--period", "10s"];
    expect((await steer(load, rotation)).code).toBe(0);
    expect(rotation.pushed).toEqual([
      ["web", "192.0.2.11", false, "database gone"],
      ["192.0.2.11", 35, 100, 10_000],
    ]);
  });

  it("prints a trace as JSON lines, oldest first", async () => {
    const { stdout } = await steer(["trace", "example.com"]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(config.probes.length * 2);
    expect(lines[0]).toMatchObject({ atMs: nowMs - 200, ok: true, reason: "ok" });
    expect(lines.map(({ atMs }) => atMs)).toEqual(lines.map(({ atMs }) => atMs).sort());
  });
});
