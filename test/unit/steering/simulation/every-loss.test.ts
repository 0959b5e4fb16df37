import { describe, expect, it } from "vitest";
import { everyLoss } from "../../../../src/steering/simulation/every-loss.js";
import { steeringFrom } from "../steered-example.js";

const nowMs = Date.UTC(2026, 0, 2);
const options = { headroom: 1.5, clients: null, nowMs };

function pool(steer: string, targets: string): string {
  return `
monitors: { web: { type: tcp, port: 80 } }
steer:
  - name: www
    ${steer}
    pools: [{ name: near, monitor: web, targets: [${targets}] }]
`;
}

const records = "www A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n";
const three = (capacity: number) =>
  [1, 2, 3].map((i) => `{ value: 192.0.2.${i}, capacity: ${capacity} }`).join(", ");

describe("the loss of each target", () => {
  it("is carried if what is left has the headroom", () => {
    const effects = everyLoss(steeringFrom(records, pool("peak: 100", three(75))), options);
    expect(effects.map(({ what }) => what).sort()).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
    for (const { problem, capacityLeft, headroom, carries } of effects) {
      expect(problem).toBeNull();
      expect(capacityLeft).toBe(150);
      expect(headroom).toBeCloseTo(1.5);
      expect(carries).toBeCloseTo(150);
    }
  });

  it("is told if too little capacity is left, by as little as it may be", () => {
    const effects = everyLoss(steeringFrom(records, pool("peak: 100", three(74))), options);
    expect(effects.map(({ problem }) => problem)).toEqual(
      new Array(3).fill("too little capacity is left"),
    );
    const modest = { ...options, headroom: 1.4 };
    expect(
      everyLoss(steeringFrom(records, pool("peak: 100", three(74))), modest)[0]!.problem,
    ).toBeNull();
  });

  it("is told if one target gets more than it can carry, though all together could", () => {
    const targets =
      "{ value: 192.0.2.1, capacity: 300 }, { value: 192.0.2.2, capacity: 300 }, { value: 192.0.2.3, capacity: 40 }";
    const [worst] = everyLoss(steeringFrom(records, pool("peak: 100", targets)), options);
    expect(worst!.problem).toBe("192.0.2.3 gets more than it can carry");
    expect(worst!.tightest).toMatchObject({ value: "192.0.2.3", load: 50, capacity: 40 });
    // Half of the load may be 40 at most.
    expect(worst!.carries).toBeCloseTo(80);
  });

  it("is that of a group as well, when the guard has let it go", () => {
    const grouped = [1, 2, 3]
      .map((i) => `{ value: 192.0.2.${i}, capacity: 300, group: ${i === 1 ? "a" : "b"} }`)
      .join(", ");
    const effects = everyLoss(
      steeringFrom(records, pool("peak: 100\n    minHealthy: 30%", grouped)),
      options,
    );
    const group = effects.find(({ what }) => what === "group:b");
    expect(group).toMatchObject({ lost: 0, capacityLeft: 300, problem: null });
  });

  it("is told if nothing notices it", () => {
    const blind = "{ value: 192.0.2.1, capacity: 300, monitors: [] }, 192.0.2.2, 192.0.2.3";
    const effects = everyLoss(steeringFrom(records, pool("peak: 100", blind)), options);
    const lost = effects.find(({ what }) => what === "192.0.2.1")!;
    expect(lost.lost).toBeCloseTo(1 / 3);
    expect(lost.problem).toContain("nothing notices it");
  });

  it("is told if nothing else is left", () => {
    const alone = steeringFrom(
      "www A 192.0.2.1\n",
      pool("peak: 100", "{ value: 192.0.2.1, capacity: 1000 }"),
    );
    expect(everyLoss(alone, options)[0]).toMatchObject({ lost: 1, panic: true });
    expect(everyLoss(alone, options)[0]!.problem).toBe("nothing else is left");
  });

  it("is shown without a judgement where no peak is declared", () => {
    const effects = everyLoss(steeringFrom(records, pool("policy: all", three(1))), options);
    expect(effects.map(({ problem, headroom }) => ({ problem, headroom }))).toEqual(
      new Array(3).fill({ problem: null, headroom: null }),
    );
  });
});
