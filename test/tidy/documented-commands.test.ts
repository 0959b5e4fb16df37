import { describe, expect, it } from "vitest";
import { makeProgram } from "../../src/cli/program.js";
import type { Surroundings } from "../../src/cli/surroundings.js";
import { projectFiles, readProjectFile } from "./project-files.js";

/** Nothing of it is touched until a command runs, and none does here. */
const around = {} as Surroundings;
const program = makeProgram(around, () => {});

/** Where a command line is likely to be copied from. */
const places = projectFiles("", /\.(md|service|zone)$/).filter(
  (path) => !path.startsWith("test/") && path !== "CHANGELOG.md",
);

/** Command lines in Markdown code, and those that units and zones are told to be run with. */
function commandLines(text: string): string[] {
  const joined = text.replace(/\\\n\s*/g, " ");
  const blocks = [...joined.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
  const fromBlocks = blocks
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/^(\$ )?(npx )?/, ""))
    .filter((line) => line.startsWith("fivenines "));
  const marked = /(?:`(?:… |npx )?|ExecStart=\S+ |Try it: )(fivenines [^`\n]+)/g;
  return [...fromBlocks, ...[...joined.matchAll(marked)].map((match) => match[1]!)];
}

/** What is wrong with a command line, or undefined. */
function faultOf(line: string): string | undefined {
  const words = line
    .replace(/\s+(#|&&|\||;).*$/, "")
    .split(/\s+/)
    .slice(1);
  if (words[0]?.startsWith("-")) return undefined;
  const command = program.commands.find((one) => one.name() === words[0]);
  if (command === undefined) return `no command "${words[0]}"`;
  const options = new Set(command.options.map((one) => one.long));
  let inner = command;
  for (const word of words.slice(1)) {
    const nested = inner.commands.find((one) => one.name() === word);
    if (nested === undefined) break;
    for (const { long } of nested.options) options.add(long);
    inner = nested;
  }
  const unknown = words
    .filter((word) => word.startsWith("--"))
    .map((word) => word.split("=")[0]!.replace(/[^a-z-]/g, ""))
    .find((flag) => flag !== "--help" && !options.has(flag));
  return unknown && `${words[0]} has no flag ${unknown}`;
}

describe("documented commands", () => {
  it("are commands and flags that the program has", () => {
    const lines = places.flatMap((path) =>
      commandLines(readProjectFile(path)).map((line) => ({ path, line })),
    );
    expect(lines.length).toBeGreaterThan(8);
    const faults = lines
      .map(({ path, line }) => ({ path, line, fault: faultOf(line) }))
      .filter(({ fault }) => fault !== undefined);
    expect(faults).toEqual([]);
  });

  it("are all in the README", () => {
    const readme = readProjectFile("README.md");
    const missing = program
      .createHelp()
      .visibleCommands(program)
      .map((command) => command.name())
      .filter((name) => !["help", "version"].includes(name))
      .filter((name) => !readme.includes(`\`fivenines ${name}\``));
    expect(missing).toEqual([]);
  });
});
