import { describe, expect, test } from "vitest";
import { draws, drawsByChance } from "../../../src/steering/draws.js";

/** How often each member is drawn, by the shares of the sets that it is in. */
function chances(weights: readonly number[], count: number): number[] {
  const drawn = draws(weights, count);
  return weights.map((_, member) =>
    drawn
      .filter(({ members }) => members.includes(member))
      .reduce((sum, { share }) => sum + share, 0),
  );
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  for (const [at, chance] of expected.entries()) expect(found[at]).toBeCloseTo(chance, 9);
}

describe("several of many, drawn by weight", () => {
  test("one of them is as likely as its weight says", () => {
    expectClose(chances([1, 2, 5], 1), [1 / 8, 2 / 8, 5 / 8]);
  });

  test("two of them are different ones, each as likely as twice its weight says", () => {
    for (const { members } of draws([3, 3, 2, 2], 2)) expect(new Set(members).size).toBe(2);
    expectClose(chances([3, 3, 2, 2], 2), [0.6, 0.6, 0.4, 0.4]);
  });

  test("one that is certain leaves the rest to the others, by their weights", () => {
    expectClose(chances([90, 2, 1, 1], 3), [1, 1, 0.5, 0.5]);
  });

  test("all of them are drawn if as many are asked for, or more", () => {
    expect(draws([1, 2, 3], 3)).toEqual([{ share: 1, members: [0, 1, 2] }]);
    expect(draws([1, 2, 3], 9)).toEqual([{ share: 1, members: [0, 1, 2] }]);
  });

  test("a weight that is not above 0 is never drawn", () => {
    expectClose(chances([0, 1, -1, Number.NaN, 1], 2), [0, 1, 0, 0, 1]);
    expect(draws([0, 0], 1)).toEqual([{ share: 1, members: [] }]);
    expect(draws([], 1)).toEqual([{ share: 1, members: [] }]);
  });

  test("there are no more sets than members, the shares make 1, and sets have one size", () => {
    let state = 7;
    const next = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return state / 0x8000_0000;
    };
    for (let round = 0; round < 300; round++) {
      const weights = Array.from({ length: 1 + Math.floor(next() * 64) }, () => 0.01 + next() * 20);
      const count = 1 + Math.floor(next() * weights.length);
      const drawn = draws(weights, count);
      expect(drawn.length).toBeLessThanOrEqual(weights.length);
      expect(drawn.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
      for (const { members } of drawn) expect(members).toHaveLength(count);
    }
  });

  test("members may be as likely as they are told to be", () => {
    expect(drawsByChance([1, 0.25])).toEqual([
      { share: 0.25, members: [0, 1] },
      { share: 0.75, members: [0] },
    ]);
  });
});
