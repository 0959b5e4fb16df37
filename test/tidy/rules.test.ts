import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../validators/registry.js";
import { ruleSets } from "../../validators/rule.js";
import { projectFiles, readProjectFile } from "./project-files.js";

const files = projectFiles("", /^validators\/[^/]+\/[^/]+\.ts$/);

describe("validation rules", () => {
  it("stand each in a file of its name, in a room", () => {
    const names = files.map((path) => basename(path, ".ts"));
    const homeless = rules.filter(({ id, check }) => check !== null && !names.includes(id));
    expect(homeless.map(({ id }) => id)).toEqual([]);
  });

  it("are all in the registry", () => {
    const written = files.flatMap((path) =>
      [...readProjectFile(path).matchAll(/^ {2,4}id: "([a-z0-9-]+)",$/gm)].map(
        (match) => match[1]!,
      ),
    );
    const known = new Set(rules.map(({ id }) => id));
    expect(written.filter((id) => !known.has(id))).toEqual([]);
  });

  it("say what they are in sentences: an id, where it is written, why, and the remedy", () => {
    const odd: string[] = [];
    for (const { id, summary, why, hint, reference, sets } of rules) {
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) odd.push(`${id}: the id is not kebab-case`);
      if (!/^[^\n]{10,140}\.$/.test(summary)) odd.push(`${id}: summary "${summary}"`);
      if (!/^[A-Z0-9"'`_.$].*[.)]$/s.test(why) || why.length < 20) odd.push(`${id}: why "${why}"`);
      if (!/^[^A-Z ].*[^.]$/s.test(hint) && !/^[A-Z]{2,}/.test(hint))
        odd.push(`${id}: hint "${hint}"`);
      if (reference.trim().length < 3) odd.push(`${id}: reference "${reference}"`);
      if (sets.length === 0 || sets.some((set) => !ruleSets.includes(set))) odd.push(`${id}: sets`);
    }
    expect(odd).toEqual([]);
  });

  it("have no two the same summary", () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const { id, summary } of rules) {
      const other = seen.get(summary);
      if (other !== undefined) twice.push(`${id} and ${other}`);
      seen.set(summary, id);
    }
    expect(twice).toEqual([]);
  });

  it("are errors if they keep a zone from being served", () => {
    const soft = rules.filter(
      ({ sets, severity }) => sets.includes("load") && severity !== "error",
    );
    expect(soft.map(({ id }) => id)).toEqual([]);
  });

  it("are compared in the README as in docs/validators/comparison.md", () => {
    const totals = /^\| \*\*all (\d+) bad zones\*\* \|(.*)$/m.exec(
      readProjectFile("docs/validators/comparison.md"),
    );
    const [named, knot, nsd, powerdns, ldns, validns, own] = [
      ...(totals?.[2]?.matchAll(/\d+/g) ?? []),
    ].map(Number);
    const row = [totals?.[1], own, named, knot, nsd, powerdns, validns, ldns].join(" ");
    const told = /^\| bad zones found, of (\d+) \|(.*)$/m.exec(readProjectFile("README.md"));
    expect([told?.[1], ...(told?.[2]?.match(/\d+/g) ?? [])].join(" ")).toBe(row);
  });
});
