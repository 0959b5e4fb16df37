import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passed } from "../../../src/probe/check.js";
import { plannedProbe } from "./monitors.js";
import { StagedSchedule } from "./staged-schedule.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const tcp = { type: "tcp", port: 80 } as const;
const probes = Array.from({ length: 50 }, (_, i) => plannedProbe(`192.0.2.${i}`, tcp));

const isBlamed = (stage: StagedSchedule) =>
  stage.changes.some(({ state }) => state.failures > 0 || state.health === "down");

describe("a probing thread that stood still", () => {
  it("throws away what was under way, says so, and begins it anew", () => {
    const stage = new StagedSchedule();
    stage.answer = () => ({ outcome: passed, afterMs: 200 });
    stage.schedule.set(probes);
    stage.clock.advance(5000);
    const running = stage.running;
    expect(running).toBeGreaterThan(3);
    const late = stage.starts.filter(({ stopped }) => !stopped);
    stage.clock.freeze(3000);
    // An answer that was long there is what the thread sees first.
    late[0]!.end(passed);
    expect(stage.news.filter(({ kind }) => kind === "stalled")).toEqual([
      { kind: "stalled", stalledMs: expect.any(Number), discarded: running },
    ]);
    expect(late.every(({ stopped }) => stopped)).toBe(true);
    const before = stage.starts.length;
    stage.clock.advance(50);
    for (const { key } of late) {
      expect(stage.starts.slice(before).some((start) => start.key === key)).toBe(true);
    }
    stage.clock.advance(5000);
    expect(isBlamed(stage)).toBe(false);
  });

  it("starts no herd of all the probes that would have come meanwhile", () => {
    const stage = new StagedSchedule();
    stage.schedule.set(probes);
    stage.clock.advance(5000);
    stage.clock.freeze(10_000);
    const before = stage.starts.length;
    stage.clock.advance(100);
    expect(stage.starts.length - before).toBeLessThan(25);
  });

  it("gives a check the time back that a short pause has taken", () => {
    const stage = new StagedSchedule();
    stage.answer = () => ({ outcome: passed, afterMs: 450 });
    stage.schedule.set([plannedProbe("192.0.2.1", tcp, { intervalMs: 10_000, timeoutMs: 500 })]);
    for (let i = 0; stage.running === 0 && i < 1000; i++) stage.clock.advance(10);
    stage.clock.advance(400);
    // Less than its time-out: not thrown away. The answer is read 900 ms after the question.
    stage.clock.freeze(480);
    stage.clock.advance(1000);
    expect(stage.stateOf("tcp@192.0.2.1")).toMatchObject({ health: "up", reason: "ok" });
    expect(stage.news.some(({ kind }) => kind === "stalled")).toBe(false);
  });

  it(`never blames a target, whenever it stands still and for how long (SEED=${seed})`, () => {
    const pause = fc.record({ afterMs: fc.nat(3000), forMs: fc.integer({ min: 1, max: 5000 }) });
    fc.assert(
      fc.property(
        fc.array(pause, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(1000),
        (pauses, latencyMs, phase) => {
          const stage = new StagedSchedule({ seed: phase });
          stage.answer = () => ({ outcome: passed, afterMs: latencyMs });
          const quick = { intervalMs: 200, timeoutMs: 100, recheckMs: 50 };
          stage.schedule.set([
            ...probes.slice(0, 5),
            plannedProbe("192.0.2.200", tcp, quick),
            plannedProbe("192.0.2.201", tcp, quick),
          ]);
          for (const { afterMs, forMs } of pauses) {
            stage.clock.advance(afterMs);
            stage.clock.freeze(forMs);
          }
          stage.clock.advance(1000);
          expect(isBlamed(stage)).toBe(false);
        },
      ),
      { seed, numRuns: 100 },
    );
  });
});
