import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { controlOf, ManualClock, temporaryFolder, writeZone, zoneText } from "./control-fixture.js";

const broken = "this is no zone\n";

describe("the first load", () => {
  test("serves every zone that can be read, and tells of the others", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    writeZone(folder, "b.example", zoneText(2));
    writeZone(folder, "c.example", broken);
    const { control, image, eventsOf } = controlOf(folder);
    const summary = await control.start();
    expect(summary).toMatchObject({
      zones: 2,
      loaded: 2,
      broken: 1,
      refused: null,
      reason: "start",
    });
    expect(summary.records).toBe(8);
    expect(image.served).toEqual(
      new Map([
        ["a.example.", 1],
        ["b.example.", 2],
      ]),
    );
    const [event] = eventsOf("zone-broken");
    expect(event).toMatchObject({ apex: "c.example.", serving: null });
    expect(event?.diagnostics[0]).toMatchObject({
      file: path.join(folder, "c.example.zone"),
      line: 1,
    });
    expect(control.zone("c.example.")).toMatchObject({ source: "broken", serving: null });
    expect(control.zone("a.example.")).toMatchObject({ source: "ok", serving: { serial: 1 } });
  });

  test("uses threads for many zones, and every one of them is served", async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 500; i++) writeZone(folder, `z${i}.example`, zoneText(i + 1));
    const { control, image, eventsOf } = controlOf(folder);
    const summary = await control.start();
    expect(summary).toMatchObject({ zones: 500, loaded: 500, broken: 0, records: 2000 });
    expect(image.served.get("z499.example.")).toBe(500);
    expect(image.store.zoneCount).toBe(500);
    expect(eventsOf("load-progress").at(-1)).toMatchObject({ done: 500, total: 500 });
    expect([...control.status()].every(({ source }) => source === "ok")).toBe(true);
  });

  test("serves a big zone from memory of its own", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "big.example", zoneText(7, 30_000));
    const state = temporaryFolder();
    const { control, image } = controlOf(folder, { state });
    expect(await control.start()).toMatchObject({ zones: 1, records: 30_003 });
    expect(image.served).toEqual(new Map([["big.example.", 7]]));
    await control.close();
    const again = controlOf(folder, { state });
    expect(await again.control.start()).toMatchObject({ zones: 1, loadedFromImages: 1 });
    const [before, after] = [image.segments, again.image.segments].map(([segment]) => segment);
    expect(before !== undefined && after?.equals(before)).toBe(true);
  });

  test("reports a folder that is not there and serves nothing", async () => {
    const { control } = controlOf(path.join(temporaryFolder(), "absent"));
    const summary = await control.start();
    expect(summary.refused?.code).toBe("zones-folder-unreadable");
    expect(summary.zones).toBe(0);
  });

  test("is not held up by a FIFO, a folder or a dangling link that are named like zones", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    fs.mkdirSync(path.join(folder, "dir.example.zone"));
    fs.symlinkSync("nowhere", path.join(folder, "link.example.zone"));
    const { control } = controlOf(folder);
    expect(await control.start()).toMatchObject({ zones: 1, broken: 2 });
  });
});

describe("a reload", () => {
  test("reads only what changed", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    writeZone(folder, "b.example", zoneText(1));
    const { control, image, eventsOf, clock } = controlOf(folder);
    await control.start();
    clock.advance(1000);
    await control.reload();
    writeZone(folder, "a.example", zoneText(2));
    writeZone(folder, "new.example", zoneText(9));
    expect(await control.reload({ reason: "signal" })).toMatchObject({
      reason: "signal",
      loaded: 2,
      zones: 3,
    });
    expect(image.served.get("a.example.")).toBe(2);
    expect(
      eventsOf("zone-loaded").map(({ apex, previousSerial }) => [apex, previousSerial]),
    ).toEqual(
      expect.arrayContaining([
        ["a.example.", 1],
        ["new.example.", null],
      ]),
    );
    expect(await control.reload()).toMatchObject({ loaded: 0 });
  });

  test("counts a zone once that is read again because it had just been written", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    const standing = new ManualClock();
    // By this clock every file has changed a moment ago.
    const clock = { now: () => 0, after: standing.after.bind(standing) };
    const { control } = controlOf(folder, { clock });
    expect(await control.start()).toMatchObject({ loaded: 1 });
    writeZone(folder, "a.example", zoneText(2));
    // The kernel has told of it by then, so it is read by its hint and by the look at all files.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await control.reload()).toMatchObject({ loaded: 1, zones: 1 });
  });

  test("keeps the last good version of a zone that breaks, until it is mended", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    const { control, image, eventsOf } = controlOf(folder);
    await control.start();
    writeZone(folder, "a.example", broken);
    expect(await control.reload()).toMatchObject({ zones: 1, broken: 1, loaded: 0 });
    expect(image.served.get("a.example.")).toBe(1);
    expect(control.zone("a.example.")).toMatchObject({ source: "broken", serving: { serial: 1 } });
    await control.reload();
    // The same news is told once.
    expect(eventsOf("zone-broken")).toHaveLength(1);
    writeZone(folder, "a.example", zoneText(2));
    expect(await control.reload()).toMatchObject({ broken: 0, loaded: 1 });
    expect(control.zone("a.example.")).toMatchObject({ source: "ok", serving: { serial: 2 } });
  });

  test("warns when a serial goes backwards, and serves it all the same", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(10));
    const { control, image, eventsOf } = controlOf(folder);
    await control.start();
    writeZone(folder, "a.example", zoneText(9));
    await control.reload();
    expect(image.served.get("a.example.")).toBe(9);
    expect(eventsOf("zone-loaded")[0]?.diagnostics).toMatchObject([
      { code: "serial-went-backwards", severity: "warning" },
    ]);
  });

  test("follows files that a zone includes", async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, "parts"));
    const part = path.join(folder, "parts", "hosts.inc");
    fs.writeFileSync(part, "www A 192.0.2.7\n");
    writeZone(folder, "a.example", `${zoneText(1)}$INCLUDE parts/hosts.inc\n`);
    const { control, clock } = controlOf(folder);
    const first = await control.start();
    clock.advance(60_000);
    await control.reload();
    fs.writeFileSync(part, "www A 192.0.2.8\nmail A 192.0.2.9\n");
    const summary = await control.reload();
    expect(summary.loaded).toBe(1);
    expect(summary.records).toBe(first.records + 1);
  });

  test("of named zones reads these whatever their files look like", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    writeZone(folder, "b.example", zoneText(1));
    const { control } = controlOf(folder);
    await control.start();
    expect(await control.reload({ only: ["a.example.", "absent.example."] })).toMatchObject({
      loaded: 1,
      zones: 2,
    });
  });
});

