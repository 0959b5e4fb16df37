import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, readProjectFile } from "./project-files.js";

/**
 * Provider sync is a base and an adapter for each provider. An adapter sees the contract, not how the
 * base does its work; the base sees no adapter. So one can be added, or replaced, alone.
 */
const room = "src/provider/";
const table = `${room}providers.ts`;
const sources = projectFiles("src/provider", /\.ts$/);
/** As the table of kinds names them: `powerdns: async () => (await import("./powerdns/…`. */
const adapters = new Set(
  [...readProjectFile(table).matchAll(/import\("\.\/([a-z0-9]+)\//g)].map((match) => match[1]!),
);
/** What adapters may use of the base: the contract, the model, and what they share. */
const open =
  /^src\/provider\/(contract|rrset|adapter)\/|^src\/provider\/plan\/(undo|pack-groups)\.ts$/;

/** `src/provider/powerdns/api.ts`: powerdns. */
function folderOf(path: string): string {
  return path.slice(room.length).split("/")[0]!;
}

function importsOf(path: string): string[] {
  const text = readProjectFile(path);
  const patterns = [/\bfrom\s+"([^"]+)"/g, /\bimport\s+"([^"]+)"/g, /\bimport\(\s*"([^"]+)"\s*\)/g];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

/** What a file imports of this project, as paths. */
function ownImportsOf(path: string): string[] {
  return importsOf(path)
    .filter((name) => name.startsWith("."))
    .map((name) => posix.join(posix.dirname(path), name).replace(/\.js$/, ".ts"));
}

describe("folders of src/provider", () => {
  it("hold an adapter for each kind of the table", () => {
    expect([...adapters].sort()).toEqual(["cloudflare", "powerdns", "rfc2136", "route53"]);
    for (const name of adapters) expect(sources).toContain(`${room}${name}/${name}-provider.ts`);
  });

  it("let adapters see the contract, the model, what they share, themselves and lower floors", () => {
    const strays = sources
      .filter((path) => adapters.has(folderOf(path)))
      .flatMap((path) =>
        ownImportsOf(path)
          .filter((target) => target.startsWith(room) && !open.test(target))
          .filter((target) => folderOf(target) !== folderOf(path))
          .map((target) => `${path} → ${target}`),
      );
    expect(strays).toEqual([]);
  });

  it("let nothing but the table see an adapter", () => {
    const strays = projectFiles("src", /\.ts$/)
      .filter((path) => path !== table)
      .flatMap((path) =>
        ownImportsOf(path)
          .filter((target) => target.startsWith(room) && adapters.has(folderOf(target)))
          .filter((target) => !path.startsWith(`${room}${folderOf(target)}/`))
          .map((target) => `${path} → ${target}`),
      );
    expect(strays).toEqual([]);
  });

  it("load adapters when they are used, never with the program", () => {
    const text = readProjectFile(table);
    const early = [...text.matchAll(/^import (?!type ).* from "\.\/([a-z0-9]+)\//gm)]
      .map((match) => match[1]!)
      .filter((name) => adapters.has(name));
    expect(early).toEqual([]);
  });

  it("keep each SDK to one adapter", () => {
    const users = new Map<string, Set<string>>();
    for (const path of sources.filter((one) => adapters.has(folderOf(one)))) {
      for (const name of importsOf(path).filter((one) => !/^(\.|node:|zod$)/.test(one))) {
        users.set(name, (users.get(name) ?? new Set()).add(folderOf(path)));
      }
    }
    expect(users.size).toBeGreaterThan(1);
    expect([...users].filter(([, folders]) => folders.size > 1)).toEqual([]);
    const elsewhere = projectFiles("src", /\.ts$/)
      .filter((path) => !path.startsWith(room) || !adapters.has(folderOf(path)))
      .flatMap((path) => importsOf(path).map((name) => ({ path, name })))
      .filter(({ name }) => users.has(name));
    expect(elsewhere).toEqual([]);
  });
});
