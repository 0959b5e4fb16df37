import { describe, expect, it, test } from "vitest";
import { fuzzedZone, read, run } from "./steering-file.js";

test("any steering file is read, or refused with places and reasons", () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`FUZZ_SEED=${seed}`);
  const { taken, refused } = run(500, seed);
  // Texts that are all alike would test nothing.
  expect(taken).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(100);
});

describe("a steering file that was made to do harm", () => {
  const zone = fuzzedZone();
  it.each([
    ["brackets", "[".repeat(200_000)],
    ["braces", "{a: ".repeat(50_000)],
    ["dashes", "- ".repeat(100_000)],
    ["question marks", "? ".repeat(100_000)],
    ["indentation", Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:\n`).join("")],
    ["aliases of aliases", aliases(30)],
    ["one long line", `steer: ["${"a".repeat(1_000_000)}"]`],
    ["many keys", Array.from({ length: 5000 }, (_, i) => `k${i}: 1\n`).join("")],
    ["many faults", `steer: [${"{ nmae: www, pools: [] },".repeat(3000)}]`],
    [
      "pools in pools",
      `steer: [{ name: www, pools: ${"[{ pools: ".repeat(30)}[]${"}]".repeat(30)} }]`,
    ],
    ["tags", `steer: ${"!!seq ".repeat(10_000)}[]`],
    ["comments", "#\n".repeat(50_000)],
    ["more than a file may hold", "#".repeat(5_000_000)],
  ])("ends soon with %s", (_, text) => {
    expect(read(text, zone)).toBe("refused");
  });
});

/** Each level names the one before ten times. */
function aliases(levels: number): string {
  const lines = ["a0: &a0 [x]"];
  for (let i = 1; i < levels; i++) {
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]`);
  }
  return `${lines.join("\n")}\nsteer: []\n`;
}