describe("a zone whose file is gone", () => {
  const withThree = async () => {
    const folder = temporaryFolder();
    for (const apex of ["a.example", "b.example", "c.example"])
      writeZone(folder, apex, zoneText(1));
    const controlled = controlOf(folder);
    await controlled.control.start();
    return { folder, ...controlled };
  };

  test("is served until the delay is over", async () => {
    const { folder, control, image, clock, eventsOf } = await withThree();
    fs.rmSync(path.join(folder, "a.example.zone"));
    expect(await control.reload()).toMatchObject({ zones: 3, removalPending: 1, refused: null });
    expect(control.zone("a.example.")).toMatchObject({ source: "removed", serving: { serial: 1 } });
    clock.advance(59_000);
    await control.reload();
    expect(image.served.has("a.example.")).toBe(true);
    clock.advance(1_000);
    expect(image.served.has("a.example.")).toBe(false);
    expect(control.zone("a.example.")).toBeUndefined();
    expect(eventsOf("zone-removed")).toEqual([{ kind: "zone-removed", apex: "a.example." }]);
    expect(control.zoneCount).toBe(2);
  });

  test("is served for as long as told, even where that is longer than a timer can wait", async () => {
    const folder = temporaryFolder();
    for (const apex of ["a.example", "b.example"]) writeZone(folder, apex, zoneText(1));
    const removalDelayMs = 40 * 86_400_000;
    const { control, image, clock } = controlOf(folder, { removalDelayMs });
    await control.start();
    fs.rmSync(path.join(folder, "a.example.zone"));
    await control.reload();
    clock.advance(removalDelayMs - 1);
    expect(image.served.has("a.example.")).toBe(true);
    clock.advance(1);
    expect(image.served.has("a.example.")).toBe(false);
  });

  test("stays if the file comes back in time, read anew", async () => {
    const { folder, control, image, clock, eventsOf } = await withThree();
    fs.rmSync(path.join(folder, "a.example.zone"));
    await control.reload();
    writeZone(folder, "a.example", zoneText(2));
    await control.reload();
    clock.advance(600_000);
    expect(image.served.get("a.example.")).toBe(2);
    expect(eventsOf("zone-removal-cancelled")).toHaveLength(1);
    expect(control.zone("a.example.")).toMatchObject({ source: "ok", removalAt: null });
  });

  test("stays if the file is back at the last moment, without a reload", async () => {
    const { folder, control, image, clock } = await withThree();
    fs.rmSync(path.join(folder, "a.example.zone"));
    await control.reload();
    writeZone(folder, "a.example", zoneText(2));
    clock.advance(600_000);
    expect(image.served.get("a.example.")).toBe(1);
    await control.reload();
    expect(image.served.get("a.example.")).toBe(2);
  });

  test("is held without an end if more than half of the zones went with it", async () => {
    const { folder, control, image, clock, eventsOf } = await withThree();
    for (const apex of ["a.example", "b.example"]) fs.rmSync(path.join(folder, `${apex}.zone`));
    const summary = await control.reload();
    expect(summary.refused?.code).toBe("too-many-zones-gone");
    clock.advance(3_600_000);
    expect((await control.reload()).refused?.code).toBe("too-many-zones-gone");
    expect(image.served.size).toBe(3);
    expect(eventsOf("reload-refused")).toHaveLength(2);
    expect(await control.reload({ force: true })).toMatchObject({
      refused: null,
      zones: 1,
      removed: 2,
    });
    expect(image.served.size).toBe(1);
  });
});

describe("a zones folder that is empty or gone", () => {
  test("is refused at a reload, and everything is served on", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    const { control, image, clock } = controlOf(folder);
    await control.start();
    fs.renameSync(path.join(folder, "a.example.zone"), path.join(folder, "aside"));
    expect((await control.reload()).refused?.code).toBe("zones-folder-empty");
    fs.rmSync(folder, { recursive: true });
    expect((await control.reload({ force: true })).refused?.code).toBe("zones-folder-unreadable");
    clock.advance(3_600_000);
    expect(image.served.get("a.example.")).toBe(1);
    fs.mkdirSync(folder);
    writeZone(folder, "a.example", zoneText(2));
    expect(await control.reload()).toMatchObject({ refused: null, loaded: 1 });
    expect(control.zone("a.example.")).toMatchObject({ source: "ok" });
  });
});
