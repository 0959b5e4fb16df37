import { describe, expect, it } from "vitest";
import { SteeringRun } from "../../steering-run.js";
import { type PolicySketch, type RrsetSketch, zoneOfSketch } from "../../steering-sketch.js";

const a1 = "192.0.2.1";
const a2 = "192.0.2.2";
const a3 = "192.0.2.3";
const a4 = "192.0.2.4";
const b1 = "198.51.100.1";
const b2 = "198.51.100.2";

const twoTiers: PolicySketch = {
  kind: "failover",
  members: [
    { name: "primary", targets: [a1, a2, a3, a4] },
    { name: "backup", targets: [b1, b2] },
  ],
};

function run(policy: PolicySketch, more: Partial<RrsetSketch> = {}): SteeringRun {
  return new SteeringRun(zoneOfSketch({ rrsets: [{ policy, ...more }] })).settle();
}

describe("a plan", () => {
  it("answers everything while nothing is known, with the least TTL", () => {
    const fresh = new SteeringRun(zoneOfSketch({ rrsets: [{ policy: twoTiers }] }));
    expect(fresh.values()).toEqual([a1, a2, a3, a4]);
    expect(fresh.last.rrsets[0]).toMatchObject({ ttl: 30, panic: false });
    expect(fresh.standing(a1)).toBe("unknown");
    expect(fresh.events).toEqual([]);
  });

  it("answers the preferred pool when all is well", () => {
    expect(run(twoTiers).values()).toEqual([a1, a2, a3, a4]);
  });

  it("takes out what is down, and brings it back", () => {
    const going = run(twoTiers);
    going.kill(a2);
    expect(going.values()).toEqual([a1, a3, a4]);
    going.heal(a2);
    expect(going.values()).toEqual([a1, a2, a3, a4]);
    expect(going.events.filter(({ kind }) => kind === "target").slice(-2)).toMatchObject([
      { from: "serving", to: "down", because: expect.stringContaining("refused") },
      { from: "down", to: "serving" },
    ]);
  });

  it("says the causes of events", () => {
    const going = run(twoTiers);
    going.kill(a2);
    const event = going.events.at(-1)!;
    expect(event.because).toBe("1 of 1 probes failed: refused, since 2026-01-01T00:00:00.000Z");
  });
});
