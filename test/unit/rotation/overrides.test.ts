import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readOverrides } from "../../../src/rotation/override-text.js";
import type { OverrideChange } from "../../../src/rotation/rotation-port.js";
import { makeFolder, TestRotation, threeRecords, threeTargets } from "./test-rotation.js";

const change: OverrideChange = {
  pattern: "192.0.2.1",
  action: "drain",
  forMs: null,
  who: "alice",
  why: "new kernel",
  force: false,
};

describe("a file of overrides", () => {
  const read = (text: string) => readOverrides(text, "overrides", 1000);

  it("has an order on each line, in order, with who, why and until when", () => {
    const { overrides, diagnostics } = read(
      "# in the night of the first\n\n" +
        "192.0.2.1 => drain until 2026-12-01T18:00Z  # alice: new kernel\r\n" +
        "group:rack-a => DOWN\n" +
        "www.example.com./*/192.0.2.* => up until 2026-12-01T19:00:30+01:00 # just so\n",
    );
    expect(diagnostics).toEqual([]);
    const common = { atMs: 1000, source: "file" };
    expect(overrides).toEqual([
      {
        ...common,
        pattern: "192.0.2.1",
        action: "drain",
        untilMs: Date.UTC(2026, 11, 1, 18),
        who: "alice",
        why: "new kernel",
      },
      {
        ...common,
        pattern: "group:rack-a",
        action: "down",
        untilMs: null,
        who: "the overrides file",
        why: "",
      },
      {
        ...common,
        pattern: "www.example.com./*/192.0.2.*",
        action: "up",
        untilMs: Date.UTC(2026, 11, 1, 18, 0, 30),
        who: "the overrides file",
        why: "just so",
      },
    ]);
  });

  it.each([
    ["192.0.2.1", "override-syntax", 1],
    ["192.0.2.1 drain", "override-syntax", 1],
    ["192.0.2.1 => reboot", "override-bad-action", 14],
    ["192.0.2.1 => drain for 30m", "override-bad-time", 20],
    ["192.0.2.1 => drain until tomorrow", "override-bad-time", 20],
    ["192.0.2.1 => drain until 2026-12-01T18:00", "override-bad-time", 20],
    ["192.0.2.1 => drain until 2026-13-01T18:00Z", "override-bad-time", 20],
    [`${"x".repeat(1001)} => down`, "override-syntax", 1],
  ])("with the line %j tells what is wrong, and obeys the others", (line, code, column) => {
    const { overrides, diagnostics } = read(`a => down\n${line}\nb => up\n`);
    expect(overrides.map(({ pattern }) => pattern)).toEqual(["a", "b"]);
    expect(diagnostics).toMatchObject([{ code, file: "overrides", line: 2, column }]);
  });

  it("has a thousand orders at most, and tells of no more than a hundred faults", () => {
    const many = read("a => down\n".repeat(1002));
    expect(many.overrides).toHaveLength(1000);
    expect(many.diagnostics).toMatchObject([{ code: "override-too-many", line: 1001 }]);
    expect(read("a\n".repeat(5000)).diagnostics).toHaveLength(100);
  });
});

