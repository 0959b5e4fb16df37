import { describe, expect, it } from "vitest";
import { readProjectFile } from "./project-files.js";

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const text = readProjectFile("package-lock.json");
const packages: Readonly<Record<string, LockEntry>> = JSON.parse(text).packages;

describe("package-lock.json", () => {
  it("names no registry, so that it installs from any", () => {
    expect(text).not.toMatch(/"resolved": ?"https?:/);
    expect(readProjectFile(".npmrc")).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  it("holds every platform of a package that comes as one a platform", () => {
    const missing = Object.entries(packages).flatMap(([parent, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter(
          (name) => !Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`)),
        )
        .map((name) => `${parent} wants ${name}: run node scripts/complete-lock.mjs`),
    );
    expect(missing).toEqual([]);
  });

  it("pins the bytes of everything but other platforms' binaries", () => {
    const unpinned = Object.entries(packages)
      .filter(([path, entry]) => path !== "" && !entry.integrity && !entry.optional)
      .map(([path]) => path);
    expect(unpinned).toEqual([]);
  });

  it("is of the version that package.json says", () => {
    const version: unknown = JSON.parse(readProjectFile("package.json")).version;
    expect(packages[""]?.version).toBe(version);
  });
});
