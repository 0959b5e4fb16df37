import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Files, good, head, insideOfProgram, loop, site } from "../../check-site.js";
import { makeSandbox } from "../../git-sandbox.js";
import { type Outcome, runCommand } from "./surroundings.js";

async function check(
  folder: string,
  words: readonly string[] = [],
  input = "",
  env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  const outcome = await runCommand(["check", ...words], {
    workingFolder: folder,
    env: { ...env, NO_COLOR: "", FORCE_COLOR: "", FIVENINES_DEBUG: "" },
    readInput: () => Buffer.from(input),
    now: () => Date.UTC(2026, 10, 22),
  });
  expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(insideOfProgram);
  return outcome;
}

describe("fivenines check", () => {
  it("exits with 0 when nothing is wrong, 1 when something is, 2 when it cannot run", async () => {
    const folder = site({ "zones/example.com.zone": good, "bad/example.com.zone": loop });
    const fine = await check(folder);
    expect(fine).toMatchObject({ code: 0, stderr: "" });
    expect(fine.stdout).toMatch(/^nothing wrong in 1 zone \(\d/);
    const bad = await check(folder, ["bad"]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("bad/example.com.zone:5:9: error: ");
    expect(bad.stdout).toContain("   5 | a CNAME b\n     |         ^\n");
    expect((await check(folder, ["bad", "--fail-on", "never"])).code).toBe(0);
    expect((await check(folder, ["--format", "nonsense"])).code).toBe(2);
    expect(await check(folder, ["--rule", "cname-lop"])).toMatchObject({
      code: 2,
      stderr: "fivenines: no rule is called cname-lop (did you mean cname-loop?)\n",
    });
  });

  it("says why it cannot run", async () => {
    const folder = site({ "broken.yaml": "check: { failOn: sometimes }\n", "empty/note": "" });
    expect(await check(folder)).toMatchObject({
      code: 2,
      stderr: "fivenines: zones: no such file or folder\n",
    });
    expect((await check(folder, ["empty"])).stderr).toContain("holds no zone files");
    const config = await check(folder, ["--config", "broken.yaml"]);
    expect(config.code).toBe(2);
    expect(config.stderr).toContain("broken.yaml:1:18: error: check.failOn: must be one of");
    expect((await check(folder, ["--config", "absent.yaml"])).code).toBe(2);
    expect((await check(folder, ["-", "empty"])).code).toBe(2);
    expect((await check(folder, ["--yes"])).stderr).toContain("--yes is for --fix");
    expect(await check(folder, ["--staged"])).toMatchObject({ code: 2 });
  });

  it("takes what the configuration says, and flags before that", async () => {
    const folder = site({
      "zones/example.com.zone": loop,
      "fivenines.yaml": "check: { rules: { cname-loop: warning } }\n",
    });
    expect((await check(folder)).code).toBe(0);
    expect((await check(folder)).stdout).toContain("warning: ");
    expect((await check(folder, ["--fail-on", "warning"])).code).toBe(1);
    expect((await check(folder, ["--skip", "cname-loop", "--fail-on", "warning"])).code).toBe(0);
    expect((await check(folder, ["--set", "load", "--fail-on", "warning"])).code).toBe(0);
  });

  it("takes the apex of one file from --apex, whatever the file is called", async () => {
    const folder = site({ "db.customer": loop, "zones/example.com.zone": good });
    const outcome = await check(folder, ["db.customer", "--apex", "Example.ORG"]);
    expect(outcome.stdout).toContain("a.example.org. leads back to itself");
    const several = await check(folder, ["db.customer", "zones", "--apex", "example.org"]);
    expect(several).toMatchObject({
      code: 2,
      stderr: "fivenines: --apex is for one file, or standard input\n",
    });
  });

  it("says that edits are not seen which are not staged, to whoever names a revision", async () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "zones/example.com.zone": good });
    sandbox.write("zones/example.com.zone", loop);
    const outcome = await check(sandbox.folder, ["--against", "HEAD"], "", sandbox.env);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain("zones/example.com.zone has edits that are not staged");
    expect((await check(sandbox.folder, ["--staged"], "", sandbox.env)).stderr).toBe("");
  });

  it("reads standard input", async () => {
    const folder = site({});
    const outcome = await check(folder, ["-", "--apex", "Example.COM"], loop);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain("stdin:5:9: error: ");
    expect(outcome.stdout).toContain("a.example.com.");
    expect((await check(folder, ["-"], `$ORIGIN example.com.\n${good}`)).code).toBe(0);
    expect((await check(folder, ["-", "--apex", "a..b"], "")).code).toBe(2);
    expect((await check(folder, ["-"], "")).code).toBe(1);
  });

  it("writes the same findings in every format, to a file too", async () => {
    const folder = site({ "zones/example.com.zone": loop });
    const json = JSON.parse((await check(folder, ["--format", "json"])).stdout);
    expect(json.summary).toMatchObject({ zones: 1, errors: 2, failed: true });
    const sarif = await check(folder, ["--format", "sarif", "--output", "out.sarif"]);
    expect(sarif).toMatchObject({ code: 1, stdout: "", stderr: "" });
    const { runs } = JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8"));
    expect(runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toEqual(
      json.zones[0].diagnostics.map((found: { code: string }) => found.code),
    );
    expect((await check(folder, ["--format", "github"])).stdout).toMatch(
      /^::error file=zones\/example/,
    );
    expect((await check(folder, ["--format", "junit"])).stdout).toContain('failures="1"');
    expect((await check(folder, ["--output", "no/such/folder"])).code).toBe(2);
  });

  it("says behind the findings how many more there are", async () => {
    const lines = Array.from({ length: 150 }, (_, i) => `x${i} BAD\n`);
    const folder = site({ "zones/example.com.zone": good + lines.join("") });
    const { stdout } = await check(folder);
    expect(stdout).toMatch(/^zones\/example\.com\.zone:\d+:\d+: error: /);
    expect(stdout).toMatch(/: notice: 50 more not shown: .*\n\n100 errors, /);
  });

  it("has colours on demand, and none in a pipe", async () => {
    const folder = site({ "zones/example.com.zone": loop });
    expect((await check(folder)).stdout).not.toContain("\x1b");
    expect((await check(folder, ["--color", "always"])).stdout).toContain("\x1b[31m");
  });

  it("explains its rules", async () => {
    const folder = site({});
    expect((await check(folder, ["--list-rules"])).stdout).toMatch(/^cname-loop +error +strict /m);
    expect(
      JSON.parse((await check(folder, ["--list-rules", "--format", "json"])).stdout).length,
    ).toBeGreaterThan(200);
    expect((await check(folder, ["--explain", "cname-loop"])).stdout).toContain(
      "rfc1034#section-3.6.2",
    );
    expect((await check(folder, ["--explain", "nonsense"])).code).toBe(2);
  });

  it("looks into the other zones of the folder", async () => {
    const folder = site({
      "zones/example.com.zone": `${head}www CNAME gone.example.net.\nweb CNAME there.example.net.\n`,
      "zones/example.net.zone": `${head}ns1 A 192.0.2.53\nhostmaster A 192.0.2.1\nthere A 192.0.2.2\n`,
    });
    const { stdout } = await check(folder, [
      "zones/example.com.zone",
      "--rule",
      "cname-target-missing",
    ]);
    expect(stdout).toContain("zones/example.com.zone:5:11");
    expect(stdout).toContain("in 1 zone ");
  });
});

