/**
 * The hooks as the pre-commit framework runs them: Debian's `pre-commit`, the packed tarball, and
 * this repository as one that others name in their configuration. Packages come from npm's registry.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { broken, exampleZone, fine } from "../example-zone.js";
import { type GitSandbox, makeSandbox } from "../git-sandbox.js";
import { programPath } from "./peers/launch.js";

const project = resolve(import.meta.dirname, "../..");
/** Two installations of the package, one of which builds it. */
const installMs = 300_000;

const localHook = (tarball: string) => `repos:
  - repo: local
    hooks:
      - id: fivenines-check
        name: check DNS zones
        entry: fivenines check --staged
        language: node
        language_version: system
        additional_dependencies: ["${tarball}"]
        files: \\.(zone|inc|steering\\.yaml)$
        exclude: ^tests/
        always_run: true
        require_serial: true
`;

const repositoryHooks = (url: string) => `repos:
  - repo: ${url}
    rev: v0
    hooks:
      - id: fivenines-check
        language_version: system
      - id: fivenines-fmt
        language_version: system
`;

const absent = programPath("pre-commit") === undefined;

describe.skipIf(absent)("pre-commit (skipped where it is not installed)", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fivenines-pre-commit-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function preCommit(sandbox: GitSandbox, ...words: string[]) {
    const home = { PRE_COMMIT_HOME: join(folder, "home"), PRE_COMMIT_COLOR: "never" };
    const env = { ...sandbox.env, ...home };
    const run = spawnSync("pre-commit", words, { cwd: sandbox.folder, env, encoding: "utf8" });
    return { code: run.status, output: `${run.stdout}${run.stderr}` };
  }

  describe("with the packed tarball", () => {
    let tarball = "";
    beforeAll(() => {
      // Built already: a second build would take the program away from under other tests.
      const words = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
      const name = execFileSync("npm", words, { cwd: project, encoding: "utf8" }).trim();
      tarball = join(folder, name);
    }, installMs);

    test(
      "refuses what is staged and broken, whatever is in the work tree",
      () => {
        const sandbox = makeSandbox();
        sandbox.write(".pre-commit-config.yaml", localHook(tarball));
        sandbox.write("example.com.zone", exampleZone(1, broken));
        sandbox.write("tests/example.com.zone", exampleZone(1, broken));
        sandbox.git("add", ".");
        sandbox.write("example.com.zone", exampleZone(1, fine));
        const refused = preCommit(sandbox, "run");
        expect(refused.output).toContain("example.com.zone:7:7: error");
        expect(refused.output).not.toContain("tests/");
        expect(refused.code).toBe(1);
        sandbox.git("add", ".");
        expect(preCommit(sandbox, "run")).toMatchObject({ code: 0 });
      },
      installMs,
    );

    test(
      "checks all files, a range of commits, and what depends on an included file",
      () => {
        const sandbox = makeSandbox();
        sandbox.commit({
          ".pre-commit-config.yaml": localHook(tarball),
          "example.com.zone": exampleZone(1, fine, "$INCLUDE shared.inc"),
          "shared.inc": "a               A       192.0.2.1\n",
        });
        expect(preCommit(sandbox, "run", "--all-files")).toMatchObject({ code: 0 });
        sandbox.write("shared.inc", "a               A       192.0.2.2\n");
        sandbox.git("add", ".");
        expect(preCommit(sandbox, "run").output).toContain("serial-not-increased");
        sandbox.git("commit", "-q", "-m", "second");
        expect(preCommit(sandbox, "run", "--all-files")).toMatchObject({ code: 0 });
        const range = ["--from-ref", "HEAD~1", "--to-ref", "HEAD"];
        expect(preCommit(sandbox, "run", ...range).output).toContain("serial-not-increased");
      },
      installMs,
    );
  });

  test(
    "finds both hooks in this repository, and installs what they need",
    () => {
      const clone = join(folder, "clone");
      execFileSync("git", ["clone", "-q", "--depth=1", `file://${project}`, clone]);
      execFileSync("git", ["-C", clone, "tag", "v0"]);
      const sandbox = makeSandbox();
      sandbox.write(".pre-commit-config.yaml", repositoryHooks(`file://${clone}`));
      sandbox.write("example.com.zone", exampleZone(1, fine));
      sandbox.git("add", ".");
      const first = preCommit(sandbox, "run");
      expect(first.output).toMatch(/check DNS zones\.+Passed/);
      expect(first.output).toMatch(/lay out DNS zones\.+Failed/);
      sandbox.git("add", ".");
      expect(preCommit(sandbox, "run")).toMatchObject({ code: 0 });
      rmSync(clone, { recursive: true });
    },
    installMs,
  );
});

test.skipIf(!process.env.CI)("pre-commit is installed where everything must be tested", () => {
  expect(absent).toBe(false);
});
