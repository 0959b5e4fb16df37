/** The hooks in real git: `git commit`, `git merge` and `git push` decide, nobody pretends. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { broken, exampleZone, fine } from "../example-zone.js";
import { type GitSandbox, makeSandbox, temporaryFolder } from "../git-sandbox.js";
import { runCommand } from "../unit/cli/surroundings.js";

const program = resolve("dist/program/main.js");

/** As a process, or faster inside the test, as if that were the program. */
function startFivenines(sandbox: GitSandbox, ...words: string[]) {
  const options = { cwd: sandbox.folder, env: sandbox.env, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], options);
  return { code: status, output: `${stdout}${stderr}` };
}
async function fivenines({ folder, env }: GitSandbox, ...words: string[]) {
  const { code, stdout, stderr } = await runCommand(words, { workingFolder: folder, env, program });
  return { code, output: `${stdout}${stderr}` };
}

async function withHook(...words: string[]): Promise<GitSandbox> {
  const sandbox = makeSandbox();
  expect((await fivenines(sandbox, "hook", "install", ...words)).code).toBe(0);
  return sandbox;
}

describe("the git hook", () => {
  it("refuses a commit whose staged zone is broken, though the work tree's is not", () => {
    const sandbox = makeSandbox();
    expect(startFivenines(sandbox, "hook", "install").code).toBe(0);
    sandbox.write("example.com.zone", exampleZone(1, broken));
    sandbox.git("add", ".");
    sandbox.write("example.com.zone", exampleZone(1, fine));
    const { code, output } = sandbox.tryGit("commit", "-m", "first");
    expect(code).toBe(1);
    expect(output).toContain("example.com.zone:7:7: error");
    expect(sandbox.tryGit("rev-parse", "--verify", "--quiet", "HEAD").code).not.toBe(0);
  });

  it("lets a good staged zone pass, though the work tree's is broken", async () => {
    const sandbox = await withHook();
    sandbox.write("example.com.zone", exampleZone(1, fine));
    sandbox.git("add", ".");
    sandbox.write("example.com.zone", exampleZone(1, broken));
    expect(sandbox.tryGit("commit", "-m", "first").code).toBe(0);
  });

  it("tells only of zones that the commit touches", async () => {
    const sandbox = makeSandbox();
    sandbox.commit({
      "example.com.zone": exampleZone(1, fine),
      "example.net.zone": exampleZone(1, broken),
    });
    await fivenines(sandbox, "hook", "install");
    sandbox.write("readme.md", "x");
    sandbox.git("add", ".");
    expect(sandbox.tryGit("commit", "-m", "no zone")).toMatchObject({ code: 0 });
    sandbox.write("example.com.zone", exampleZone(2, fine, "a A 192.0.2.1"));
    sandbox.git("add", ".");
    const { code, output } = sandbox.tryGit("commit", "-m", "one zone");
    expect(output).not.toContain("example.net.zone");
    expect(code).toBe(0);
  });

  it("checks what `git commit FILE` and `git commit --all` would commit, not the usual index", async () => {
    const sandbox = await withHook();
    sandbox.commit({
      "example.com.zone": exampleZone(1, fine),
      "example.net.zone": exampleZone(1, fine),
    });
    sandbox.write("example.com.zone", exampleZone(2, fine, "a A 192.0.2.1"));
    sandbox.write("example.net.zone", exampleZone(2, broken));
    expect(sandbox.tryGit("commit", "-m", "one", "example.com.zone").code).toBe(0);
    expect(sandbox.tryGit("commit", "-a", "-m", "rest").output).toContain("example.net.zone:7:7");
    expect(sandbox.git("log", "--format=%s")).toBe("one\nchange\n");
  });

  it("refuses a change without a new serial, and a merge of two branches that took the same", async () => {
    const sandbox = await withHook();
    sandbox.commit({ "example.com.zone": exampleZone(1, "", fine, "", "mail A 192.0.2.25") });
    sandbox.write(
      "example.com.zone",
      exampleZone(1, "new A 192.0.2.1", fine, "", "mail A 192.0.2.25"),
    );
    expect(sandbox.tryGit("commit", "-a", "-m", "same serial").output).toContain("serial");
    sandbox.git("checkout", "-q", "-b", "side");
    sandbox.commit({
      "example.com.zone": exampleZone(2, "new A 192.0.2.1", fine, "", "mail A 192.0.2.25"),
    });
    sandbox.git("checkout", "-q", "main");
    sandbox.commit({ "example.com.zone": exampleZone(2, "", fine, "", "mail A 192.0.2.26") });
    const { code, output } = sandbox.tryGit("merge", "-m", "merge", "side");
    expect(output).toContain("serial-not-increased");
    expect(code).not.toBe(0);
    expect(sandbox.git("log", "-1", "--format=%s")).toBe("change\n");
  });

  it("lets a zone be removed, moved and renamed", async () => {
    const sandbox = await withHook();
    sandbox.commit({
      "example.com.zone": exampleZone(1, fine),
      "example.net.zone": exampleZone(1, fine, "b A 192.0.2.2"),
    });
    sandbox.git("rm", "-q", "example.net.zone");
    mkdirSync(join(sandbox.folder, "zones"));
    sandbox.git("mv", "example.com.zone", "zones/example.com.zone");
    expect(sandbox.tryGit("commit", "-m", "move")).toMatchObject({ code: 0 });
    sandbox.git("mv", "zones/example.com.zone", "zones/example.org.zone");
    const { code, output } = sandbox.tryGit("commit", "-m", "rename");
    expect(code, output).toBe(0);
  });

  it("finds zones whose names and folders hold blanks, quotes and line ends", async () => {
    const sandbox = await withHook();
    sandbox.write("a 'folder'\nof zones/example.com.zone", exampleZone(1, broken));
    sandbox.git("add", ".");
    const { code, output } = sandbox.tryGit("commit", "-m", "first");
    expect(code).toBe(1);
    expect(output).toContain("example.com.zone:7:7");
  });

  it("works in a linked work tree and from a folder below the top", async () => {
    const sandbox = await withHook();
    sandbox.commit({ "readme.md": "x" });
    const tree = join(temporaryFolder(), "tree");
    sandbox.git("worktree", "add", "-q", tree);
    mkdirSync(join(tree, "deep"));
    writeFileSync(join(tree, "deep/example.com.zone"), exampleZone(1, broken));
    const inTree = { cwd: join(tree, "deep"), env: sandbox.env, encoding: "utf8" } as const;
    spawnSync("git", ["add", "."], inTree);
    const { status, stderr, stdout } = spawnSync("git", ["commit", "-m", "x"], inTree);
    expect(`${stdout}${stderr}`).toContain("deep/example.com.zone:7:7");
    expect(status).toBe(1);
  });

  it("looks only at the folder that it was installed for", async () => {
    const sandbox = await withHook("--path", "dns");
    sandbox.write("tests/example.com.zone", exampleZone(1, broken));
    sandbox.write("dns/example.net.zone", exampleZone(1, fine));
    sandbox.git("add", ".");
    expect(sandbox.tryGit("commit", "-m", "first")).toMatchObject({ code: 0 });
    sandbox.write("dns/example.net.zone", exampleZone(2, broken));
    expect(sandbox.tryGit("commit", "-a", "-m", "second").code).toBe(1);
  });
});