describe("input that is no zone", () => {
  const cases: Readonly<Record<string, Files>> = {
    "text of another kind": { "zones/example.com.zone": "#!/bin/sh\necho hello\n" },
    "an empty file": { "zones/example.com.zone": "" },
    "octets of a program": {
      "zones/example.com.zone": Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256),
    },
    "invalid UTF-8": {
      "zones/example.com.zone": Buffer.concat([
        Buffer.from(`${good}x TXT \xff`, "latin1"),
        Buffer.from("\n\xfe A 1\n", "latin1"),
      ]),
    },
    "a loop of includes": {
      "zones/example.com.zone": `${good}$INCLUDE include/a.inc\n`,
      "zones/include/a.inc": "$INCLUDE b.inc\n",
      "zones/include/b.inc": "$INCLUDE a.inc\n",
    },
    "an include from outside": {
      "zones/example.com.zone": `${good}$INCLUDE ../secret\n`,
      secret: "www A 192.0.2.9\n",
    },
    "a name that is no domain name": { "zones/a..b.zone": good },
  };

  it.each(Object.entries(cases))("%s gives a message with a place", async (_, files) => {
    const { code, stdout, stderr } = await check(site(files));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^zones\/\S+?(:\d+:\d+)?: error: /m);
    expect(stderr).toBe("");
  });
});

