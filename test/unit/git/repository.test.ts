import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { GitFault } from "../../../src/git/git-command.js";
import { openRepository, type Repository } from "../../../src/git/repository.js";
import { ZoneFileError, type ZoneFiles } from "../../../src/zone/zone-files.js";
import { type GitSandbox, makeSandbox, temporaryFolder } from "../../git-sandbox.js";

function open(sandbox: GitSandbox, folder = sandbox.folder, more: NodeJS.ProcessEnv = {}) {
  const repository = openRepository(folder, { ...sandbox.env, ...more }, sandbox.folder);
  if (repository === undefined) throw new Error(`no repository at ${folder}`);
  return repository;
}

function textOf(files: ZoneFiles, path: string): string | null {
  try {
    const file = files.open(path);
    const bytes = new Uint8Array(file.fingerprint.sizeBytes + 1);
    let length = 0;
    for (let count = -1; count !== 0; length += count) count = file.read(bytes, length);
    file.close();
    return Buffer.from(bytes.subarray(0, length)).toString();
  } catch (error) {
    if (error instanceof ZoneFileError) return null;
    throw error;
  }
}

const below = (repository: Repository, paths: readonly string[]) =>
  paths.map((path) => relative(repository.root, path));

describe("the staged version", () => {
  it("is what a commit would hold, whatever the work tree says", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "same.zone": "1", "both.zone": "1", "gone.zone": "1", "a/deep.zone": "1" });
    sandbox.write("both.zone", "2");
    sandbox.git("add", "both.zone");
    sandbox.write("both.zone", "3");
    rmSync(join(sandbox.folder, "gone.zone"));
    sandbox.write("untracked.zone", "1");
    sandbox.write("named.zone", "1");
    sandbox.git("add", "-N", "named.zone");
    const repository = open(sandbox);
    const files = repository.stagedFiles();
    const at = (path: string) => textOf(files, join(sandbox.folder, path));
    expect(below(repository, files.paths())).toEqual([
      "a/deep.zone",
      "both.zone",
      "gone.zone",
      "same.zone",
    ]);
    expect(at("both.zone")).toBe("2");
    expect(at("gone.zone")).toBe("1");
    expect(at("same.zone")).toBe("1");
    expect(at("untracked.zone")).toBeNull();
    expect(at("named.zone")).toBeNull();
    expect(at("a")).toBeNull();
    expect(below(repository, files.paths(join(sandbox.folder, "a")))).toEqual(["a/deep.zone"]);
    expect(files.realPath(join(sandbox.folder, "a"))).toBe(join(sandbox.folder, "a"));
    expect(files.realPath(join(sandbox.folder, "b"))).toBeUndefined();
    expect(files.realPath(sandbox.folder)).toBe(sandbox.folder);
  });

  it("does not take a touched file for a changed one, nor one it was told not to look at for true", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "touched.zone": "1", "assumed.zone": "1" });
    utimesSync(join(sandbox.folder, "touched.zone"), 1, 1);
    sandbox.git("update-index", "--assume-unchanged", "assumed.zone");
    sandbox.write("assumed.zone", "2");
    const files = open(sandbox).stagedFiles();
    expect(textOf(files, join(sandbox.folder, "touched.zone"))).toBe("1");
    expect(textOf(files, join(sandbox.folder, "assumed.zone"))).toBe("1");
  });

  it("takes names with blanks, quotes, line ends and octets that are no UTF-8", () => {
    const sandbox = makeSandbox();
    const names = ["a b.zone", 'q".zone', "line\nend.zone", "tab\t.zone", "-x.zone", ":(top).zone"];
    sandbox.commit(Object.fromEntries(names.map((name) => [name, name])));
    const odd = Buffer.concat([Buffer.from(`${sandbox.folder}/`), Buffer.of(0xff, 0xfe)]);
    writeFileSync(odd, "odd");
    sandbox.git("add", "-A");
    sandbox.write("line\nend.zone", "changed");
    const repository = open(sandbox);
    const files = repository.stagedFiles();
    expect(new Set(below(repository, files.paths()))).toEqual(new Set([...names, "\ufffd\ufffd"]));
    expect(textOf(files, join(sandbox.folder, "\ufffd\ufffd"))).toBe("odd");
    files.prefetch(files.paths());
    for (const name of names) expect(textOf(files, join(sandbox.folder, name))).toBe(name);
  });

  it("follows symbolic links in the version, and none out of it or in circles", () => {
    const sandbox = makeSandbox();
    const outside = join(temporaryFolder(), "outside.zone");
    sandbox.commit({ "real/a.zone": "a" });
    mkdirSync(join(sandbox.folder, "l"));
    symlinkSync("../real/a.zone", join(sandbox.folder, "l/in.zone"));
    symlinkSync("real", join(sandbox.folder, "folder"));
    symlinkSync(outside, join(sandbox.folder, "l/out.zone"));
    symlinkSync("../../../../etc/passwd", join(sandbox.folder, "l/up.zone"));
    symlinkSync("circle.zone", join(sandbox.folder, "l/circle.zone"));
    sandbox.git("add", ".");
    const files = open(sandbox).stagedFiles();
    const at = (path: string) => textOf(files, join(sandbox.folder, path));
    expect(at("l/in.zone")).toBe("a");
    expect(at("folder/a.zone")).toBe("a");
    expect(files.realPath(join(sandbox.folder, "folder/a.zone"))).toBe(
      join(sandbox.folder, "real/a.zone"),
    );
    for (const path of ["l/out.zone", "l/up.zone", "l/circle.zone"]) expect(at(path)).toBeNull();
    const links = ["l/circle.zone", "l/in.zone", "l/out.zone", "l/up.zone"];
    expect(files.paths(join(sandbox.folder, "l"))).toEqual(
      links.map((path) => join(sandbox.folder, path)),
    );
  });

  it("is the index that git names to its hook", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "a.zone": "1" });
    sandbox.git("read-tree", "--index-output=other", "HEAD");
    sandbox.write("a.zone", "2");
    sandbox.git("add", "a.zone");
    const path = join(sandbox.folder, "a.zone");
    expect(textOf(open(sandbox).stagedFiles(), path)).toBe("2");
    const inHook = open(sandbox, sandbox.folder, { GIT_INDEX_FILE: "other" });
    expect(textOf(inHook.stagedFiles(), path)).toBe("1");
  });
});

