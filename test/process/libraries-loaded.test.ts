import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/**
 * What the program loads before it knows what it is to do. A library that one command needs costs all
 * of them half a second if a file of the bundle that all load names it.
 */
const folder = "dist/program";
const files = readdirSync(folder).filter((name) => name.endsWith(".js"));

/** What a file loads as soon as it is loaded itself. */
function importsOf(file: string): string[] {
  const text = readFileSync(`${folder}/${file}`, "utf8");
  const statement = /^(?:import|export)\s*(?:[^"';]*?\sfrom\s*)?"([^"]+)";/gm;
  return [...text.matchAll(statement)].map((match) => match[1]!);
}

/** The libraries that come with a file, by whatever way. */
function librariesOf(entry: string): Set<string> {
  const libraries = new Set<string>();
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const name of importsOf(file)) {
      if (name.startsWith("./")) seen.add(name.slice(2));
      else if (!name.startsWith("node:")) libraries.add(name);
    }
  }
  return libraries;
}

describe("the program", () => {
  it("starts with the command line alone", () => {
    expect([...librariesOf("main.js")]).toEqual(["commander"]);
  });

  it.each(["cloudflare", "@aws-sdk/client-route-53"])("loads %s with its adapter only", (sdk) => {
    const users = files.filter((file) => librariesOf(file).has(sdk));
    expect(users).toHaveLength(1);
    expect(users[0]).toMatch(/-provider-/);
  });
});
