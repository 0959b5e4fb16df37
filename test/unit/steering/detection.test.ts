import { describe, expect, it } from "vitest";
import { detectionMs } from "../../../src/steering/detection.js";
import { web } from "../../steering-sketch.js";

describe("the time until a death is known", () => {
  it("is 7 s on a refusal and 13 s on a time-out with the defaults, and the jitter on top", () => {
    expect(detectionMs({ ...web, jitter: 0 })).toEqual({
      refused: { typicalMs: 4500, worstMs: 7000 },
      timedOut: { typicalMs: 10_500, worstMs: 13_000 },
    });
    expect(detectionMs(web).refused.worstMs).toBe(7500);
  });

  it("is below a second with fast settings", () => {
    const fast = { ...web, intervalMs: 100, timeoutMs: 100, recheckMs: 25 };
    expect(detectionMs(fast).timedOut.worstMs).toBe(460);
  });
});
