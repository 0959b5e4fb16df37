import { describe, expect, it } from "vitest";
import { rules } from "../../validators/registry.js";
import { checkFixture, type Fixture, fixtureRules, fixturesOf } from "./fixtures.js";

/** Findings of the rule itself, whatever they weigh, and the errors of all others. */
function told(fixture: Fixture): string[] {
  return checkFixture(fixture)
    .diagnostics.filter(({ code, severity }) => code === fixture.rule || severity === "error")
    .map(({ code, line, column }) => `${code} ${line ?? "-"}:${column ?? "-"}`);
}

/** Rules without fixtures, and why; test/unit/check/large-zones.test.ts has them fire. */
const withoutFixtures: Readonly<Record<string, string>> = {
  "token-too-long": "the zone would have more than 256 KiB",
  "rdata-too-long": "the zone would have more than 64 KiB",
  "steering-alone": "there is no zone beside it; test/unit/check/zone-paths.test.ts has such files",
  "zone-too-large": "the zone would have more than 1 GiB; zone-size.test.ts sets a lower bound",
};

for (const rule of rules) {
  if (withoutFixtures[rule.id] !== undefined) continue;
  describe(rule.id, () => {
    const fixtures = fixturesOf(rule.id);

    it("has a good and a bad zone", () => {
      expect([...new Set(fixtures.map(({ kind }) => kind))].sort()).toEqual(["bad", "good"]);
    });

    for (const fixture of fixtures) {
      const what = fixture.kind === "good" ? "says nothing of" : "finds what is wrong in";
      it(`${what} ${fixture.name}`, () => {
        expect(told(fixture)).toEqual(fixture.kind === "good" ? [] : fixture.expected);
        if (fixture.kind === "bad") {
          expect(fixture.expected.some((line) => line.startsWith(`${rule.id} `))).toBe(true);
        }
      });
    }
  });
}

describe("fixtures", () => {
  it("belong to rules that exist", () => {
    const ids = new Set(rules.map(({ id }) => id));
    expect(fixtureRules().filter((name) => !ids.has(name))).toEqual([]);
  });
});
