/** The real program over real files: exit codes, formats, bad input, and threads that change nothing. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const program = resolve("dist/program/main.js");
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A working folder with these files. */
function site(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-check-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function check(folder: string, words: readonly string[] = [], input = ""): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "check", ...words], {
    cwd: folder,
    input,
    encoding: "utf8",
    timeout: 20_000,
    env: { ...process.env, NO_COLOR: "", FORCE_COLOR: "", FIVENINES_DEBUG: "" },
  });
  // Whatever happens, nobody is shown the inside of the program.
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*\.js:\d+|unexpected fault/m);
  return { code: status, stdout, stderr };
}

const head = `$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. 2026112201 14400 3600 1209600 3600
@ NS ns1.example.net.
@ NS ns2.example.org.
`;
const good = `${head}www A 192.0.2.1\n`;
const loop = `${head}a CNAME b\nb CNAME a\n`;

describe("fivenines check", () => {
  it("exits with 0 when nothing is wrong, 1 when something is, 2 when it cannot run", () => {
    const folder = site({ "zones/example.com.zone": good, "bad/example.com.zone": loop });
    expect(check(folder)).toMatchObject({ code: 0, stderr: "" });
    expect(check(folder).stdout).toMatch(/^nothing wrong in 1 zone \(\d/);
    const bad = check(folder, ["bad"]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("bad/example.com.zone:5:9: error: ");
    expect(bad.stdout).toContain("   5 | a CNAME b\n     |         ^\n");
    expect(check(folder, ["bad", "--fail-on", "never"]).code).toBe(0);
    expect(check(folder, ["--format", "nonsense"]).code).toBe(2);
    expect(check(folder, ["--rule", "cname-lop"])).toMatchObject({
      code: 2,
      stderr: "fivenines: no rule is called cname-lop (did you mean cname-loop?)\n",
    });
  });

  it("says why it cannot run", () => {
    const folder = site({ "broken.yaml": "check: { failOn: sometimes }\n", "empty/note": "" });
    expect(check(folder)).toMatchObject({ code: 2 });
    expect(check(folder).stderr).toBe("fivenines: zones: no such file or folder\n");
    expect(check(folder, ["empty"]).stderr).toContain("holds no zone files");
    const config = check(folder, ["--config", "broken.yaml"]);
    expect(config.code).toBe(2);
    expect(config.stderr).toContain("broken.yaml:1:18: error: check.failOn: must be one of");
    expect(check(folder, ["--config", "absent.yaml"]).code).toBe(2);
    expect(check(folder, ["-", "empty"]).code).toBe(2);
    expect(check(folder, ["--staged"])).toMatchObject({ code: 2 });
  });

  it("takes what the configuration says, and flags before that", () => {
    const folder = site({
      "zones/example.com.zone": loop,
      "fivenines.yaml": "check: { rules: { cname-loop: warning } }\n",
    });
    expect(check(folder).code).toBe(0);
    expect(check(folder).stdout).toContain("warning: ");
    expect(check(folder, ["--fail-on", "warning"]).code).toBe(1);
    expect(check(folder, ["--skip", "cname-loop", "--fail-on", "warning"]).code).toBe(0);
    expect(check(folder, ["--set", "load", "--fail-on", "warning"]).code).toBe(0);
  });

  it("reads standard input", () => {
    const folder = site({});
    const outcome = check(folder, ["-", "--apex", "Example.COM"], loop);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain("stdin:5:9: error: ");
    expect(outcome.stdout).toContain("a.example.com.");
    expect(check(folder, ["-"], `$ORIGIN example.com.\n${good}`).code).toBe(0);
    expect(check(folder, ["-", "--apex", "a..b"], "").code).toBe(2);
    expect(check(folder, ["-"], "").code).toBe(1);
  });

  it("writes the same findings in every format, to a file too", () => {
    const folder = site({ "zones/example.com.zone": loop });
    const json = JSON.parse(check(folder, ["--format", "json"]).stdout);
    expect(json.summary).toMatchObject({ zones: 1, errors: 2, failed: true });
    const sarif = check(folder, ["--format", "sarif", "--output", "out.sarif"]);
    expect(sarif).toMatchObject({ code: 1, stdout: "", stderr: "" });
    const { runs } = JSON.parse(
      execFileSync("cat", [join(folder, "out.sarif")], { encoding: "utf8" }),
    );
    expect(runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toEqual(
      json.zones[0].diagnostics.map((found: { code: string }) => found.code),
    );
    expect(check(folder, ["--format", "github"]).stdout).toMatch(/^::error file=zones\/example/);
    expect(check(folder, ["--format", "junit"]).stdout).toContain('failures="1"');
    expect(check(folder, ["--output", "no/such/folder"]).code).toBe(2);
  });

  it("has colours on demand, and none in a pipe", () => {
    const folder = site({ "zones/example.com.zone": loop });
    expect(check(folder).stdout).not.toContain("\x1b");
    expect(check(folder, ["--color", "always"]).stdout).toContain("\x1b[31m");
  });

  it("explains its rules", () => {
    const folder = site({});
    expect(check(folder, ["--list-rules"]).stdout).toMatch(/^cname-loop +error +strict /m);
    expect(
      JSON.parse(check(folder, ["--list-rules", "--format", "json"]).stdout).length,
    ).toBeGreaterThan(200);
    expect(check(folder, ["--explain", "cname-loop"]).stdout).toContain("rfc1034#section-3.6.2");
    expect(check(folder, ["--explain", "nonsense"]).code).toBe(2);
  });

  it("looks into the other zones of the folder", () => {
    const folder = site({
      "zones/example.com.zone": `${head}www CNAME gone.example.net.\nweb CNAME there.example.net.\n`,
      "zones/example.net.zone": `${head}ns1 A 192.0.2.53\nhostmaster A 192.0.2.1\nthere A 192.0.2.2\n`,
    });
    const { stdout } = check(folder, ["zones/example.com.zone", "--rule", "cname-target-missing"]);
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

  it.each(Object.entries(cases))("%s gives a message with a place", (_, files) => {
    const { code, stdout, stderr } = check(site(files));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^zones\/\S+?(:\d+:\d+)?: error: /m);
    expect(stderr).toBe("");
  });

  it("may be a folder, a link to nowhere, a link out of the folder, or a pipe", () => {
    const folder = site({ "zones/example.com.zone": good, "secret.zone": "top secret\n" });
    mkdirSync(join(folder, "zones/folder.example.zone"));
    symlinkSync("nowhere", join(folder, "zones/gone.example.zone"));
    symlinkSync("../secret.zone", join(folder, "zones/secret.example.zone"));
    execFileSync("mkfifo", [join(folder, "zones/pipe.example.zone")]);
    const { code, stdout } = check(folder);
    expect(code).toBe(1);
    expect(stdout).not.toContain("top secret");
    expect([...stdout.matchAll(/\[([a-z-]+)\]$/gm)].map((match) => match[1]).sort()).toEqual([
      "file-unreadable",
      "file-unreadable",
      "zone-file-outside",
    ]);
  });

  it("may be one line of 256 MiB", () => {
    const folder = site({ "zones/example.com.zone": "" });
    truncateSync(join(folder, "zones/example.com.zone"), 256 * 1024 * 1024);
    const { code, stdout } = check(folder);
    expect(code).toBe(1);
    expect(stdout).toContain("zones/example.com.zone:1:1: error: ");
  });
});

describe("many zones", () => {
  /** 400 zones, every seventh with a fault. */
  const many: Files = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [
      `zones/z${i}.example.com.zone`,
      i % 7 === 0 ? loop : good,
    ]),
  );

  it("give the same report with threads as without", () => {
    const folder = site(many);
    const withoutTime = (text: string) => text.replace(/\(\d.*s\)|"milliseconds":\d+/g, "");
    for (const format of ["text", "json"]) {
      const one = check(folder, ["--threads", "1", "--format", format]);
      const three = check(folder, ["--threads", "3", "--format", format]);
      expect(withoutTime(three.stdout)).toBe(withoutTime(one.stdout));
      expect(three.code).toBe(1);
    }
  });

  it("are left at once on Ctrl-C", async () => {
    const folder = site({});
    const child = spawn(process.execPath, [program, "check", "-"], {
      cwd: folder,
      stdio: ["pipe", "ignore", "ignore"],
    });
    const ended = new Promise((done) => child.on("exit", (_, signal) => done(signal)));
    await new Promise((done) => child.on("spawn", done));
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
  });
});

describe("changes in git", () => {
  it("tell of untouched zones that they break, and only of what is new", () => {
    const folder = site({
      "zones/example.com.zone": `${head}www CNAME there.example.net.\nold CNAME never.example.net.\n`,
      "zones/example.net.zone": `${head}there A 192.0.2.2\nother A 192.0.2.3\n`,
    });
    const git = (...words: string[]) => {
      const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
      execFileSync("git", [...identity, ...words], { cwd: folder, stdio: "pipe" });
    };
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "zones");
    expect(check(folder, ["--staged"])).toMatchObject({ code: 0 });
    writeFileSync(
      join(folder, "zones/example.net.zone"),
      `${head.replace("2026112201", "2026112202")}other A 192.0.2.3\n`,
    );
    git("add", ".");
    const { stdout } = check(folder, ["--staged", "--rule", "cname-target-missing"]);
    expect(stdout).toContain("zones/example.com.zone:5:11");
    expect(stdout).not.toContain("zones/example.com.zone:6:");
  });
});
