/**
 * The real program over real files: exit codes, streams, memory, threads that change nothing. What
 * the command says in all its forms is tested in test/unit/cli/check.test.ts, without a process.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync, truncateSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Files, good, insideOfProgram, loop, site } from "../check-site.js";

const program = resolve("dist/program/main.js");

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
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: "", FORCE_COLOR: "", FIVENINES_DEBUG: "" },
  });
  expect(`${stdout}${stderr}`).not.toMatch(insideOfProgram);
  return { code: status, stdout, stderr };
}

describe("fivenines check", () => {
  it("exits with 0 when nothing is wrong, 1 when something is, 2 when it cannot run", () => {
    const folder = site({ "zones/example.com.zone": good, "bad/example.com.zone": loop });
    const fine = check(folder);
    expect(fine).toMatchObject({ code: 0, stderr: "" });
    expect(fine.stdout).toMatch(/^nothing wrong in 1 zone \(\d/);
    const bad = check(folder, ["bad"]);
    expect(bad).toMatchObject({ code: 1, stderr: "" });
    expect(bad.stdout).toContain("bad/example.com.zone:5:9: error: ");
    // None in a pipe.
    expect(bad.stdout).not.toContain("\x1b");
    expect(check(folder, ["--rule", "cname-lop"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "fivenines: no rule is called cname-lop (did you mean cname-loop?)\n",
    });
  });

  it("reads standard input", () => {
    const outcome = check(site({}), ["-", "--apex", "Example.COM"], loop);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain("stdin:5:9: error: ");
  });
});

describe("input that is no zone", () => {
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

describe("what the system refuses", () => {
  it("is told where output cannot be written, with 2", () => {
    const folder = site({ "zones/example.com.zone": good });
    const full = openSync("/dev/full", "w");
    for (const words of [["check"], ["check", "--list-rules"], ["fmt", "--diff"]]) {
      const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
        cwd: folder,
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      expect(stderr).toMatch(/^fivenines: cannot write the output: ENOSPC[^\n]*$/m);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(status).toBe(2);
    }
    closeSync(full);
  });

  it("is told of standard input that is a folder", () => {
    const folder = site({});
    const input = openSync(folder, "r");
    const { status, stderr } = spawnSync(process.execPath, [program, "check", "-"], {
      cwd: folder,
      stdio: [input, "ignore", "pipe"],
      encoding: "utf8",
    });
    closeSync(input);
    expect(stderr).toMatch(/^fivenines: cannot read standard input: EISDIR/);
    expect(status).toBe(2);
  });

  it("is told of a folder in the folder that may not be read", () => {
    const folder = site({ "zones/example.com.zone": good, "zones/a/example.net.zone": good });
    chmodSync(join(folder, "zones/a"), 0);
    // Root sees everything unless it gives up the capabilities for that (util-linux).
    const asOthers = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
    const words = process.getuid?.() === 0 ? asOthers : [];
    const [command = "", ...args] = [...words, process.execPath, program, "check"];
    const { status, stdout } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    chmodSync(join(folder, "zones/a"), 0o755);
    expect(stdout).toContain("zones/a: error: the folder: permission denied [file-unreadable]");
    expect(status).toBe(1);
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
    const withoutTime = (text: string) => text.replace(/"milliseconds":\d+/, "");
    const one = check(folder, ["--threads", "1", "--format", "json"]);
    const three = check(folder, ["--threads", "3", "--format", "json"]);
    expect(withoutTime(three.stdout)).toBe(withoutTime(one.stdout));
    expect(three.code).toBe(1);
    expect(JSON.parse(one.stdout).summary).toMatchObject({ zones: 400, errors: 116 });
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