describe("changes", () => {
  it("are told against HEAD, with deletions and renames", () => {
    const sandbox = makeSandbox();
    const long = "a line\n".repeat(20);
    sandbox.commit({ "old.zone": long, "gone.zone": "1", "same.zone": "1", "new/x": "1" });
    sandbox.git("mv", "old.zone", "new/renamed.zone");
    sandbox.git("rm", "-q", "gone.zone");
    sandbox.write("added.zone", "2");
    sandbox.git("add", "added.zone");
    const at = (path: string) => join(sandbox.folder, path);
    expect(open(sandbox).changedPaths("HEAD")).toEqual([
      { kind: "added", path: at("added.zone") },
      { kind: "deleted", path: at("gone.zone") },
      { kind: "renamed", path: at("new/renamed.zone"), from: at("old.zone") },
    ]);
  });

  it("before the first commit are everything that is staged", () => {
    const sandbox = makeSandbox();
    sandbox.write("a.zone", "1");
    sandbox.git("add", "a.zone");
    const repository = open(sandbox);
    expect(repository.head()).toBeUndefined();
    expect(repository.changedPaths(repository.head())).toEqual([
      { kind: "added", path: join(sandbox.folder, "a.zone") },
    ]);
    expect(repository.revisionFiles(repository.head()).paths()).toEqual([]);
  });
});