describe("the local file of overrides", () => {
  it("is obeyed from the first answer on, when it changes, and until it goes away", () => {
    const file = path.join(makeFolder(), "overrides");
    fs.writeFileSync(file, "192.0.2.1 => down # bob: smoke\n");
    const test = new TestRotation({ overridesFile: file });
    test.serve(threeRecords, threeTargets);
    expect(test.answer().values).toEqual(["192.0.2.2", "192.0.2.3"]);
    expect(test.told("override")).toMatchObject([
      { change: "set", override: { who: "bob", why: "smoke", action: "down" } },
    ]);

    fs.writeFileSync(file, "192.0.2.1 => down # bob: smoke\n192.0.2.2 => down\n");
    test.clock.advance(3000);
    expect(test.answer().values).toEqual(["192.0.2.3"]);
    expect(test.told("override")).toHaveLength(2);

    fs.rmSync(file);
    test.clock.advance(5000);
    expect(test.answer().values).toHaveLength(3);
    expect(test.told("override").map((event) => event.change)).toEqual([
      "set",
      "set",
      "cleared",
      "cleared",
    ]);
  });

  it("is not read while it is being written", () => {
    const file = path.join(makeFolder(), "overrides");
    const test = new TestRotation({ overridesFile: file });
    test.serve(threeRecords, threeTargets);
    fs.writeFileSync(file, "192.0.2.1 => do");
    // It is seen, but has not stood still yet.
    test.clock.advance(2000);
    fs.writeFileSync(file, "192.0.2.1 => down\n");
    test.clock.advance(3000);
    expect(test.told("override-file")).toMatchObject([{ overrides: 1, diagnostics: [] }]);
    expect(test.answer().values).toHaveLength(2);
  });

  it.each(["emptied", "taken away"])(
    "is still in force when it was %s a moment ago: that may be half of a save",
    (how) => {
      const file = path.join(makeFolder(), "overrides");
      const orders = "192.0.2.1 => down # bob: smoke\n";
      fs.writeFileSync(file, orders);
      const test = new TestRotation({ overridesFile: file });
      test.serve(threeRecords, threeTargets);
      if (how === "emptied") fs.writeFileSync(file, "");
      else fs.rmSync(file);
      test.clock.advance(3900);
      fs.writeFileSync(file, `${orders}192.0.2.2 => down\n`);
      test.clock.advance(5000);
      expect(test.told("override").map((event) => event.change)).toEqual(["set", "set"]);
      expect(test.answer().values).toEqual(["192.0.2.3"]);
    },
  );

  it("that cannot be read leaves in force what was read last", () => {
    const folder = makeFolder();
    const file = path.join(folder, "overrides");
    fs.writeFileSync(file, "192.0.2.1 => down\n");
    const test = new TestRotation({ overridesFile: file });
    test.serve(threeRecords, threeTargets);
    fs.rmSync(file);
    fs.mkdirSync(file);
    test.clock.advance(3000);
    expect(test.told("override-file").at(-1)).toMatchObject({
      diagnostics: [{ code: "override-file-unreadable" }],
    });
    expect(test.answer().values).toEqual(["192.0.2.2", "192.0.2.3"]);
  });

  it("ends by itself where it says until when", () => {
    const file = path.join(makeFolder(), "overrides");
    const test = new TestRotation({ overridesFile: file });
    const until = new Date(test.clock.now() + 60_000).toISOString();
    fs.writeFileSync(file, `192.0.2.1 => down until ${until}\n`);
    test.serve(threeRecords, threeTargets);
    test.clock.advance(3000);
    expect(test.answer().values).toHaveLength(2);
    test.clock.advance(58_000);
    expect(test.answer().values).toHaveLength(3);
  });
});

