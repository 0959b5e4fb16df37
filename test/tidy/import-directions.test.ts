import { builtinModules } from "node:module";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { codeSpans, projectFiles, readProjectFile, tableBelow } from "./project-files.js";

/**
 * The floors are read from ARCHITECTURE.md, so the page that people read is the one that is true.
 * A file imports from its own folder, from folders on the same row, and from lower floors.
 */
const architecture = readProjectFile("ARCHITECTURE.md");
const rooms = tableBelow(architecture, "## Rooms").flatMap(([floor, folders], row) =>
  codeSpans(folders ?? "").map((path) => ({ floor: Number(floor), path, row })),
);
const soleImporters = tableBelow(architecture, "## Libraries").map(([name, , where]) => ({
  name: codeSpans(name ?? "")[0]!,
  where: codeSpans(where ?? ""),
}));

const sources = projectFiles("src", /\.ts$/).concat(projectFiles("", /^validators\/.*\.ts$/));
const builtins = new Set(builtinModules);

function roomOf(path: string): (typeof rooms)[number] | undefined {
  return rooms.find((room) => path === room.path || path.startsWith(room.path));
}

/** What a file imports, statically, dynamically, as a type, or as a thread's entry file. */
function importsOf(path: string): string[] {
  const text = readProjectFile(path);
  const patterns = [
    /\bfrom\s+"([^"]+)"/g,
    /\bimport\s+"([^"]+)"/g,
    /\bimport\(\s*"([^"]+)"\s*\)/g,
    /\bnew URL\(\s*"([^"]+)",\s*import\.meta\.url/g,
    /\brequire\(\s*"([^"]+)"\s*\)/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

function resolved(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
}

describe("import directions", () => {
  it("reads the floors and the libraries from ARCHITECTURE.md", () => {
    expect(rooms.length).toBeGreaterThan(8);
    expect(soleImporters.length).toBeGreaterThan(3);
    for (const room of rooms) expect(room.floor).not.toBeNaN();
  });

  it("finds every source file in a room", () => {
    expect(sources.filter((path) => roomOf(path) === undefined)).toEqual([]);
  });

  it("lists no room that has no files", () => {
    const empty = rooms.filter((room) => !sources.some((path) => path.startsWith(room.path)));
    expect(empty.map((room) => room.path)).toEqual([]);
  });

  it("imports go only to lower floors", () => {
    const upward: string[] = [];
    for (const path of sources) {
      const room = roomOf(path);
      for (const specifier of importsOf(path).filter((name) => name.startsWith("."))) {
        const target = resolved(path, specifier);
        const other = roomOf(target);
        if (room === undefined || other === undefined) {
          if (!target.endsWith("package.json")) upward.push(`${path} → ${target} (no room)`);
        } else if (room.row !== other.row && room.floor <= other.floor) {
          upward.push(`${path} (floor ${room.floor}) → ${target} (floor ${other.floor})`);
        }
      }
    }
    expect(upward).toEqual([]);
  });

  it("imports name concrete files that exist, with their ending", () => {
    const files = new Set([...sources, "package.json"]);
    const dangling = sources.flatMap((path) =>
      importsOf(path)
        .filter((name) => name.startsWith("."))
        .filter((name) => !/\.(js|json)$/.test(name) || !files.has(resolved(path, name)))
        .map((name) => `${path} → ${name}`),
    );
    expect(dangling).toEqual([]);
  });

  it("each library is imported only where the table says", () => {
    const strays: string[] = [];
    for (const path of sources) {
      for (const specifier of importsOf(path).filter((name) => !name.startsWith("."))) {
        if (specifier.startsWith("node:")) continue;
        if (builtins.has(specifier)) strays.push(`${path}: write "node:${specifier}"`);
        const library = soleImporters.find(
          ({ name }) => specifier === name || specifier.startsWith(`${name}/`),
        );
        if (library === undefined) strays.push(`${path}: ${specifier} is not in the table`);
        else if (!library.where.some((place) => path.startsWith(place))) {
          strays.push(`${path}: ${specifier} belongs to ${library.where.join(", ")}`);
        }
      }
    }
    expect(strays).toEqual([]);
  });

  it("has no barrel files", () => {
    expect(sources.filter((path) => /\/index\.ts$/.test(path))).toEqual([]);
  });
});
