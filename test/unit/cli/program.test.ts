import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProgram } from "../../../src/cli/program.js";
import { referencePages } from "../../../src/cli/reference.js";
import { version } from "../../../src/cli/version.js";
import { quietSurroundings, runCommand } from "./surroundings.js";

describe("the command line", () => {
  it("prints help when there is nothing to do, on request, and for each command", async () => {
    expect(await runCommand([])).toMatchObject({ code: 0, stderr: "" });
    expect((await runCommand(["--help"])).stdout).toContain("Exit codes: 0 success");
    for (const command of ["serve", "reload", "status", "healthcheck", "config", "completion"]) {
      const { code, stdout } = await runCommand([command, "--help"]);
      expect(code).toBe(0);
      expect(stdout, command).toMatch(/Examples?:\n/);
    }
  });

  it.each([
    [["serve", "--listen", "localhost:53"], "write 127.0.0.1:53"],
    [["serve", "--listen", "127.0.0.1"], "add a port"],
    [["serve", "--admin", "x"], "write 127.0.0.1:5300"],
    [["serve", "--workers", "0"], "from 1 to 256"],
    [["serve", "--workers", "1.5"], "from 1 to 256"],
    [["serve", "--udp", "fast"], "auto, batch, portable"],
    [["serve", "--zone", "x"], "--zones"],
    [["serve", "extra"], "too many arguments"],
    [["sreve"], "serve"],
    [["completion", "powershell"], "bash, zsh, fish"],
  ])("takes %j for a wrong command line", async (words, hint) => {
    const { code, stdout, stderr } = await runCommand(words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^fivenines: /);
    expect(stderr).toContain(hint);
  });

  it("has the version of package.json", async () => {
    const packageJson = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(version).toBe(packageJson.version);
    expect((await runCommand(["--version"])).stdout).toBe(`${version}\n`);
    expect((await runCommand(["version"])).stdout).toContain(`fivenines ${version} (Node `);
  });

  it("says who to ask when no server answers", async () => {
    // Port 1 of loopback: nothing listens there, and nobody but root could.
    const { code, stderr } = await runCommand(["status", "--admin", "127.0.0.1:1"]);
    expect(code).toBe(1);
    expect(stderr).toContain("no server answers here");
  });
});

describe("config", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fivenines-cli-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("check tells every fault, and exits with 1", async () => {
    writeFileSync(path.join(folder, "bad.yaml"), "zone: x\nworkers: many\n");
    const { code, stderr } = await runCommand(["config", "check", "bad.yaml"], {
      workingFolder: folder,
    });
    expect(code).toBe(1);
    expect(stderr.split("\n")).toHaveLength(3);
    expect(stderr).toContain("bad.yaml:1:1: error: zone: unknown key (did you mean zones?)");
  });

  it("print fills in variables and hides secrets", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: variables are written so in the file.
    const text = "zones: ${DIR}\nadmin: { token: 0123456789abcdef }\n";
    writeFileSync(path.join(folder, "fivenines.yaml"), text);
    const { code, stdout } = await runCommand(["config", "print"], {
      workingFolder: folder,
      env: { DIR: "/srv" },
    });
    expect(code).toBe(0);
    expect(stdout).toBe("zones: /srv\nadmin:\n  token: (hidden)\n");
  });

  it("schema prints JSON", async () => {
    const { stdout } = await runCommand(["config", "schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ type: "object", additionalProperties: false });
  });

  it("misses a file that is named", async () => {
    const { code, stderr } = await runCommand(["config", "check", "none.yaml"]);
    expect(code).toBe(1);
    expect(stderr).toContain("cannot read the configuration none.yaml");
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])(
    "prints a script for %s that knows every command",
    async (shell) => {
      const { code, stdout } = await runCommand(["completion", shell]);
      expect(code).toBe(0);
      for (const word of ["serve", "reload", "status", "config", "zones", "listen"]) {
        expect(stdout).toContain(word);
      }
    },
  );

  it("completes in bash", async () => {
    const { stdout } = await runCommand(["completion", "bash"]);
    const ask = (words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const script = `${stdout}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _fivenines; echo "\${COMPREPLY[@]}"`;
      return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim();
    };
    expect(ask(["fivenines", "se"])).toBe("serve");
    expect(ask(["fivenines", "serve", "--zo"])).toBe("--zones");
    expect(ask(["fivenines", "config", "ch"])).toBe("check");
    expect(ask(["fivenines", "check", "--format", "sa"])).toBe("sarif");
    expect(ask(["fivenines", "check", "--staged", "--rule", "cname-lo"])).toBe("cname-loop");
    expect(ask(["fivenines", "check", "zones", "--format", "sa"])).toBe("sarif");
    expect(ask(["fivenines", "steer", "push", "hea"])).toBe("health");
    expect(ask(["fivenines", "steer", "explain", "www.example.com", "--fr"])).toBe("--from");
    expect(ask(["fivenines", "steer", "explain", "www.example.com", "--format", "j"])).toBe("json");
  });
});

it("has reference pages that say what the program does now", async () => {
  const program = makeProgram(quietSurroundings, () => {});
  for (const [file, text] of await referencePages(program)) {
    const page = readFileSync(path.join("docs/reference", file), "utf8");
    expect(page, `${file} is stale: npx fivenines reference docs/reference`).toBe(text);
  }
});
