import { describe, expect, it } from "vitest";
import { ManualClock } from "../control/control-fixture.js";
import { TestRotation, threeRecords, threeTargets } from "./test-rotation.js";

const all = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];

describe("the rotation", () => {
  it("answers every target while nothing is known, and no dead one once its probe says so", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    expect(test.answer()).toEqual({ values: all, ttl: 30 });
    test.probe(all, "up");
    test.probe("192.0.2.2", "down");
    expect(test.answer().values).toEqual(["192.0.2.1", "192.0.2.3"]);
    test.probe("192.0.2.2", "up");
    expect(test.answer().values).toEqual(all);
  });

  it("has blocks in place before a zone is served, so that no answer is unsteered", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe("192.0.2.2", "down");
    // The zone is loaded anew: its slots are others, its first answer must not be.
    test.publish(`${threeRecords}other A 192.0.2.9\n`, threeTargets);
    expect(test.answer().values).toEqual(["192.0.2.1", "192.0.2.3"]);
    test.clock.advance(60);
    expect(test.prober.probes).toHaveLength(3);
  });

  it("asks once where several zones ask the same, and tells all of them", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.serve(threeRecords, threeTargets.replaceAll("web", "site"), "example.org");
    expect(test.prober.probes).toHaveLength(3);
    test.probe("192.0.2.1", "down");
    expect(test.answer("www.example.com").values).not.toContain("192.0.2.1");
    expect(test.answer("www.example.org").values).not.toContain("192.0.2.1");
    expect(test.rotation.probeKey("example.com.", "web@192.0.2.1")).toBe(
      test.rotation.probeKey("example.org.", "site@192.0.2.1"),
    );
    test.remove("example.com.");
    expect(test.prober.probes).toHaveLength(3);
    test.remove("example.org.");
    expect(test.rotation.probeCount).toBe(0);
    expect(test.prober.orders.at(-1)).toEqual({ kind: "stop" });
  });

  it("lets a probe go on undisturbed when another zone comes that needs it", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe("192.0.2.1", "down");
    test.serve(threeRecords, threeTargets, "example.org");
    expect(test.answer("www.example.org").values).toEqual(["192.0.2.2", "192.0.2.3"]);
  });

  it("keeps what is down down when only the thresholds of its monitor change", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe("192.0.2.1", "down");
    test.serve(threeRecords, threeTargets.replace("interval: 1s", "interval: 2s, fall: 5"));
    expect(test.answer().values).not.toContain("192.0.2.1");
    const probe = test.prober.probes.find(({ host }) => host === "192.0.2.1");
    expect(probe?.from).toMatchObject({ health: "down", failures: 0, successes: 0 });
    // Another question has another answer.
    test.serve(threeRecords, threeTargets.replace("port: 80", "port: 81"));
    expect(test.answer().values).toContain("192.0.2.1");
  });

  it("keeps what was pushed when only the time changes for which it is believed", () => {
    const test = new TestRotation();
    const yaml = (staleAfter: string) =>
      threeTargets.replace("type: tcp, port: 80", `type: push, staleAfter: ${staleAfter}`);
    test.serve(threeRecords, yaml("1h"));
    test.probe(["192.0.2.1", "192.0.2.2", "192.0.2.3"], "up");
    test.probe("192.0.2.1", "down");
    test.serve(threeRecords, yaml("2h"));
    expect(test.answer().values).toEqual(["192.0.2.2", "192.0.2.3"]);
  });

  it("forgets a zone that is no longer steered, and one that is gone", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe("192.0.2.1", "down");
    test.serve(threeRecords, null);
    expect(test.answer().values).toEqual(all);
    expect([...test.rotation.zones()]).toEqual([]);
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(all);
    test.remove();
    expect([...test.rotation.zones()]).toEqual([]);
  });

  it("gathers the news of a turn of the loop into one plan", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const planned = () => test.rotation.zone("example.com.")!.plannedAtMs;
    const before = planned();
    test.clock.advance(1000);
    const changes = test.prober.probes.slice(0, 2).map(({ key, from }) => {
      return { key, state: { ...from, health: "down", sinceMs: 1 } as const };
    });
    for (const change of changes) test.prober.say({ kind: "states", changes: [change] });
    expect(planned()).toBe(before);
    test.clock.advance(1);
    expect(planned()).toBeGreaterThan(before);
    expect(test.answer().values).toHaveLength(1);
  });

  it("does not plan again for the time of a result alone", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe(all, "up", { sinceMs: 5 });
    const { plan } = test.rotation.zone("example.com.")!;
    test.clock.advance(10_000);
    test.probe(all, "up", { sinceMs: 5 });
    expect(test.rotation.zone("example.com.")!.plan).toBe(plan);
    expect(test.rotation.zone("example.com.")!.state.probes.get("web@192.0.2.1")?.lastMs).toBe(
      test.clock.now() - 1,
    );
  });

  it("writes a block again only if its answer or its TTL changed", () => {
    const test = new TestRotation();
    const written: number[] = [];
    const place = test.store.placeBlock.bind(test.store);
    test.store.placeBlock = (slot, block, onGone) => {
      written.push(slot);
      place(slot, block, onGone);
    };
    const two = `${threeTargets}  - { name: api, ttl: 30, pools: [{ monitor: web, targets: [192.0.2.1] }] }\n`;
    test.serve(`${threeRecords}api A 192.0.2.1\n`, two);
    expect(written).toHaveLength(2);
    test.probe("192.0.2.2", "down");
    expect(written).toHaveLength(3);
  });

  it("wakes up by itself when a hold-down ends", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets.replace("holdDown: 0s", "holdDown: 60s"));
    test.probe(all, "up");
    test.probe("192.0.2.1", "down");
    test.clock.advance(10_000);
    test.probe("192.0.2.1", "up");
    expect(test.answer().values).not.toContain("192.0.2.1");
    test.clock.advance(58_000);
    expect(test.answer().values).not.toContain("192.0.2.1");
    test.clock.advance(3000);
    expect(test.answer().values).toContain("192.0.2.1");
  });

  it("counts the answers of a target over replaced blocks and reloads", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const count = (value: string) =>
      test.rotation.answers().get(`www.example.com./main/${value}`) ?? -1;
    test.answer();
    test.answer();
    expect(count("192.0.2.1")).toBe(2);
    test.probe("192.0.2.1", "down");
    test.answer();
    expect([count("192.0.2.1"), count("192.0.2.2")]).toEqual([2, 3]);
    for (let round = 0; round < 4; round++) {
      test.store.reclaim();
      test.answer();
    }
    test.serve(threeRecords, threeTargets);
    test.answer();
    test.store.reclaim();
    expect([count("192.0.2.1"), count("192.0.2.2")]).toEqual([2, 8]);
    test.remove();
    expect(test.rotation.answers().size).toBe(0);
  });

  it("plans a shadow, tells how it differs, and never serves it", () => {
    const test = new TestRotation();
    const shadow = `${threeTargets}  - name: www
    shadow: true
    policy: failover
    slowStart: 0s
    holdDown: 0s
    pools:
      - { name: first, monitor: web, targets: [192.0.2.1] }
      - { name: rest, monitor: web, targets: [192.0.2.2, 192.0.2.3] }
`;
    test.serve(threeRecords, shadow);
    test.probe(all, "up");
    expect(test.answer().values).toEqual(all);
    const [difference] = test.rotation.zone("example.com.")!.shadows;
    expect(difference).toMatchObject({ shadow: 1, live: 0, differs: true });
    expect(difference?.values.map(({ value }) => value)).toEqual(["192.0.2.2", "192.0.2.3"]);
    expect(test.told("shadow")).toMatchObject([{ owner: "www.example.com.", differs: true }]);
  });

  it("tells once of a probe that may not be aimed where it is", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const reason = "not allowed: 192.0.2.1 is a private address";
    test.probe("192.0.2.1", "unknown", { reason });
    test.probe("192.0.2.1", "unknown", { reason, lastMs: 7 });
    expect(test.told("probe-refused")).toMatchObject([
      { probe: { monitor: "web", host: "192.0.2.1", apex: "example.com." }, reason },
    ]);
    expect(test.answer().values).toEqual(all);
  });

  it("tells of it anew when it was gone in between", () => {
    const test = new TestRotation();
    const reason = "not allowed: 192.0.2.1 is a private address";
    for (let time = 1; time <= 2; time++) {
      test.serve(threeRecords, threeTargets);
      test.probe("192.0.2.1", "unknown", { reason });
      expect(test.told("probe-refused")).toHaveLength(time);
      test.remove();
    }
  });

  it("hands pushed health to the probing thread, if there is such a monitor", () => {
    const test = new TestRotation();
    const yaml = threeTargets.replace(/web: .*\n/, "web: { type: push, staleAfter: 30s }\n");
    test.serve(threeRecords, yaml);
    expect(test.rotation.pushHealth("web", "192.0.2.1", false, "disk full")).toBe(true);
    expect(test.prober.orders.at(-1)).toMatchObject({
      kind: "push",
      ok: false,
      reason: "disk full",
    });
    expect(test.rotation.pushHealth("other", "192.0.2.1", true, "ok")).toBe(false);
    expect(test.rotation.pushHealth("web", "192.0.2.9", true, "ok")).toBe(false);
  });

  it("keeps pushed loads over a reload, for targets that there still are", () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    const reached = test.rotation.pushLoad("192.0.2.1", 70, 100, 1000);
    expect(reached).toEqual(["www.example.com./main/192.0.2.1"]);
    test.rotation.pushLoad("192.0.2.3", 5, null, 1000);
    test.serve(threeRecords.replace(/.*192.0.2.3\n/, ""), threeTargets.replace(", 192.0.2.3", ""));
    const { loads } = test.rotation.zone("example.com.")!.state;
    expect([...loads.keys()]).toEqual(["www.example.com./main/192.0.2.1"]);
    test.serve(threeRecords, threeTargets.replace("name: main", "name: other"));
    const renamed = test.rotation.zone("example.com.")!.state.loads;
    expect([...renamed.keys()]).toEqual(["www.example.com./other/192.0.2.1"]);
  });
});

