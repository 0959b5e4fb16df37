import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { steeringFaults } from "../../../src/steering-file/steering-faults.js";
import { zoneFaults } from "../../../src/zone/faults.js";
import { readingRules } from "../../../validators/reading/reading.js";
import { rules } from "../../../validators/registry.js";

/** Codes that are thrown as TextFault, which are always errors. */
function textFaults(room: "dns" | "zone"): string[] {
  const folder = new URL(`../../../src/${room}/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const found = new Set<string>();
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const text = readFileSync(new URL(file, folder), "utf8");
    const patterns = [
      /\b(?:fault|faultAt|TextFault)\(\s*"([a-z0-9-]+)",/g,
      ...(file === "name-text.ts" ? [/\bcode: "([a-z0-9-]+)"/g] : []),
      /\? "(missing-field)" : "(bad-field)"/g,
    ];
    for (const pattern of patterns) {
      for (const [, ...codes] of text.matchAll(pattern)) {
        for (const code of codes) if (code !== undefined) found.add(code);
      }
    }
  }
  return [...found];
}

/** Of codes that no zone file can bring about. */
const unreachable: Readonly<Record<string, string>> = {
  "empty-name": 'an unquoted token is never empty, and "" is bad-name',
};
/** What keeps a zone from being served once it was read. */
const afterReading = ["rrset-too-large"];

describe("the registry and the reader", () => {
  it("agree on what keeps a zone from being served", () => {
    const errors = Object.entries(zoneFaults)
      .filter(([, { severity }]) => severity === "error")
      .map(([code]) => code);
    const told = new Set([
      ...errors,
      ...textFaults("dns"),
      ...textFaults("zone"),
      ...afterReading,
      ...Object.keys(steeringFaults),
      "steering-alone",
    ]);
    const expected = [...told].filter((code) => unreachable[code] === undefined);
    const load = rules.filter(({ sets }) => sets.includes("load")).map(({ id }) => id);
    expect(load.sort()).toEqual(expected.sort());
  });

  it("have a row for every warning of the reader, which is not in the set load", () => {
    const warnings = Object.entries(zoneFaults).filter(([, { severity }]) => severity !== "error");
    for (const [code] of warnings) {
      expect(readingRules.find(({ id }) => id === code)?.sets, code).toEqual(["strict"]);
    }
  });

  it("call every fault an error that keeps a zone from being served", () => {
    for (const { id, severity, sets } of rules) {
      if (sets.includes("load")) expect(severity, id).toBe("error");
    }
  });

  it("refuse in a check what Ferret's authors found servers to accept", () => {
    const refused = readingRules.filter(
      ({ severity, sets }) => severity === "error" && !sets.includes("load"),
    );
    expect(refused.map(({ id }) => id).sort()).toEqual([
      ...["below-dname", "duplicate-record", "out-of-zone", "ttl-mismatch"],
    ]);
  });
});
