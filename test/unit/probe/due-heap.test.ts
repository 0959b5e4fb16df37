import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DueHeap } from "../../../src/probe/due-heap.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);

describe("the heap of what is due", () => {
  it(`has the earliest first, whatever is put in, moved and taken out (SEED=${seed})`, () => {
    const step = fc.record({ entry: fc.nat(20), dueMs: fc.nat(100), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new DueHeap<{ dueMs: number; heapAt: number }>();
        const entries = Array.from({ length: 21 }, () => ({ dueMs: 0, heapAt: -1 }));
        const inside = new Set<(typeof entries)[number]>();
        for (const { entry, dueMs, remove } of steps) {
          const one = entries[entry]!;
          if (remove) {
            heap.remove(one);
            inside.delete(one);
          } else {
            heap.put(one, dueMs);
            inside.add(one);
          }
          const earliest = Math.min(...[...inside].map((each) => each.dueMs));
          expect(heap.first?.dueMs ?? Number.POSITIVE_INFINITY).toBe(earliest);
        }
      }),
      { seed },
    );
  });
});