describe("what the system refuses", () => {
  it("is told where the report cannot be written, with 2", async () => {
    const folder = site({ "zones/example.com.zone": good });
    const { code, stderr } = await check(folder, ["--output", "/dev/full"]);
    expect(stderr).toMatch(/^fivenines: cannot write the report: ENOSPC/);
    expect(code).toBe(2);
  });

  it("is told of links in a circle, and the other zones are checked", async () => {
    const folder = site({ "zones/example.com.zone": loop });
    symlinkSync("example.net.zone", join(folder, "zones/example.net.zone"));
    const { code, stdout } = await check(folder);
    expect(stdout).toContain("zones/example.net.zone: error: too many symbolic links");
    expect(stdout).toContain("[cname-loop]");
    expect(code).toBe(1);
  });

  it("is 2 where a comparison with what is served cannot be made, and the rest is told", async () => {
    const folder = site({ "zones/example.com.zone": good });
    const { code, stdout, stderr } = await check(folder, ["--served", "nowhere"]);
    expect(stderr).toMatch(/^fivenines: example\.com\. is not compared with what is served: /);
    expect(stdout).toContain("nothing wrong in 1 zone");
    expect(code).toBe(2);
    expect((await check(folder, ["--served", "zones"])).code).toBe(0);
  });
});

describe("--live", () => {
  it("blames a resolver that refuses to resolve, and no nameserver", async () => {
    const folder = site({ "zones/example.com.zone": good });
    const socket = createSocket("udp4");
    onTestFinished(() => void socket.close());
    socket.on("message", (query, { port, address }) => {
      query[2]! |= 0x80;
      query[3] = 5;
      socket.send(query, port, address);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const resolver = `127.0.0.1:${socket.address().port}`;
    expect(await check(folder, ["--live", resolver])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `fivenines: --live: the resolver ${resolver} gave REFUSED: it resolves no names for this machine\n`,
    });
  });
});

describe("changes in git", () => {
  it("tell of untouched zones that they break, and only of what is new", async () => {
    const { folder, env, ...sandbox } = makeSandbox();
    sandbox.commit({
      "zones/example.com.zone": `${head}www CNAME there.example.net.\nold CNAME never.example.net.\n`,
      "zones/example.net.zone": `${head}there A 192.0.2.2\nother A 192.0.2.3\n`,
    });
    expect(await check(folder, ["--staged"], "", env)).toMatchObject({ code: 0 });
    const later = head.replace("2026112201", "2026112202");
    sandbox.write("zones/example.net.zone", `${later}other A 192.0.2.3\n`);
    sandbox.git("add", ".");
    const words = ["--staged", "--rule", "cname-target-missing"];
    const { stdout } = await check(folder, words, "", env);
    expect(stdout).toContain("zones/example.com.zone:5:11");
    expect(stdout).not.toContain("zones/example.com.zone:6:");
  });
});
