import { describe, expect, it } from "vitest";
import { projectFiles, readProjectFile } from "./project-files.js";

/** No container engine is needed here: what can be known of the Dockerfile without one is checked. */
interface Instruction {
  readonly word: string;
  readonly rest: string;
  readonly stage: string;
}
const instructions = parse(readProjectFile("Dockerfile"));
const manifest: {
  scripts: Record<string, string>;
  bin: Record<string, string>;
  engines: { node: string };
} = JSON.parse(readProjectFile("package.json"));

function parse(text: string): Instruction[] {
  const lines = text
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n");
  let stage = "";
  return lines.flatMap((line) => {
    const match = /^([A-Z]+)\s+(.*)$/.exec(line.trim());
    if (match === null) return [];
    const [, word = "", rest = ""] = match;
    if (word === "FROM") stage = /\bAS\s+(\S+)/i.exec(rest)?.[1] ?? "final";
    return [{ word, rest, stage }];
  });
}

const all = (word: string, stage?: string) =>
  instructions.filter((one) => one.word === word && (stage === undefined || one.stage === stage));

describe("Dockerfile", () => {
  it("copies what exists and what the build context holds", () => {
    const files = projectFiles();
    const context = readProjectFile(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    for (const { rest } of all("COPY").filter((one) => !one.rest.startsWith("--from"))) {
      for (const source of rest.split(/\s+/).slice(0, -1)) {
        expect(files.some((path) => path === source || path.startsWith(`${source}/`))).toBe(true);
        expect(context).toContain(source);
      }
    }
  });

  it("copies from the build stage only what that stage makes", () => {
    const made = ["/app/package.json", "/app/node_modules", "/app/dist/program"];
    for (const { rest } of all("COPY").filter((one) => one.rest.startsWith("--from"))) {
      expect(rest.startsWith("--from=build ")).toBe(true);
      expect(made).toContain(rest.split(/\s+/)[1]);
    }
  });

  it("runs scripts that package.json has", () => {
    const runs = all("RUN").flatMap(({ rest }) => [...rest.matchAll(/npm run (\S+)/g)]);
    expect(runs.length).toBeGreaterThan(0);
    for (const [, script] of runs) expect(Object.keys(manifest.scripts)).toContain(script);
  });

  it("starts from a long-term release that the program allows", () => {
    const image = /^NODE_IMAGE=node:(\d+)-\w+-slim$/.exec(all("ARG")[0]?.rest ?? "");
    const major = Number(image?.[1]);
    expect(major % 2).toBe(0);
    expect(major).toBeGreaterThanOrEqual(Number.parseInt(manifest.engines.node.slice(2), 10));
    for (const { rest } of all("FROM")) expect(/^\$\{NODE_IMAGE\}/.test(rest)).toBe(true);
  });

  it("runs the compiled program as somebody who is not root", () => {
    expect(all("USER", "final")[0]?.rest).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const program = manifest.bin.fivenines;
    expect(all("RUN", "final").some(({ rest }) => rest.includes(`/app/${program}`))).toBe(true);
    expect(all("ENTRYPOINT")[0]?.rest).toBe('["fivenines"]');
    expect(all("HEALTHCHECK")[0]?.rest).toContain('"fivenines", "healthcheck"');
    expect(all("RUN").some(({ rest }) => rest.includes("cap_net_bind_service"))).toBe(true);
  });

  it("serves from the volumes that it declares", () => {
    const command: string[] = JSON.parse(all("CMD").at(-1)?.rest ?? "[]");
    const volumes: string[] = JSON.parse(all("VOLUME")[0]?.rest ?? "[]");
    expect(command[0]).toBe("serve");
    expect(volumes).toContain(command[command.indexOf("--zones") + 1]);
    expect(volumes).toContain(command[command.indexOf("--state") + 1]);
  });
});