describe("an order over the admin endpoint", () => {
  it("is obeyed at once, says whom it reaches and when the target is empty", async () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe(["192.0.2.1", "192.0.2.2", "192.0.2.3"], "up");
    const orderedAt = test.clock.now();
    expect(await test.rotation.override(change)).toEqual({
      kind: "done",
      targets: ["www.example.com./main/192.0.2.1"],
      drainedAtMs: orderedAt + 300_000 + 5000,
    });
    test.clock.advance(1);
    expect(test.answer().values).toEqual(["192.0.2.2", "192.0.2.3"]);
    expect(test.rotation.overrides).toMatchObject([{ who: "alice", why: "new kernel" }]);
  });

  it("ends when its time is over", async () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    await test.rotation.override({ ...change, forMs: 30_000 });
    test.clock.advance(29_000);
    expect(test.answer().values).toHaveLength(2);
    test.clock.advance(1500);
    expect(test.answer().values).toHaveLength(3);
    expect(test.rotation.overrides).toEqual([]);
    expect(test.told("override").map((event) => event.change)).toEqual(["set", "ended"]);
  });

  it("is refused if too little would be left, unless it is forced; down is never revived", async () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    test.probe(["192.0.2.1", "192.0.2.2", "192.0.2.3"], "up");
    const wide = { ...change, pattern: "www.example.com", action: "down" } as const;
    expect(await test.rotation.override(wide)).toMatchObject({ kind: "refused" });
    test.clock.advance(1);
    expect(test.answer().values).toHaveLength(3);
    expect(await test.rotation.override({ ...wide, force: true })).toMatchObject({ kind: "done" });
    test.clock.advance(1);
    expect(test.answer().values).toEqual([]);
  });

  it("takes the place of one with the same pattern, and auto takes it back", async () => {
    const test = new TestRotation();
    test.serve(threeRecords, threeTargets);
    await test.rotation.override(change);
    await test.rotation.override({ ...change, action: "down" });
    expect(test.rotation.overrides).toMatchObject([{ action: "down" }]);
    await test.rotation.override({ ...change, action: "auto" });
    expect(test.rotation.overrides).toEqual([]);
    test.clock.advance(1);
    expect(test.answer().values).toHaveLength(3);
  });

  it("of auto takes back every order about its targets, and leaves none behind", async () => {
    const file = path.join(makeFolder(), "overrides");
    const test = new TestRotation({ overridesFile: file });
    test.serve(threeRecords, threeTargets);
    await test.rotation.override(change);
    await test.rotation.override({ ...change, pattern: "www*/192.0.2.2" });
    await test.rotation.override({ ...change, pattern: "www*", action: "auto" });
    expect(test.rotation.overrides).toEqual([]);
    // Nothing is left that would stand against what is ordered later in the file.
    fs.writeFileSync(file, "www* => down\n");
    test.clock.advance(5000);
    expect(test.answer().values).toEqual([]);
  });

  it("of auto stands against what the zone or the local file says", async () => {
    const file = path.join(makeFolder(), "overrides");
    fs.writeFileSync(file, "192.0.2.2 => drain\n");
    const test = new TestRotation({ overridesFile: file });
    const declared = threeTargets.replace("[192.0.2.1,", "[{ value: 192.0.2.1, state: drain },");
    test.serve(threeRecords, declared);
    test.probe(["192.0.2.1", "192.0.2.2", "192.0.2.3"], "up");
    expect(test.answer().values).toEqual(["192.0.2.3"]);
    await test.rotation.override({ ...change, action: "auto" });
    await test.rotation.override({ ...change, pattern: "192.0.2.2", action: "auto" });
    test.clock.advance(1);
    expect(test.answer().values).toHaveLength(3);
  });

  it("survives a restart, and is over after it if its time is over", async () => {
    const state = makeFolder();
    const first = new TestRotation({ state });
    first.serve(threeRecords, threeTargets);
    await first.rotation.override({ ...change, forMs: 3_600_000 });
    await first.rotation.override({ ...change, pattern: "192.0.2.2", action: "down", forMs: 1000 });
    await first.rotation.close();

    const second = new TestRotation({ state });
    second.clock.advance(60_000);
    second.serve(threeRecords, threeTargets);
    expect(second.rotation.overrides).toMatchObject([{ pattern: "192.0.2.1", who: "alice" }]);
    expect(second.answer().values).toEqual(["192.0.2.2", "192.0.2.3"]);
  });

  it("is refused when a thousand are in force", async () => {
    const test = new TestRotation();
    for (let order = 0; order < 1000; order++) {
      await test.rotation.override({ ...change, pattern: `p${order}` });
    }
    expect(await test.rotation.override(change)).toMatchObject({
      kind: "refused",
      reason: "1000 overrides are in force already",
    });
    expect(
      await test.rotation.override({ ...change, pattern: "p7", action: "auto" }),
    ).toMatchObject({ kind: "done" });
    expect(await test.rotation.override(change)).toMatchObject({ kind: "done" });
  });
});
