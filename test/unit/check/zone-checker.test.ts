import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { memoryFiles } from "../../../src/zone/zone-text.js";
import { rules } from "../../../validators/registry.js";

const head = "$TTL 3600\n$ORIGIN example.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.net.\n";

/** Codes of what is found, and how often; of these rules alone. */
function check(text: string, ...ids: string[]) {
  const files = memoryFiles({ zone: Buffer.from(head + text) });
  const checker = new ZoneChecker({
    files,
    rules: rules.filter(({ id }) => ids.includes(id)),
    now: 1_795_000_000,
  });
  const { diagnostics, suppressed } = checker.check({ path: "zone", root: "" });
  const counts: Record<string, number> = {};
  for (const { code } of diagnostics) counts[code] = (counts[code] ?? 0) + 1;
  return { counts, suppressed: suppressed.length };
}

const hosts = (count: number, comment: string) =>
  Array.from({ length: count }, (_, i) => `h${i} A 10.0.0.1 ${comment}\n`).join("");
const allow = "; fivenines: allow private-address a laboratory";

describe("a permission", () => {
  it("is needed by each finding that it is for, however many there are", () => {
    const rule = ["private-address", "unused-suppression"];
    expect(check(hosts(150, allow), ...rule)).toEqual({ counts: {}, suppressed: 150 });
    const one = `${hosts(150, allow)}last A 10.0.0.1\nnone A 192.0.2.1 ${allow}\n`;
    expect(check(one, ...rule).counts["private-address"]).toBe(1);
  });

  it("is not called unused where more is wrong than was looked at", () => {
    const text = `${hosts(150, "")}last A 10.0.0.1 ${allow}\n`;
    const { counts } = check(text, "private-address", "unused-suppression");
    expect(counts).toEqual({ "private-address": 101 });
  });

  it("is told where it is not understood, and not more often than anything else", () => {
    const { counts } = check(hosts(150, "; fivenines: allow nothing"), "bad-annotation");
    expect(counts).toEqual({ "bad-annotation": 100 });
  });
});
