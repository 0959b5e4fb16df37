import { describe, expect, it } from "vitest";
import { ScriptedProber, TestRotation, threeRecords, threeTargets } from "./test-rotation.js";

describe("the probing thread's supervisor", () => {
  it("starts no thread for a server without probes", () => {
    const test = new TestRotation();
    test.serve(threeRecords, null);
    expect(test.probers).toEqual([]);
    expect(test.rotation.prober.alive).toBe(true);
  });

  it("replaces a thread that died; nothing that was known is lost and no answer changes", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe("192.0.2.2", "down", { successes: 3 });
    test.prober.die("out of memory");
    expect(test.rotation.prober).toEqual({ alive: false, restarts: 1 });
    expect(test.answer().values).toEqual(["192.0.2.1", "192.0.2.3"]);
    test.clock.advance(1);
    expect(test.probers).toHaveLength(2);
    expect(test.rotation.prober).toEqual({ alive: true, restarts: 1 });
    const probe = test.prober.probes.find(({ host }) => host === "192.0.2.2");
    expect(probe?.from).toMatchObject({ health: "down", successes: 3 });
    expect(test.answer().values).toEqual(["192.0.2.1", "192.0.2.3"]);
    expect(test.told("prober-died")).toMatchObject([{ reason: "out of memory", restarts: 1 }]);
  });

  it("waits longer and longer for a thread that dies again and again", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    for (let death = 0; death < 8; death++) {
      test.prober.die("again");
      test.clock.advance(1000);
    }
    expect(test.told("prober-died").map(({ restartInMs }) => restartInMs)).toEqual([
      0, 0, 0, 100, 200, 400, 800, 1000,
    ]);
  });

  it("gives up a thread that gives no sign of life, and not one that is only slow", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const first = test.prober;
    // It says something every eight seconds.
    for (let round = 0; round < 5; round++) {
      test.clock.advance(8000);
      first.say({ kind: "tally", of: [] });
    }
    expect(test.probers).toHaveLength(1);
    test.clock.advance(13_000);
    expect(first.ended).toBe(true);
    expect(test.probers).toHaveLength(2);
    expect(test.told("prober-died")).toMatchObject([{ reason: "no sign of life for 10 s" }]);
    // What the old one still says does not count.
    const [probe] = test.prober.probes;
    const state = { ...probe!.from, health: "down" as const };
    first.say({ kind: "states", changes: [{ key: probe!.key, state }] });
    test.clock.advance(1);
    expect(test.answer().values).toHaveLength(3);
  });

  it("tries again when a thread cannot be started at all", () => {
    let fails = 2;
    const started: ScriptedProber[] = [];
    const test = new TestRotation({
      startProber: () => {
        if (fails-- > 0) throw new Error("no memory for a thread");
        const prober = new ScriptedProber();
        started.push(prober);
        return prober;
      },
    });
    test.serve(threeRecords, threeTargets);
    test.clock.advance(5000);
    expect(started).toHaveLength(1);
    expect(test.rotation.prober).toEqual({ alive: true, restarts: 2 });
  });

  it("hands on histories, and is empty when nobody answers", async () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const key = test.rotation.probeKey("example.com.", "web@192.0.2.1")!;
    const asked = test.rotation.history([key]);
    const order = test.prober.orders.findLast(({ kind }) => kind === "history");
    const results = [{ atMs: 1, ok: true, reason: "ok", latencyMs: 1 }];
    if (order?.kind !== "history") throw new Error("nothing was asked");
    test.prober.say({ kind: "history", id: order.id, of: [{ key, results }] });
    expect(await asked).toEqual([{ key, results }]);

    const slow = test.rotation.history([key]);
    test.clock.advance(2000);
    expect(await slow).toEqual([]);

    const orphaned = test.rotation.history([key]);
    test.prober.die("gone");
    expect(await orphaned).toEqual([]);
    expect(await test.rotation.history([key])).toEqual([]);
  });

  it("adds up what it tells of results, for probes that there still are", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const key = test.rotation.probeKey("example.com.", "web@192.0.2.1")!;
    const tally = { key, ok: 2, failed: 1, buckets: [1, 2], latencySumMs: 5 };
    test.prober.say({ kind: "tally", of: [tally, { ...tally, key: "of nobody" }] });
    test.prober.say({ kind: "tally", of: [tally] });
    expect([...test.rotation.tallies()]).toEqual([
      { key, ok: 4, failed: 2, buckets: [2, 4], latencySumMs: 10 },
    ]);
    test.remove();
    expect([...test.rotation.tallies()]).toEqual([]);
  });
});
