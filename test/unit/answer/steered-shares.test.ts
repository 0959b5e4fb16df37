/** Shares as clients see them, through the whole answerer; chance has a fixed seed (I7). */
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/base/random.js";
import { draws } from "../../../src/steering/draws.js";
import type { Selection } from "../../../src/steering/selection.js";
import { answererOver, readZone } from "../../answerer.js";
import { queryBytes } from "../../query.js";
import { answer, select, steeredImage, steeringOfSketches } from "../../steered-image.js";

const values = Array.from({ length: 8 }, (_, i) => `192.0.2.${i}`);
const zone = readZone(
  `$ORIGIN example.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns.test.\n${values.map((value) => `www A ${value}\n`).join("")}`,
);
const steering = steeringOfSketches("example.", [{ owner: "www.example.", type: "A", values }]);
const asked = 100_000;
/** Chi-square that 7, 2 and 1 degrees of freedom exceed once in a thousand times. */
const bound = { 7: 24.3, 2: 13.8, 1: 10.8 } as const;

/** How often each value was in an answer. */
function tally(selection: Selection, times = asked): number[] {
  const store = steeredImage([{ zone, steering }]);
  const answerer = answererOver(store);
  select(store, steering, 0, { selection, ttl: 60 });
  const query = queryBytes("www.example.", "A");
  const counts = values.map(() => 0);
  const bytes = new Uint8Array(2048);
  const memory = { bytes, words: new Int32Array(bytes.buffer) };
  for (let i = 0; i < times; i++) {
    bytes.set(query);
    const length = answerer.answer(memory, 0, query.length, 1232, 0, bytes, 1900, 4);
    for (let at = query.length; at < length; at += 16) counts[bytes[at + 15]!]!++;
  }
  return counts;
}

function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b);
  const sum = shares.reduce((a, b) => a + b);
  return counts.reduce((chi, count, i) => {
    const expected = (total * (shares[i] ?? 0)) / sum;
    if (expected === 0) return count === 0 ? chi : Number.POSITIVE_INFINITY;
    return chi + (count - expected) ** 2 / expected;
  }, 0);
}

describe("shares of a hundred thousand answers", () => {
  test("are those of the weights", () => {
    const weights = [1, 2, 3, 4, 5, 6, 7, 900];
    const branches = weights.map((share, i) => ({ share, selection: answer(i) }));
    const chi = chiSquare(tally({ kind: "weighted", branches }), weights);
    expect(chi).toBeLessThan(bound[7]);
    expect(chi).toBeGreaterThan(0);
  });

  test("are those of the weights through two choices in a row", () => {
    const inner: Selection = {
      kind: "weighted",
      branches: [0, 1].map((i) => ({ share: i + 1, selection: answer(i) })),
    };
    const branches = [
      { share: 3, selection: inner },
      { share: 1, selection: answer(2) },
    ];
    const chi = chiSquare(tally({ kind: "weighted", branches }), [1, 2, 1]);
    expect(chi).toBeLessThan(bound[2]);
  });

  test("are those of the weights where several are drawn at once, and none is there twice", () => {
    const weights = [4, 3, 2, 1];
    const branches = draws(weights, 2).map(({ share, members }) => ({
      share,
      selection: answer(...members),
    }));
    const counts = tally({ kind: "weighted", branches });
    expect(counts.reduce((a, b) => a + b)).toBe(2 * asked);
    for (const [i, weight] of weights.entries())
      expect(counts[i]! / asked).toBeCloseTo((2 * weight) / 10, 2);
  });

  test("of several CNAMEs or of equal weights are equal", () => {
    const branches = [0, 1].map((i) => ({ share: 0.25, selection: answer(i) }));
    expect(chiSquare(tally({ kind: "weighted", branches }), [1, 1])).toBeLessThan(bound[1]);
  });

  test("are told apart from shares that are wrong by a fiftieth", () => {
    const branches = [51, 49].map((share, i) => ({ share, selection: answer(i) }));
    expect(chiSquare(tally({ kind: "weighted", branches }), [1, 1])).toBeGreaterThan(bound[1]);
  });
});

describe("the generator", () => {
  test("gives the numbers of xoshiro128** for a seed", () => {
    const random = new Random([1, 2, 3, 4]);
    // The first of the sequence that the authors' own program gives for this state.
    const numbers = Array.from({ length: 4 }, () => random.next());
    expect(numbers).toEqual([11_520, 0, 5_927_040, 70_819_200]);
  });

  test("never stays at zeros", () => {
    const random = new Random([0, 0, 0, 0]);
    expect(new Set(Array.from({ length: 100 }, () => random.next())).size).toBeGreaterThan(90);
  });

  test("sets each bit in half of its numbers", () => {
    const random = new Random([5, 6, 7, 8]);
    const ones = Array<number>(32).fill(0);
    for (let i = 0; i < 20_000; i++) {
      const word = random.next();
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (word >>> bit) & 1;
    }
    for (const count of ones) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});
