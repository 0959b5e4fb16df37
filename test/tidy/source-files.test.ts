import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, readProjectFile } from "./project-files.js";

const sources = projectFiles("src", /\.ts$/);
const ownCode = projectFiles("", /^(src|validators|test|bench|scripts|\.ci)\/.*\.(ts|mjs)$/);
const ownText = projectFiles(
  "",
  /\.(ts|mjs|md|json|ya?ml|zone|inc|service|conf)$|^(Dockerfile|\.ci\/run)$/,
);
const thisFile = "test/tidy/source-files.test.ts";

/** Every line of `paths` that matches, as `path:line: text`. */
function linesMatching(paths: readonly string[], pattern: RegExp): string[] {
  return paths
    .filter((path) => path !== thisFile)
    .flatMap((path) =>
      readProjectFile(path)
        .split("\n")
        .map((text, index) => ({ text, place: `${path}:${index + 1}` }))
        .filter(({ text }) => pattern.test(text))
        .map(({ text, place }) => `${place}: ${text.trim().slice(0, 100)}`),
    );
}

describe("source files", () => {
  it("are short: median below 170 lines, nine in ten below 300, none above 600", () => {
    const sizes = sources
      .map((path) => ({ path, lines: readProjectFile(path).split("\n").length - 1 }))
      .sort((a, b) => a.lines - b.lines);
    const at = (share: number) => sizes[Math.floor((sizes.length - 1) * share)]!.lines;
    const largest = sizes.slice(-3).map(({ path, lines }) => `${path} ${lines}`);
    console.log(`${sizes.length} source files: median ${at(0.5)} lines, 90 % ${at(0.9)}`);
    console.log(`largest: ${largest.join(", ")}`);
    expect(at(0.5)).toBeLessThanOrEqual(170);
    expect(at(0.9)).toBeLessThan(300);
    expect(sizes.filter(({ lines }) => lines > 600)).toEqual([]);
  });

  it("are named after one thing, in kebab-case", () => {
    const vague = /^(utils?|helpers?|common|managers?|misc|shared)$/;
    const badly = ownCode.filter((path) => {
      const stem = basename(path).replace(/(\.test|\.config)?\.(ts|mjs)$/, "");
      const folders = path.split("/").slice(0, -1);
      // Statements of RFCs are filed by section.
      const words = path.startsWith("test/rfc/") ? stem.replaceAll(".", "-") : stem;
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(words)) return true;
      return [...stem.split("-"), ...folders].some((word) => vague.test(word));
    });
    expect(badly).toEqual([]);
  });

  it("start with a comment that says what they are", () => {
    const bare = sources.filter((path) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(readProjectFile(path)));
    // A file whose first export carries its own description needs no second one.
    const untold = bare.filter((path) => {
      const withoutImports = readProjectFile(path)
        .replace(/^import[\s\S]*?;\n/gm, "")
        .trimStart();
      return !/^(\/\*\*|\/\/)/.test(withoutImports);
    });
    expect(untold).toEqual([]);
  });

  it("leave nothing for later", () => {
    expect(linesMatching(ownCode, /\b(TODO|FIXME|XXX|HACK|WIP)\b/)).toEqual([]);
  });

  it("switch off a rule only with the reason beside it", () => {
    expect(linesMatching(ownCode, /@ts-ignore|@ts-nocheck/)).toEqual([]);
    // Both take their reason on the same line: `biome-ignore lint/x: why`, `@ts-expect-error why`.
    expect(linesMatching(ownCode, /biome-ignore(?!.*: \S)|@ts-expect-error(?! \S)/)).toEqual([]);
  });

  it("know no `any` and no enum", () => {
    expect(linesMatching(sources, /(: any\b|\bas any\b|<any>|^(export )?(const )?enum )/)).toEqual(
      [],
    );
  });

  it("print through the log or the command line only", () => {
    const quiet = sources.filter((path) => !/^src\/(cli|main)/.test(path));
    expect(linesMatching(quiet, /\bconsole\.(log|error|warn|info)\(/)).toEqual([]);
  });

  it("take time and chance as arguments", () => {
    const pure = sources.filter((path) => /^src\/(base|dns|zone|image|answer)\//.test(path));
    const impure = /\bDate\.now\(|new Date\(\)|\bperformance\.now\(|Math\.random\(|randomBytes\(/;
    expect(linesMatching(pure, impure)).toEqual([]);
  });

  it("name no path of somebody's machine", () => {
    // Home folders, and folders right below the root that no system has.
    const machine = /(^|[\s"'`(=:])\/(work|home|root|Users|tmp\/scratch)\//;
    expect(linesMatching(ownText, machine)).toEqual([]);
  });
});
