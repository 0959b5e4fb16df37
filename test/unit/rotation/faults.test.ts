import { describe, expect, it } from "vitest";
import type { BlockTarget } from "../../../src/rotation/answer-blocks.js";
import { writeKept } from "../../../src/rotation/kept-file.js";
import { keptStateFormat } from "../../../src/rotation/kept-state.js";
import { makeFolder, TestRotation, threeRecords, threeTargets } from "./test-rotation.js";

const all = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];

/** An image that takes no block for a slot while `refuses` says so. */
function stubbornImage(test: TestRotation, refuses: (slot: number) => boolean): BlockTarget {
  const { store } = test;
  return {
    placeBlock: (slot, block, onGone) => {
      if (refuses(slot)) throw new RangeError("the image is full");
      store.placeBlock(slot, block, onGone);
    },
    block: (slot) => store.block(slot),
    adoptMap: (words) => store.adoptMap(words),
    releaseMap: (address) => store.releaseMap(address),
  };
}

function rotationOverStubbornImage(refuses: (slot: number) => boolean): TestRotation {
  const image: { current: BlockTarget | null } = { current: null };
  const target = (): BlockTarget => {
    image.current ??= stubbornImage(test, refuses);
    return image.current;
  };
  const test: TestRotation = new TestRotation({
    image: {
      placeBlock: (...words) => target().placeBlock(...words),
      block: (slot) => target().block(slot),
      adoptMap: (words) => target().adoptMap(words),
      releaseMap: (address) => target().releaseMap(address),
    },
  });
  return test;
}

describe("a fault in one zone", () => {
  it("leaves its answers as they were and all others' alone, is told once, and passes", () => {
    let full = false;
    const test = rotationOverStubbornImage((slot) => full && slot === 0);
    test.serve(threeRecords, threeTargets);
    test.serve(threeRecords, threeTargets, "example.org");
    test.probe("192.0.2.1", "down");
    full = true;
    test.probe("192.0.2.2", "down");
    expect(test.answer("www.example.com").values).toEqual(["192.0.2.2", "192.0.2.3"]);
    expect(test.answer("www.example.org").values).toEqual(["192.0.2.3"]);
    test.clock.advance(12_000);
    expect(test.told("planning-failed")).toEqual([
      { kind: "planning-failed", apex: "example.com.", reason: "the image is full" },
    ]);
    expect(test.rotation.failingCount).toBe(1);
    full = false;
    test.clock.advance(5000);
    expect(test.answer("www.example.com").values).toEqual(["192.0.2.3"]);
    expect(test.told("planning-recovered")).toHaveLength(1);
    expect(test.rotation.failingCount).toBe(0);
  });

  it("before its first plan leaves all its targets in the answer", () => {
    const test = rotationOverStubbornImage(() => true);
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(all);
  });

  it("by what the last run left behind costs only that", async () => {
    const state = makeFolder();
    const down = { health: "down", sinceMs: 1, lastMs: 1, failures: 0, successes: 0 };
    const zone = {
      atMs: Date.now() + 86_400_000,
      probes: [["web@192.0.2.2", { ...down, reason: "refused", latencyMs: 1 }]],
      memory: {
        targets: [["www.example.com./main/192.0.2.2", null]],
        tiers: [["www.example.com./A/", "nonsense"]],
        removals: [null, 7],
      },
    };
    const body = JSON.stringify([["example.com.", zone]]);
    await writeKept(`${state}/steering.json`, keptStateFormat, body);
    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(["192.0.2.1", "192.0.2.3"]);
  });
});
