import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FaultKind } from "../../src/provider/contract/fault.js";
import { changeGates, partGates } from "../../src/provider/plan/refusals/gates.js";
import { zoneFaults } from "../../src/zone/faults.js";
import { ruleOf } from "../../validators/registry.js";
import {
  codeSpans,
  projectFiles,
  projectRoot,
  readProjectFile,
  tableBelow,
} from "./project-files.js";

const documents = projectFiles("", /\.md$/);
const manifest: { version: string; scripts: Record<string, string> } = JSON.parse(
  readProjectFile("package.json"),
);

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[`*]/g, "")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

function anchorsIn(path: string): string[] {
  const text = readProjectFile(path).replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/^#+\s+(.*)$/gm)].map((match) => anchorOf(match[1]!));
}

describe("documents", () => {
  it("link only to files and headings that exist", () => {
    const broken: string[] = [];
    for (const path of documents) {
      const text = readProjectFile(path).replace(/^```[\s\S]*?^```/gm, "");
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const [file = "", anchor] = target.split("#");
        const full = file === "" ? path : join(dirname(path), file);
        if (!existsSync(join(projectRoot, full))) broken.push(`${path} → ${target}`);
        else if (anchor && statSync(join(projectRoot, full)).isFile()) {
          if (!anchorsIn(full).includes(anchor)) broken.push(`${path} → ${target}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  it("are all reached from docs/README.md or the README", () => {
    const index = ["README.md", "docs/README.md", "docs/adr/README.md", "docs/validators/README.md"]
      .filter((path) => existsSync(join(projectRoot, path)))
      .map((path) => ({ path, text: readProjectFile(path) }));
    const linked = new Set(
      index.flatMap(({ path, text }) =>
        [...text.matchAll(/\]\(([^)#\s]+)/g)].map((match) => join(dirname(path), match[1]!)),
      ),
    );
    const unreachable = documents
      .filter((path) => path.startsWith("docs/") && path !== "docs/README.md")
      .filter((path) => !linked.has(path));
    expect(unreachable).toEqual([]);
  });

  it("name npm scripts that exist", () => {
    const unknown = documents.flatMap((path) =>
      [...readProjectFile(path).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)]
        .map((match) => match[1]!)
        .filter((script) => manifest.scripts[script] === undefined)
        .map((script) => `${path}: npm run ${script}`),
    );
    expect(unknown).toEqual([]);
  });

  it("have this version's changes in the changelog", () => {
    const escaped = manifest.version.replaceAll(".", "\\.");
    expect(readProjectFile("CHANGELOG.md")).toMatch(new RegExp(`^## \\[${escaped}\\]`, "m"));
  });

  it("describe every folder of src in ARCHITECTURE.md", () => {
    const architecture = readProjectFile("ARCHITECTURE.md");
    const folders = new Set(projectFiles("src", /\/.*\//).map((path) => path.split("/")[1]!));
    const missing = [...folders].filter((name) => !architecture.includes(`\`src/${name}/\``));
    expect(missing).toEqual([]);
  });

  it("keep ARCHITECTURE.md within three pages", () => {
    // Lines of tables and pictures are no words.
    const words = readProjectFile("ARCHITECTURE.md")
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    expect(words.length).toBeLessThan(1800);
  });

  it("use addresses and names that are set aside for documentation", () => {
    // Pages of rules show zones with all sorts of addresses, each with what is wrong with it.
    const own = projectFiles(
      "",
      /^(zones|examples|docs(?!\/validators))\/(?!.*ip6\.arpa)|^[A-Z]+\.md$/,
    );
    const allowed =
      /^(192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|127\.|0\.0\.0\.0$|10\.|172\.16\.|192\.168\.|255\.)/;
    const strays = own.flatMap((path) =>
      [...readProjectFile(path).matchAll(/(?<![\d.§])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g)]
        .map((match) => match[0])
        .filter((address) => address.split(".").every((octet) => Number(octet) < 256))
        .filter((address) => !allowed.test(address))
        .map((address) => `${path}: ${address}`),
    );
    expect(strays).toEqual([]);
  });
});

/** Of ProviderFault: it decides what is done, and is never printed. */
const faultKinds: ReadonlySet<string> = new Set<FaultKind>(["not-found"]);

describe("diagnostic codes", () => {
  const page = readProjectFile("docs/diagnostics.md");
  const documented = new Map(
    [...page.matchAll(/^## .*$/gm)]
      .flatMap(([heading]) => tableBelow(page, heading))
      .map(([code = "", severity = ""]) => [codeSpans(code)[0] ?? code, severity]),
  );
  const sources = projectFiles("src", /\.ts$/).map((path) => readProjectFile(path));

  /** A code is given as a property, or as the first argument of whatever makes the diagnostic. */
  function codesUsed(): Set<string> {
    const found = new Set<string>(Object.keys(zoneFaults));
    const makers = "fault|faultAt|add|warn|TextFault|finding|refuse|report|diagnose|place";
    const patterns = [
      /\bcode: "([a-z0-9]+(?:-[a-z0-9]+)+)"/g,
      new RegExp(`\\b(?:${makers})\\(\\s*"([a-z0-9]+(?:-[a-z0-9]+)+)",`, "g"),
      // Losses at providers.
      /\btold\(\s*"([a-z0-9]+(?:-[a-z0-9]+)+)",/g,
      /"(?:info|degraded|refused)",\s*"([a-z0-9]+(?:-[a-z0-9]+)+)",/g,
    ];
    for (const text of sources) {
      for (const pattern of patterns)
        for (const match of text.matchAll(pattern)) found.add(match[1]!);
    }
    return found;
  }

  it("are documented, every one that the program can print", () => {
    const used = codesUsed();
    expect(used.size).toBeGreaterThan(30);
    // Rules have pages of their own, which test/tidy/rule-pages.test.ts holds; so have refusals of
    // provider sync, whose page is made from this table.
    const refusals = new Set([...partGates, ...changeGates].map(({ code }) => code));
    const unknown = [...used].filter(
      (code) =>
        !documented.has(code) &&
        ruleOf(code) === undefined &&
        !refusals.has(code) &&
        !faultKinds.has(code),
    );
    expect(unknown.sort()).toEqual([]);
  });

  it("are printed by the program, every one that is documented", () => {
    const text = sources.join("\n");
    const dead = [...documented.keys()].filter((code) => !text.includes(`"${code}"`));
    expect(dead.sort()).toEqual([]);
  });

  it("have the severity that the page says", () => {
    for (const [code, { severity }] of Object.entries(zoneFaults)) {
      expect(`${code}: ${documented.get(code)}`).toBe(`${code}: ${severity}`);
    }
  });
});
