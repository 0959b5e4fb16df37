import { describe, expect, it } from "vitest";
import { RestartPolicy } from "../../../src/net/restart-policy.js";

describe("the restart policy", () => {
  it("replaces at once while deaths are rare", () => {
    const policy = new RestartPolicy();
    for (let i = 0; i < 20; i++) expect(policy.delayMs(i * 5_000, true)).toBe(0);
  });
  it("waits longer and longer when they follow each other, up to a second", () => {
    const policy = new RestartPolicy();
    const delays = Array.from({ length: 9 }, (_, i) => policy.delayMs(i * 10, true));
    expect(delays).toEqual([0, 0, 0, 100, 200, 400, 800, 1000, 1000]);
    expect(policy.delayMs(60_000, true)).toBe(0);
  });
  it("hardly waits when no other worker serves", () => {
    const policy = new RestartPolicy();
    const delays = Array.from({ length: 9 }, (_, i) => policy.delayMs(i * 10, false));
    expect(Math.max(...delays)).toBe(20);
  });
});