describe("installing the hook", () => {
  const hookOf = ({ folder }: GitSandbox) => join(folder, ".git/hooks/pre-commit");

  function foreign(sandbox: GitSandbox, text = "#!/bin/sh\necho theirs\n"): void {
    writeFileSync(hookOf(sandbox), text);
    chmodSync(hookOf(sandbox), 0o755);
  }

  it("refuses where somebody else's hook is, keeps and runs it with --force, puts it back", async () => {
    const sandbox = makeSandbox();
    foreign(sandbox);
    const refused = await fivenines(sandbox, "hook", "install");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain("--force");
    expect(readFileSync(hookOf(sandbox), "utf8")).toContain("theirs");
    expect((await fivenines(sandbox, "hook", "install", "--force")).code).toBe(0);
    sandbox.write("example.com.zone", exampleZone(1, broken));
    sandbox.git("add", ".");
    const { code, output } = sandbox.tryGit("commit", "-m", "first");
    expect(output).toMatch(/theirs[\s\S]*example\.com\.zone:7:7/);
    expect(code).toBe(1);
    expect((await fivenines(sandbox, "hook", "install")).code).toBe(0);
    expect((await fivenines(sandbox, "hook", "uninstall")).code).toBe(0);
    expect(readFileSync(hookOf(sandbox), "utf8")).toContain("theirs");
    expect((await fivenines(sandbox, "hook", "uninstall")).output).toContain("no hook");
  });

  it("ends the commit when the hook that was there before fails", async () => {
    const sandbox = makeSandbox();
    foreign(sandbox, "#!/bin/sh\nexit 7\n");
    await fivenines(sandbox, "hook", "install", "--force");
    expect(sandbox.tryGit("commit", "--allow-empty", "-m", "x").code).not.toBe(0);
  });

  it("writes where core.hooksPath says, but not outside the repository unasked", async () => {
    const sandbox = makeSandbox();
    sandbox.git("config", "core.hooksPath", "tools/hooks");
    expect((await fivenines(sandbox, "hook", "install")).code).toBe(0);
    expect(existsSync(join(sandbox.folder, "tools/hooks/pre-commit"))).toBe(true);
    sandbox.git("config", "core.hooksPath", join(temporaryFolder(), "everyone"));
    expect(await fivenines(sandbox, "hook", "install")).toMatchObject({
      code: 1,
      output: expect.stringContaining("other repositories"),
    });
    sandbox.git("config", "core.hooksPath", ".husky/_");
    expect((await fivenines(sandbox, "hook", "install")).output).toContain(".husky/pre-commit");
  });

  it("says so where there is no repository", async () => {
    const nowhere = { ...makeSandbox(), folder: temporaryFolder() };
    expect(await fivenines(nowhere, "hook", "install")).toMatchObject({
      code: 1,
      output: expect.stringContaining("no git repository"),
    });
  });

  it("writes a hook that says what to do once the program is gone", async () => {
    const sandbox = await withHook();
    const text = readFileSync(hookOf(sandbox), "utf8").replaceAll("main.js", "gone.js");
    writeFileSync(hookOf(sandbox), text);
    const { code, output } = sandbox.tryGit("commit", "--allow-empty", "-m", "x");
    expect(code).not.toBe(0);
    expect(output).toContain("npm install");
  });
});

