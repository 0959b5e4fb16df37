import { describe, expect, test } from "vitest";
import { answerCounts, blockHeader } from "../../../src/image/steering-block.js";
import { blockFault } from "../../../src/image/steering-block-fault.js";
import { blockAnswers, writeBlock } from "../../../src/image/steering-block-writer.js";
import type { Selection } from "../../../src/steering/selection.js";
import { answer, rrsetOfSketch, type SteeredSketch } from "../../steered-image.js";

const sketch: SteeredSketch = {
  owner: "www.example.",
  type: "A",
  values: ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1"],
  fallback: ["198.51.100.1"],
};

function write(selection: Selection, of: Partial<SteeredSketch> = {}, workerRows = 1): Uint8Array {
  const rrset = rrsetOfSketch({ ...sketch, ...of });
  return writeBlock({ rrset, selection, ttl: 9, class: 1, workerRows, mapAddress: () => 7 });
}

/** A selection with every kind of node. */
const everything: Selection = {
  kind: "geo",
  path: "",
  otherwise: answer(0),
  branches: [
    { kind: "weighted", branches: [1, 2].map((n) => ({ share: n, selection: answer(n) })) },
    {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      branches: [0, 1, 2].map((n) => ({ key: `${n}`, share: 1, selection: answer(n) })),
    },
    {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      branches: Array.from({ length: 9 }, (_, n) => {
        return { key: `${n}`, share: 1 + n, selection: answer(n % 3) };
      }),
    },
    answer(),
  ],
};
/** The targets of its answers, in the order of the counters. */
const allAnswers = [
  [0],
  [1],
  [2],
  [0],
  [1],
  [2],
  ...[0, 1, 2, 0, 1, 2, 0, 1, 2].map((n) => [n]),
  [],
];

function wordsOf(block: Uint8Array): Int32Array {
  return new Int32Array(block.buffer, block.byteOffset, block.byteLength >> 2);
}

describe("a steering block", () => {
  test("is sound as it was written, whatever the selection", () => {
    for (const owner of ["www.example.", "*.w.example.", "a.", "ab.", "abc."])
      expect(blockFault(write(everything, { owner }, 5))).toBeUndefined();
  });

  test("holds a value once, though two targets have it", () => {
    const one = write(answer(0));
    expect(write(answer(0, 3))).toEqual(one);
  });

  test("answers values of last resort by the places behind the targets'", () => {
    const text = Buffer.from(write(answer(4))).toString("hex");
    expect(text).toContain("c00c0001000100000009" + "0004" + "c6336401");
  });

  test("refuses what is no target, no data of its type, too deep or too much", () => {
    expect(() => write(answer(5))).toThrow("www.example. has no target 5");
    expect(() => write(answer(0), { values: ["2001:db8::1"] })).toThrow("no data of type A");
    let deep: Selection = answer(0);
    for (let i = 0; i < 20; i++)
      deep = { kind: "weighted", branches: [{ share: 1, selection: deep }] };
    expect(() => write(deep)).toThrow("too deep");
    const values = Array.from({ length: 5000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    expect(() => write(answer(...values.keys()), { values })).toThrow("do not fit");
  });

  test("tells the order of its counters", () => {
    const rrset = rrsetOfSketch(sketch);
    expect(blockAnswers(rrset, everything)).toEqual(allAnswers);
    const cname = rrsetOfSketch({ owner: "a.", type: "CNAME", values: ["b.", "c."] });
    expect(blockAnswers(cname, answer(0, 1))).toEqual([[0], [1]]);
  });

  test("serves several of many to a client: sets, each with a counter", () => {
    const selection: Selection = {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      count: 2,
      branches: [0, 1, 2].map((n) => ({ key: `${n}`, share: 1, selection: answer(n) })),
    };
    const sets = blockAnswers(rrsetOfSketch(sketch), selection);
    expect(sets.map((set) => set.join()).sort()).toEqual(["0,1", "0,2", "1,2"]);
    expect(wordsOf(write(selection))[blockHeader.answers]).toBe(3);
  });

  test("adds the counts of all workers up, beyond 32 bits", () => {
    const words = wordsOf(write(everything, {}, 3));
    expect(answerCounts(words)).toEqual(allAnswers.map(() => 0));
    const row = (n: number) => words[blockHeader.counters]! + n * words[blockHeader.rowWords]!;
    words[row(0) + 2] = -1;
    words[row(1) + 2] = 3;
    words[row(1) + 3] = 2;
    words[row(2) + 12] = 1;
    const expected = allAnswers.map(() => 0);
    expected[1] = 2 ** 32 - 1 + 3 + 2 * 2 ** 32;
    expected[6] = 1;
    expect(answerCounts(words)).toEqual(expected);
  });

  test("gives no two workers one cache line to count in", () => {
    const words = wordsOf(write(answer(0), {}, 4));
    expect(words[blockHeader.counters]! % 16).toBe(0);
    expect(words[blockHeader.rowWords]! % 16).toBe(0);
  });

  test("is refused, or walked to an end, whatever octet of it is spoilt", () => {
    const good = write(everything, {}, 2);
    let refused = 0;
    for (let at = 0; at < good.length; at++) {
      for (const mask of [0xff, 0x01, 0x80]) {
        const spoilt = good.slice();
        spoilt[at]! ^= mask;
        if (blockFault(spoilt) === undefined) walkAll(wordsOf(spoilt));
        else refused++;
      }
    }
    // The rest is record data, thresholds, and buckets that a neighbour got.
    expect(refused).toBeGreaterThan(good.length / 8);
    expect(blockFault(good.subarray(0, 128))).toContain("another size");
    expect(blockFault(new Uint8Array(64))).toContain("not a steering block");
  });
});

/** Walks every way through a block, as an answerer might; throws if one leaves it or has no end. */
function walkAll(words: Int32Array): void {
  const visit = (at: number, steps: number): void => {
    if (steps > 64 || at < 16 || at >= words.length) throw new Error(`at ${at} after ${steps}`);
    const count = words[at]! >>> 16;
    switch (words[at]! & 0xffff) {
      case 0:
        return;
      case 1:
        for (let i = 0; i < count; i++) {
          visit(words[at + 2 + i * 3]!, steps + 1);
          visit(words[at + 3 + i * 3]!, steps + 1);
        }
        return;
      case 2:
        if (words[at + 1]! >>> 16 === 0) {
          for (let i = 0; i < count; i++) visit(words[at + 4 + i * 3]!, steps + 1);
          return;
        }
        for (let i = 0; i < count; i++) visit(words[at + 2 + i]!, steps + 1);
        return;
      default:
        visit(words[at + 2]!, steps + 1);
        for (let i = 0; i < count; i++) visit(words[at + 3 + i]!, steps + 1);
    }
  };
  visit(words[blockHeader.root]!, 0);
}
