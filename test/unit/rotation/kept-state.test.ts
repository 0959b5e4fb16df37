import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../control/control-fixture.js";
import { makeFolder, TestRotation, threeRecords, threeTargets } from "./test-rotation.js";

const all = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
const two = ["192.0.2.1", "192.0.2.3"];

/** A server that knew one target to be dead, and stopped. */
async function stateWithDeadTarget(yaml = threeTargets): Promise<string> {
  const state = makeFolder();
  const test = new TestRotation({ state });
  test.serve(threeRecords, yaml);
  test.probe(all, "up");
  test.probe("192.0.2.2", "down", { successes: 2 });
  await test.rotation.close();
  return state;
}

describe("the state on disk", () => {
  it("lets the first answer after a restart be without the dead target (I11)", async () => {
    const state = await stateWithDeadTarget();
    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(two);
    expect(test.told("state-restored")).toMatchObject([{ zones: 1, probes: 3 }]);
    // The probe goes on counting where it stood.
    const probe = test.prober.probes.find(({ host }) => host === "192.0.2.2");
    expect(probe?.from).toMatchObject({ health: "down", successes: 2 });
  });

  it("is there for a zone whose steering file went away for a moment", () => {
    const test = new TestRotation({ state: makeFolder() });
    test.serve(threeRecords, threeTargets);
    test.probe(all, "up");
    test.probe("192.0.2.2", "down", { successes: 2 });
    test.serve(threeRecords, null);
    expect(test.answer().values).toEqual(all);
    expect(test.told("zone-left")).toMatchObject([{ apex: "example.com." }]);
    // Nothing is probed, and nothing is missing.
    expect(test.rotation.prober.alive).toBe(true);
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(two);
    test.serve(threeRecords, null);
    test.clock.advance(900_000);
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(all);
  });

  it("is not believed when it is too old", async () => {
    const state = await stateWithDeadTarget();
    const clock = new ManualClock();
    clock.advance(3_600_000);
    const test = new TestRotation({ state }, clock);
    test.serve(threeRecords, threeTargets);
    expect(test.answer()).toEqual({ values: all, ttl: 30 });
    expect(test.told("state-unusable")).toMatchObject([{ reason: expect.stringContaining("old") }]);
  });

  it.each([
    ["is empty", () => ""],
    ["was cut off", (text: string) => text.slice(0, -20)],
    ["has another octet", (text: string) => text.replace('"down"', '"dawn"')],
    ["is of another version", (text: string) => text.replace(/^\d+/, "99")],
    ["is no state at all", () => "\0\x01\xff garbage\nmore"],
  ])("is not believed when it %s", async (_, damage) => {
    const state = await stateWithDeadTarget();
    const file = path.join(state, "steering.json");
    fs.writeFileSync(file, damage(fs.readFileSync(file, "utf8")));
    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    expect(test.answer()).toEqual({ values: all, ttl: 30 });
    expect(test.told("state-unusable")).toHaveLength(1);
  });

  it("says of an order that it could not be written, and at start that orders are lost", async () => {
    const state = path.join(makeFolder(), "state");
    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    const order = { pattern: all[0]!, action: "drain", forMs: null, who: "ada", why: "" } as const;
    expect(await test.rotation.override({ ...order, force: false })).not.toHaveProperty("kept");
    fs.rmSync(state, { recursive: true });
    fs.writeFileSync(state, "");
    const unwritten = await test.rotation.override({ ...order, action: "down", force: false });
    expect(unwritten).toMatchObject({ kind: "done", kept: false });
    fs.rmSync(state);
    fs.mkdirSync(state);
    fs.writeFileSync(path.join(state, "steering-overrides.json"), "{{{\n");
    expect(new TestRotation({ state }).told("state-unusable")).toMatchObject([
      { what: "orders", reason: "it is damaged" },
    ]);
  });

  it("is written within a second of a change, and as a whole", async () => {
    const state = makeFolder();
    const file = path.join(state, "steering.json");
    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    test.clock.advance(1000);
    await expect.poll(() => fs.existsSync(file)).toBe(true);
    test.probe("192.0.2.2", "down");
    test.clock.advance(1000);
    await expect.poll(() => fs.readFileSync(file, "utf8")).toContain('"down"');
    await expect.poll(() => fs.readdirSync(state)).toEqual(["steering.json"]);
    await test.rotation.close();
  });

  it("keeps what it has of a zone that was not loaded this time", async () => {
    const state = await stateWithDeadTarget();
    const between = new TestRotation({ state });
    between.serve(threeRecords, threeTargets, "example.org");
    await between.rotation.close();

    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(two);
  });

  it("that cannot be written changes no answer and is told once", async () => {
    const state = path.join(makeFolder(), "file");
    fs.writeFileSync(state, "not a folder");
    const test = new TestRotation({ state });
    test.serve(threeRecords, threeTargets);
    test.clock.advance(1000);
    await expect.poll(() => test.told("state-alarm")).toHaveLength(1);
    test.probe("192.0.2.2", "down");
    test.clock.advance(1000);
    await test.rotation.close();
    expect(test.told("state-alarm")).toHaveLength(1);
    expect(test.answer().values).toEqual(two);
  });

  it("holds what the planner left behind: a hold-down goes on after a restart", async () => {
    const yaml = threeTargets.replace("holdDown: 0s", "holdDown: 60s");
    const state = makeFolder();
    const first = new TestRotation({ state });
    first.serve(threeRecords, yaml);
    first.probe(all, "up");
    first.probe("192.0.2.2", "down");
    first.clock.advance(5000);
    first.probe("192.0.2.2", "up");
    expect(first.answer().values).toEqual(two);
    await first.rotation.close();

    const second = new TestRotation({ state });
    second.serve(threeRecords, yaml);
    expect(second.answer().values).toEqual(two);
    second.clock.advance(70_000);
    expect(second.answer().values).toEqual(all);
  });
});