describe("the pre-receive hook", () => {
  /** A bare repository with the hook, and a clone to push from; no Node package in either. */
  function server(): GitSandbox {
    const bare = makeSandbox(join(temporaryFolder()), "--bare");
    const hook = join(bare.folder, "hooks/pre-receive");
    mkdirSync(join(bare.folder, "hooks"), { recursive: true });
    copyFileSync(resolve("examples/hooks/pre-receive"), hook);
    chmodSync(hook, 0o755);
    const path = join(temporaryFolder(), "bin");
    mkdirSync(path);
    const command = join(path, "fivenines");
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
    chmodSync(command, 0o755);
    const sandbox = makeSandbox();
    sandbox.env.PATH = `${path}:${sandbox.env.PATH}`;
    sandbox.git("remote", "add", "origin", bare.folder);
    return sandbox;
  }

  it("refuses a push whose tip has a broken zone, and takes it once mended", () => {
    const sandbox = server();
    sandbox.commit({ "zones/example.com.zone": exampleZone(1, fine) });
    expect(sandbox.tryGit("push", "origin", "main").code).toBe(0);
    sandbox.commit({ "zones/example.com.zone": exampleZone(2, broken) });
    const refused = sandbox.tryGit("push", "origin", "main");
    expect(refused.output).toContain("zones/example.com.zone:7:7: error");
    expect(refused.code).not.toBe(0);
    sandbox.commit({ "zones/example.com.zone": exampleZone(3, fine, "a A 192.0.2.1") });
    const taken = sandbox.tryGit("push", "origin", "main");
    expect(taken.code, taken.output).toBe(0);
  });

  it("compares a new branch with where it left the default one, and looks at no other zones", () => {
    const sandbox = server();
    sandbox.commit({
      "example.com.zone": exampleZone(1, fine),
      "example.net.zone": exampleZone(1, broken),
    });
    sandbox.git(
      "push",
      "-q",
      "--receive-pack=git -c core.hooksPath=/dev/null receive-pack",
      "origin",
      "main",
    );
    sandbox.git("checkout", "-q", "-b", "side");
    sandbox.commit({ "example.com.zone": exampleZone(1, fine, "a A 192.0.2.1") });
    const refused = sandbox.tryGit("push", "origin", "side");
    expect(refused.output).toContain("serial-not-increased");
    expect(refused.output).not.toContain("example.net");
    sandbox.commit({ "example.com.zone": exampleZone(2, fine, "a A 192.0.2.1") });
    expect(sandbox.tryGit("push", "origin", "side").code).toBe(0);
    expect(sandbox.tryGit("push", "origin", ":side").code).toBe(0);
    sandbox.git("tag", "v1");
    expect(sandbox.tryGit("push", "origin", "v1").code).toBe(0);
  });

  it("says so where fivenines is not installed", () => {
    const sandbox = server();
    const folder = temporaryFolder();
    for (const name of ["git", "sh"]) {
      const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
      spawnSync("ln", ["-s", found.stdout.trim(), join(folder, name)]);
    }
    sandbox.commit({ "example.com.zone": exampleZone(1, fine) });
    sandbox.env.PATH = folder;
    const { code, output } = sandbox.tryGit("push", "origin", "main");
    expect(output).toContain("fivenines is not installed");
    expect(code).not.toBe(0);
    rmSync(folder, { recursive: true });
  });
});
