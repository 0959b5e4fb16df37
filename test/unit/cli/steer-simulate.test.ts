import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientsOf } from "../../../src/cli/steer-scenario.js";
import { exampleRecords, exampleYaml } from "../steering/steered-example.js";
import { runCommand } from "./surroundings.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fivenines-simulate-"));
  const head = `$TTL 300\n@ SOA ns1.example.net. hostmaster 1 1h 10m 7d 5m\n@ NS ns1.example.net.\n`;
  writeFileSync(join(folder, "example.com.zone"), head + exampleRecords);
  writeFileSync(join(folder, "example.com.steering.yaml"), exampleYaml);
  writeFileSync(join(folder, "example.org.zone"), head);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (words: readonly string[], zones = folder) =>
  runCommand(["steer", "simulate", "--zones", zones, ...words], { workingFolder: folder });

describe("steer simulate", () => {
  it("tells what happens when, and what it comes to", async () => {
    const { code, stdout, stderr } = await simulate(["--kill", "192.0.2.10", "--for", "1m"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/10\.0 s {2}192\.0\.2\.10 fails/);
    expect(stdout).toMatch(/10\.\d s {2}probe web@192\.0\.2\.10: down \(refused\)/);
    expect(stdout).toMatch(/70\.0 s {2}192\.0\.2\.10 is well again/);
    expect(stdout).toMatch(/near\/192\.0\.2\.10: out of new answers after \d+ ms/);
    expect(stdout).toContain("1 steered RRsets answer as before all the while");
    expect(stdout).toMatch(/simulated, \d+ probes, seed 1\n$/);
  });

  it("tells of a dead target that a panic answers again", async () => {
    const { stdout } = await simulate(["--kill", "*", "--until", "1m"]);
    expect(stdout).toMatch(/192\.0\.2\.1\d: out of new answers after .*, answered again after /);
    expect(stdout).not.toMatch(/since \d{4}-/);
  });

  it("exits with 1 if a target gets more than it can carry", async () => {
    const { code, stdout } = await simulate(["--kill", "group:rack-b", "--until", "10m"]);
    expect(code).toBe(1);
    expect(stdout).toContain("more than it can carry");
  });

  it("tells the same as JSON, and the same again for the same seed", async () => {
    const words = ["--lossy", "192.0.2.10=50%", "--seed", "5", "--format", "json"];
    const once = JSON.parse((await simulate(words)).stdout);
    expect(once[0]).toMatchObject({ apex: "example.com.", seed: 5, eventsLost: 0 });
    expect(once[0].rrsets[0].losses[0].detectedMs).toBeGreaterThan(0);
    expect(JSON.parse((await simulate(words)).stdout)).toEqual(once);
  });

  it("takes several things at once, orders and weights among them", async () => {
    const { stdout } = await simulate(
      [
        ...["--slow", "pool:far=900ms", "--stall", "192.0.2.11", "--kill", "probe:page"],
        ...["--override", "192.0.2.12=drain", "--weight", "api/*=3", "--weight", "192.0.2.10=3"],
        ...["--at", "5s", "--until", "30s"],
      ].filter((word, i, all) => word !== "api/*=3" && all[i + 1] !== "api/*=3"),
    );
    expect(stdout).toContain("pool:far takes 900 ms to answer");
    expect(stdout).toContain("192.0.2.11 says nothing any more");
    expect(stdout).toContain("probe:page fails");
    expect(stdout).toMatch(/near\/192\.0\.2\.12: drained/);
  });

  it.each([
    [[], "say what is to go wrong"],
    [["--kill", "192.0.2.111"], "did you mean 192.0.2.11?"],
    [["--kill", "group:rack-z"], "did you mean group:rack-"],
    [["--kill", "probe:wep"], "did you mean probe:web?"],
    [["--lossy", "192.0.2.10"], "write it as 192.0.2.10=0.5"],
    [["--lossy", "192.0.2.10=2"], "write a share from 0 to 1"],
    [["--slow", "192.0.2.10=soon"], "write a duration"],
    [["--override", "192.0.2.10=kill"], "write one of up, down, drain"],
    [["--weight", "192.0.2.10=-1"], "write a weight of 0 or more"],
    [["--kill", "192.0.2.10", "--clients", "eu"], "write it as eu=60,us=40"],
    [["--zone", "example.net", "--kill", "192.0.2.10"], "no zone example.net."],
    [["--replay", "nothing.jsonl"], "cannot read nothing.jsonl"],
    [["--kill", ""], "it is empty"],
    [["--every-loss", "--kill", "192.0.2.10"], "leave out the other faults"],
    [["--every-loss", "--headroom", "0.5"], "write a number from 1 to 100"],
  ])("cannot run with %j", async (words, hint) => {
    const { code, stdout, stderr } = await simulate(words);
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
    expect(stdout).toBe("");
  });

  it("tells every error of the files it needs", async () => {
    const broken = mkdtempSync(join(tmpdir(), "fivenines-broken-"));
    try {
      writeFileSync(
        join(broken, "example.com.zone"),
        readFileSync(join(folder, "example.com.zone")),
      );
      writeFileSync(join(broken, "example.com.steering.yaml"), "steer:\n  - nam: www\n");
      const { code, stderr } = await simulate(["--every-loss"], broken);
      expect(code).toBe(2);
      expect(stderr).toMatch(/example\.com\.steering\.yaml:2:/);
    } finally {
      rmSync(broken, { recursive: true, force: true });
    }
  });

  it("replays a trace, and tells a damaged one by its line", async () => {
    const line = (atMs: number, ok: boolean) =>
      `${JSON.stringify({ probe: "web@192.0.2.10", atMs, ok, reason: ok ? "ok" : "refused", latencyMs: 1 })}\n`;
    const times = [0, 1, 2, 3].map((i) => 1_000_000 + i * 100);
    writeFileSync(join(folder, "t.jsonl"), times.map((atMs, i) => line(atMs, i === 0)).join(""));
    const { code, stdout } = await simulate(["--replay", "t.jsonl"]);
    expect(code).toBe(0);
    expect(stdout).toContain("0.3 s  probe web@192.0.2.10: down (refused)");
    writeFileSync(join(folder, "bad.jsonl"), `${line(1, true)}nonsense\n`);
    expect((await simulate(["--replay", "bad.jsonl"])).stderr).toContain(
      "bad.jsonl:2: this is not JSON",
    );
    writeFileSync(join(folder, "other.jsonl"), line(1, true).replace("web@", "web@1"));
    expect((await simulate(["--replay", "other.jsonl"])).stderr).toContain("no result of a probe");
  });
});

describe("steer simulate --every-loss", () => {
  it("exits with 1 and tells the worst first", async () => {
    const { code, stdout } = await simulate(["--every-loss"]);
    expect(code).toBe(1);
    expect(stdout.split("\n")[0]).toMatch(/^lost +name +peak +left +carries +fullest/);
    expect(stdout.split("\n")[1]).toMatch(/^2001:db8::10 +www\.example\.com\. AAAA/);
    expect(stdout).toContain("nothing else is left");
    expect(stdout).toContain("192.0.2.10 gets more than it can carry");
    expect(stdout).toMatch(/\d of \d+ losses are not carried \(headroom 1\.5\)/);
    const json = JSON.parse((await simulate(["--every-loss", "--format", "json"])).stdout);
    expect(json.losses[0]).toMatchObject({ what: "2001:db8::10", peak: 330 });
  });

  it("is content with the example, as its page says", async () => {
    const { code, stdout } = await simulate(
      ["--every-loss"],
      join(process.cwd(), "examples/steering"),
    );
    expect(stdout).toMatch(/each of \d+ losses is carried with headroom 1\.5/);
    expect(code).toBe(0);
  });
});

it("reads where clients are", () => {
  expect([...clientsOf("eu=60%, us=30,rest=10")]).toEqual([
    ["eu", 60],
    ["us", 30],
    ["rest", 10],
  ]);
});