describe("the rotation, with a zone that takes long to plan", () => {
  /** A clock that a plan of the zone moves on, as real time goes on meanwhile. */
  class CostlyClock extends ManualClock {
    costMs = 0;
    asked = 0;
    override now(): number {
      this.asked++;
      return super.now() + this.asked * this.costMs;
    }
  }

  it("rests between its plans, and lets other zones be planned meanwhile", () => {
    const clock = new CostlyClock();
    const test = new TestRotation({}, clock);
    test.serve(threeRecords, threeTargets);
    test.serve(threeRecords, threeTargets.replaceAll("80", "81"), "example.org");
    const [busy, calm] = ["example.com.", "example.org."].map((apex) => test.rotation.zone(apex)!);
    busy!.notBeforeMs = clock.now() + 100;
    test.probe("192.0.2.1", "down");
    clock.advance(50);
    expect(test.answer("www.example.com").values).toHaveLength(3);
    expect(test.answer("www.example.org").values).toHaveLength(2);
    expect(calm?.plannedAtMs).toBeGreaterThan(busy!.plannedAtMs);
    clock.advance(60);
    expect(test.answer("www.example.com").values).toHaveLength(2);
  });

  it("rests twice as long as the plan took", () => {
    const clock = new CostlyClock();
    const test = new TestRotation({}, clock);
    test.serve(threeRecords, threeTargets);
    const zone = test.rotation.zone("example.com.")!;
    clock.costMs = 7;
    test.probe("192.0.2.1", "down");
    const tookMs = (zone.notBeforeMs - zone.plannedAtMs) / 3;
    expect(tookMs).toBeGreaterThan(0);
    expect(tookMs % 7).toBe(0);
  });
});