describe("revisions", () => {
  it("are read by any name that git knows, and refused by any other", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "a.zone": "1" });
    const first = sandbox.tip();
    sandbox.git("tag", "-m", "one", "v1");
    sandbox.commit({ "a.zone": "2" });
    const repository = open(sandbox);
    for (const name of [first, "v1", "HEAD~1", "main^"]) {
      expect(textOf(repository.revisionFiles(name), join(sandbox.folder, "a.zone"))).toBe("1");
    }
    for (const name of ["nothing", "--output=x", "", "HEAD:a.zone"]) {
      expect(() => repository.revisionFiles(name)).toThrow(GitFault);
    }
  });

  it("have a merge base, unless the clone is too shallow to know it", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "a.zone": "1" });
    const base = sandbox.tip();
    sandbox.git("checkout", "-q", "-b", "side");
    sandbox.commit({ "a.zone": "2" });
    sandbox.git("checkout", "-q", "main");
    sandbox.commit({ "b.zone": "2" });
    expect(open(sandbox).mergeBase("side")).toBe(base);
    const clone = join(temporaryFolder(), "clone");
    sandbox.git(
      "clone",
      "-q",
      "--depth=1",
      "--no-single-branch",
      `file://${sandbox.folder}`,
      clone,
    );
    const shallow = open(sandbox, clone);
    expect(shallow.mergeBase("origin/side")).toBeUndefined();
    expect(() => shallow.revisionFiles("HEAD~1")).toThrow(/shallow/);
    expect(shallow.revisionFiles("HEAD").paths()).toEqual([
      join(clone, "a.zone"),
      join(clone, "b.zone"),
    ]);
  });
});

describe("a folder's repository", () => {
  it("is none outside of any", () => {
    const sandbox = makeSandbox();
    expect(openRepository(temporaryFolder(), sandbox.env)).toBeUndefined();
  });

  it("is that of a linked work tree, a submodule, a folder that is not there yet", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "a.zone": "1" });
    const tree = join(temporaryFolder(), "tree");
    sandbox.git("worktree", "add", "-q", tree);
    expect(open(sandbox, tree).root).toBe(tree);
    sandbox.git("submodule", "-q", "add", sandbox.folder, "sub");
    expect(open(sandbox, join(sandbox.folder, "sub")).root).toBe(join(sandbox.folder, "sub"));
    const outer = open(sandbox);
    expect(below(outer, outer.stagedFiles().paths())).toEqual([".gitmodules", "a.zone"]);
    expect(open(sandbox, join(sandbox.folder, "not/yet")).root).toBe(sandbox.folder);
    const hookOfOther = { GIT_DIR: join(sandbox.folder, ".git"), GIT_INDEX_FILE: ".git/index" };
    expect(open(sandbox, tree, hookOfOther).root).toBe(tree);
  });

  it("may be reached by a symbolic link", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "zones/a.zone": "1" });
    const link = join(temporaryFolder(), "link");
    symlinkSync(sandbox.folder, link);
    const files = open(sandbox, link).stagedFiles();
    expect(textOf(files, join(link, "zones/a.zone"))).toBe("1");
    expect(files.realPath(join(link, "zones"))).toBe(join(sandbox.folder, "zones"));
  });

  it("may be bare", () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "zones/a.zone": "1" });
    const first = sandbox.tip();
    sandbox.commit({ "zones/a.zone": "2" });
    const second = sandbox.tip();
    const bare = join(temporaryFolder(), "bare.git");
    sandbox.git("clone", "-q", "--bare", sandbox.folder, bare);
    const repository = open(sandbox, bare);
    expect(repository.bare).toBe(true);
    expect(repository.root).toBe(bare);
    const [path = ""] = repository.revisionFiles(second).paths();
    expect(path).toBe(join(bare, "zones/a.zone"));
    expect(textOf(repository.revisionFiles(second), path)).toBe("2");
    expect(repository.changedPaths(first, second)).toEqual([{ kind: "changed", path }]);
  });

  it("is of no use while git does not trust its owner, and what to do is said", () => {
    const sandbox = makeSandbox();
    const asStranger = () =>
      open(sandbox, sandbox.folder, { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" });
    expect(asStranger).toThrow(/dubious ownership .*safe\.directory/);
  });
});
