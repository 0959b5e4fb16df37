import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exampleZone } from "../../example-zone.js";
import { type GitSandbox, makeSandbox } from "../../git-sandbox.js";
import { runCommand } from "./surroundings.js";

const now = Date.UTC(2026, 10, 22, 12);

const fix = ({ folder, env }: GitSandbox, words: string[], answer?: string) =>
  runCommand(["check", "example.com.zone", "--fix", ...words], {
    workingFolder: folder,
    env,
    now: () => now,
    ask: async () => answer,
  });

function changed(): GitSandbox {
  const sandbox = makeSandbox();
  sandbox.commit({ "example.com.zone": exampleZone(2026112201) });
  sandbox.write("example.com.zone", exampleZone(2026112201, "a TXT x", "a TXT x"));
  return sandbox;
}

const textOf = ({ folder }: GitSandbox) => readFileSync(join(folder, "example.com.zone"), "utf8");

describe("fivenines check --fix", () => {
  it("shows what it would change and changes nothing where nobody can be asked", async () => {
    const sandbox = changed();
    const { code, stderr } = await fix(sandbox, []);
    expect(code).toBe(1);
    expect(stderr).toContain("1 duplicate record removed, serial 2026112202");
    expect(stderr).toMatch(/^-@ SOA .* 2026112201 /m);
    expect(stderr).toMatch(/^\+@ SOA .* 2026112202 /m);
    expect(textOf(sandbox)).toBe(exampleZone(2026112201, "a TXT x", "a TXT x"));
  });

  it("changes the file once somebody agrees, and checks it again", async () => {
    const sandbox = changed();
    expect(await fix(sandbox, [], "no")).toMatchObject({ code: 1 });
    expect(textOf(sandbox)).toBe(exampleZone(2026112201, "a TXT x", "a TXT x"));
    const { code, stdout } = await fix(sandbox, [], "y");
    expect(textOf(sandbox)).toBe(exampleZone(2026112202, "a TXT x"));
    expect(stdout).not.toContain("duplicate");
    expect(code).toBe(0);
  });

  it("does not ask with --yes, and has nothing to do the second time", async () => {
    const sandbox = changed();
    expect(await fix(sandbox, ["--yes"])).toMatchObject({ code: 0 });
    const again = await fix(sandbox, ["--yes"]);
    expect(again).toMatchObject({ code: 0, stderr: "" });
  });

  it("mends the work tree, and what is staged is still refused until it is staged again", async () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "example.com.zone": exampleZone(7) });
    sandbox.write("example.com.zone", exampleZone(7, "a TXT x"));
    sandbox.git("add", ".");
    expect((await fix(sandbox, ["--yes", "--staged"])).stdout).toContain("serial-not-increased");
    sandbox.git("add", ".");
    expect(await fix(sandbox, ["--staged"])).toMatchObject({ code: 0 });
    expect(textOf(sandbox)).toBe(exampleZone(8, "a TXT x"));
  });

  it("works without git, where there is no serial to compare with", async () => {
    const sandbox = changed();
    const words = ["check", "example.com.zone", "--fix", "--yes"];
    const outside = {
      ...sandbox.env,
      GIT_CEILING_DIRECTORIES: sandbox.folder,
      PATH: "/nonexistent",
    };
    const given = { workingFolder: sandbox.folder, env: outside, now: () => now };
    expect((await runCommand(words, given)).code).toBe(0);
    expect(textOf(sandbox)).toBe(exampleZone(2026112201, "a TXT x"));
  });

  it("has nothing to write to on standard input or in a revision", async () => {
    const given = {
      readInput: () => Buffer.from(exampleZone(1)),
      workingFolder: makeSandbox().folder,
    };
    const words = ["check", "-", "--apex", "example.com", "--fix"];
    expect(await runCommand(words, given)).toMatchObject({ code: 2 });
  });
});
