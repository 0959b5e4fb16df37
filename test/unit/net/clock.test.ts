import { describe, expect, it } from "vitest";
import { SecondHand } from "../../../src/net/clock.js";

describe("the second hand", () => {
  it("reads the wall clock once a second, and follows it when it is set", () => {
    let unixMs = 1_700_000_000_400;
    let reads = 0;
    const hand = new SecondHand({
      monotonicMs: () => 0,
      unixMs: () => {
        reads++;
        return unixMs;
      },
    });
    expect([hand.at(100), hand.at(600), hand.at(699)]).toEqual(new Array(3).fill(1_700_000_000));
    expect(reads).toBe(1);
    unixMs = 1_600_000_000_000;
    expect(hand.at(700)).toBe(1_600_000_000);
    expect(reads).toBe(2);
  });
});
