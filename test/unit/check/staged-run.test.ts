import { rmSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { rangeOfHook, type StagedRequest, stagedRun } from "../../../src/check/staged-run.js";
import { openRepository } from "../../../src/git/repository.js";
import { type GitSandbox, makeSandbox } from "../../git-sandbox.js";

function run(sandbox: GitSandbox, more: Partial<StagedRequest> = {}) {
  const repository = openRepository(sandbox.folder, sandbox.env, sandbox.folder)!;
  const made = stagedRun({ repository, paths: [], ...more });
  const names = (zones: readonly { path: string }[]) =>
    zones.map(({ path }) => relative(sandbox.folder, path));
  return { ...made, names, targetNames: names(made.targets) };
}

const zone = (more = "") => `@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n${more}`;

describe("a staged run", () => {
  it("touches the zones whose file is staged with changes, and no others", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "z/example.com.zone": zone(), "z/example.net.zone": zone(), "readme.md": "" });
    sandbox.write("z/example.net.zone", zone("unstaged 60 A 192.0.2.1\n"));
    sandbox.write("z/example.com.zone", zone("www 60 A 192.0.2.2\n"));
    sandbox.git("add", "z/example.com.zone");
    const { targetNames, listed, head, mergeBase, names } = run(sandbox);
    expect(targetNames).toEqual(["z/example.com.zone"]);
    expect(names(listed)).toEqual(["z/example.com.zone", "z/example.net.zone"]);
    expect(names(head.listed)).toEqual(["z/example.com.zone", "z/example.net.zone"]);
    expect(mergeBase).toBeUndefined();
  });

  it("touches the zones that include a changed file, at any depth, and one that is removed", () => {
    const sandbox = makeSandbox();
    sandbox.commit({
      "example.com.zone": zone("$INCLUDE include/a.inc\n"),
      "example.net.zone": zone('$include "include/gone.inc" sub\n'),
      "example.org.zone": zone(),
      "include/a.inc": "$INCLUDE b.inc\n",
      "include/b.inc": "$INCLUDE a.inc\nb 60 A 192.0.2.1\n",
      "include/gone.inc": "c 60 A 192.0.2.1\n",
      "include/no.zone": "d 60 A 192.0.2.1\n",
    });
    sandbox.write("include/b.inc", "b 60 A 192.0.2.2\n");
    sandbox.git("add", "include/b.inc");
    const zonesFolder = sandbox.folder;
    expect(run(sandbox, { zonesFolder }).targetNames).toEqual(["example.com.zone"]);
    sandbox.git("rm", "-q", "include/gone.inc");
    expect(run(sandbox, { zonesFolder }).targetNames).toEqual([
      "example.com.zone",
      "example.net.zone",
    ]);
    const paths = [join(sandbox.folder, "include/gone.inc")];
    expect(run(sandbox, { zonesFolder, paths }).targetNames).toEqual(["example.net.zone"]);
  });

  it("touches the zones whose steering file changes, comes or goes", () => {
    const sandbox = makeSandbox();
    const steering = "z/example.com.steering.yaml";
    sandbox.commit({ "z/example.com.zone": zone(), [steering]: "steer: []\n" });
    sandbox.write(steering, "steer: [] # more\n");
    sandbox.git("add", ".");
    const changed = run(sandbox);
    expect(changed.targetNames).toEqual(["z/example.com.zone"]);
    expect(changed.targets[0]?.steered).toBe(true);
    expect(changed.refused).toEqual([]);
    const paths = [join(sandbox.folder, steering)];
    expect(run(sandbox, { paths }).targetNames).toEqual(["z/example.com.zone"]);
    sandbox.git("rm", "-q", "-f", steering);
    const gone = run(sandbox);
    expect(gone.targetNames).toEqual(["z/example.com.zone"]);
    expect(gone.targets[0]?.steered).toBe(false);
  });

  it("tells of a steering file that is left without its zone", () => {
    const sandbox = makeSandbox();
    const steering = "example.com.steering.yaml";
    sandbox.commit({ "example.com.zone": zone(), [steering]: "steer: []\n" });
    sandbox.git("rm", "-q", "example.com.zone");
    const { refused, targetNames } = run(sandbox);
    expect(targetNames).toEqual([]);
    expect(refused).toMatchObject([
      { code: "steering-alone", file: join(sandbox.folder, steering) },
    ]);
  });

  it("knows what was removed, and compares nothing before the first commit", () => {
    const sandbox = makeSandbox();
    sandbox.write("example.com.zone", zone());
    sandbox.git("add", ".");
    const first = run(sandbox);
    expect(first.targetNames).toEqual(["example.com.zone"]);
    expect(first.head.listed).toEqual([]);
    sandbox.git("commit", "-q", "-m", "first");
    sandbox.git("rm", "-q", "example.com.zone");
    const second = run(sandbox);
    expect(second.targetNames).toEqual([]);
    expect(second.names(second.removed)).toEqual(["example.com.zone"]);
  });

  it("refuses a path that git does not have, and takes a link to nowhere for a broken zone", () => {
    const sandbox = makeSandbox();
    symlinkSync("/etc/hosts", join(sandbox.folder, "example.com.zone"));
    sandbox.git("add", ".");
    sandbox.write("example.net.zone", zone());
    expect(run(sandbox).targetNames).toEqual(["example.com.zone"]);
    const paths = [join(sandbox.folder, "example.net.zone")];
    expect(() => run(sandbox, { paths })).toThrow(/not in git/);
  });

  it("does not begin while a zone is in conflict, and says which", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "example.com.zone": zone(), note: "a" });
    sandbox.git("checkout", "-q", "-b", "side");
    sandbox.commit({ "example.com.zone": zone("a 60 A 192.0.2.1\n"), note: "b" });
    sandbox.git("checkout", "-q", "main");
    sandbox.commit({ "example.com.zone": zone("b 60 A 192.0.2.1\n"), note: "c" });
    expect(sandbox.tryGit("merge", "-q", "side").code).toBe(1);
    expect(() => run(sandbox)).toThrow("example.com.zone: settle the merge conflict, then git add");
    sandbox.git("checkout", "--ours", "example.com.zone");
    sandbox.git("add", "example.com.zone");
    // Of what is no zone git itself says so.
    expect(run(sandbox).targetNames).toEqual([]);
  });

  it("compares a merge with the point where its branches parted", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "example.com.zone": zone() });
    sandbox.git("checkout", "-q", "-b", "side");
    sandbox.commit({ "example.net.zone": zone() });
    sandbox.git("checkout", "-q", "main");
    sandbox.commit({ "example.org.zone": zone() });
    sandbox.git("merge", "-q", "--no-commit", "side");
    const { targetNames, mergeBase, names } = run(sandbox);
    expect(targetNames).toEqual(["example.net.zone"]);
    expect(names(mergeBase!.listed)).toEqual(["example.com.zone"]);
  });

  it("checks the range that pre-commit names, and of what it did not name only removals", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "example.com.zone": zone(), "example.net.zone": zone() });
    const base = sandbox.tip();
    sandbox.commit({ "example.com.zone": zone("a 60 A 192.0.2.1\n") });
    const tip = sandbox.tip();
    const repository = openRepository(sandbox.folder, sandbox.env, sandbox.folder)!;
    const env = { PRE_COMMIT: "1", PRE_COMMIT_FROM_REF: base, PRE_COMMIT_TO_REF: "HEAD" };
    const range = rangeOfHook(repository, env);
    expect(range).toEqual({ against: base, revision: "HEAD", choiceMade: true });
    rmSync(join(sandbox.folder, "example.com.zone"));
    const paths = [join(sandbox.folder, "example.com.zone")];
    expect(run(sandbox, { ...range, paths }).targetNames).toEqual(["example.com.zone"]);
    expect(run(sandbox, { ...range }).targetNames).toEqual([]);
    expect(run(sandbox, { revision: tip, against: base }).targetNames).toEqual([
      "example.com.zone",
    ]);
  });
});
