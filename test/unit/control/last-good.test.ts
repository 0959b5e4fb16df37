import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { packPath } from "../../../src/control/pack-file.js";
import { controlOf, temporaryFolder, writeZone, zoneText } from "./control-fixture.js";

const broken = "this is no zone\n";
/** Octets from one that is damaged to the next; odd, so that all eight bits have their turn. */
const step = process.env.RUNS === undefined ? 11 : 1;
/** As small as a zone can be: its octets are damaged in turn. */
const tiny = "@ 300 SOA a b 1 2 3 4 5\n@ 300 NS ns.\n";

/** A state folder in which the given zones were kept, and the images that were served. */
async function kept(folder: string, apexes: readonly string[], text = zoneText(1)) {
  const state = temporaryFolder();
  for (const apex of apexes) writeZone(folder, apex, text);
  const { control, image, clock } = controlOf(folder, { state });
  await control.start();
  clock.advance(1000);
  await control.close();
  return { state, segments: image.segments };
}

describe("after a restart", () => {
  test("unchanged zones come from their images, the same to the byte", async () => {
    const folder = temporaryFolder();
    const { state, segments } = await kept(folder, ["a.example", "b.example"]);
    const size = fs.statSync(packPath(state)).size;
    const { control, image } = controlOf(folder, { state });
    expect(await control.start()).toMatchObject({ zones: 2, loadedFromImages: 2, broken: 0 });
    expect(new Set(image.segments.map(String))).toEqual(new Set(segments.map(String)));
    expect(control.zone("a.example.")?.serving?.origin).toBe("image");
    await control.close();
    // What came from the pack file is not written to it again.
    expect(fs.statSync(packPath(state)).size).toBe(size);
  });

  test("a changed zone comes from its text", async () => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example"]);
    writeZone(folder, "a.example", zoneText(2));
    const { control, image } = controlOf(folder, { state });
    expect(await control.start()).toMatchObject({ loadedFromImages: 0 });
    expect(image.served.get("a.example.")).toBe(2);
  });

  test.each([
    ["another version of the program made the images", { version: "other" }],
    ["it is told to read texts", { startFromImages: false }],
  ])("texts are read if %s", async (_, options) => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example"]);
    const { control } = controlOf(folder, { state, ...options });
    expect(await control.start()).toMatchObject({ zones: 1, loadedFromImages: 0 });
  });

  test.each(["test", "other"])(
    "a zone whose text broke meanwhile is served from its image (program version %s)",
    async (version) => {
      const folder = temporaryFolder();
      const { state } = await kept(folder, ["a.example", "b.example"]);
      writeZone(folder, "a.example", broken);
      const { control, image, eventsOf } = controlOf(folder, { state, version });
      expect(await control.start()).toMatchObject({ zones: 2, broken: 1 });
      expect(image.served.get("a.example.")).toBe(1);
      expect(eventsOf("zone-broken")[0]).toMatchObject({
        apex: "a.example.",
        serving: { serial: 1, origin: "image" },
      });
      writeZone(folder, "a.example", zoneText(3));
      expect(await control.reload()).toMatchObject({ broken: 0 });
      expect(image.served.get("a.example.")).toBe(3);
    },
  );

  test("a zone without a file is served until the delay is over, then never again", async () => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example", "b.example"]);
    fs.rmSync(path.join(folder, "a.example.zone"));
    const first = controlOf(folder, { state });
    expect(await first.control.start()).toMatchObject({ zones: 2, removalPending: 1 });
    first.clock.advance(60_000);
    expect(first.image.served).toEqual(new Map([["b.example.", 1]]));
    await first.control.close();
    const second = controlOf(folder, { state });
    expect(await second.control.start()).toMatchObject({ zones: 1, removalPending: 0 });
  });

  test.each(["empty", "absent"])("with an %s zones folder, all is served on", async (how) => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example", "b.example"]);
    for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
    if (how === "absent") fs.rmdirSync(folder);
    const { control, image, clock, eventsOf } = controlOf(folder, { state });
    const summary = await control.start();
    expect(summary.zones).toBe(2);
    expect(summary.refused?.code).toBe(`zones-folder-${how === "absent" ? "unreadable" : "empty"}`);
    expect(eventsOf("reload-refused")).toHaveLength(1);
    clock.advance(3_600_000);
    expect(image.served.size).toBe(2);
  });

  test("zones of another folder that used the same state are not served", async () => {
    const { state } = await kept(temporaryFolder(), ["a.example", "b.example"]);
    const other = temporaryFolder();
    writeZone(other, "c.example", zoneText(1));
    const { control, image } = controlOf(other, { state });
    expect(await control.start()).toMatchObject({ zones: 1, removalPending: 0, refused: null });
    expect(image.served).toEqual(new Map([["c.example.", 1]]));
  });
});

describe("a damaged pack file", () => {
  test("never serves a wrong octet, whichever one was flipped", async () => {
    const folder = temporaryFolder();
    const { state, segments } = await kept(folder, ["a.example", "b.example"], tiny);
    const good = new Set(segments.map((segment) => segment.toString("hex")));
    for (const apex of ["a.example", "b.example"]) writeZone(folder, apex, broken);
    const pack = fs.readFileSync(packPath(state));
    let stillServed = 0;
    for (let at = 0; at < pack.length; at += step) {
      const damaged = Buffer.from(pack);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at & 7));
      fs.writeFileSync(packPath(state), damaged);
      const { control, image } = controlOf(folder, { state });
      await control.start();
      await control.close();
      for (const segment of image.segments) expect(good.has(segment.toString("hex"))).toBe(true);
      // The zone whose record was not touched is never lost.
      expect(image.segments.length, `octet ${at}`).toBeGreaterThanOrEqual(1);
      stillServed += image.segments.length;
    }
    // All octets are covered by the digest, so each flip costs exactly one image.
    expect(stillServed).toBe(Math.ceil(pack.length / step));
  });

  test("cut off anywhere still serves every record that is whole", async () => {
    const folder = temporaryFolder();
    const { state, segments } = await kept(folder, ["a.example", "b.example"], tiny);
    const good = new Set(segments.map((segment) => segment.toString("hex")));
    for (const apex of ["a.example", "b.example"]) writeZone(folder, apex, broken);
    const pack = fs.readFileSync(packPath(state));
    const first = pack.readUInt32LE(4);
    for (let length = 0; length < pack.length; length += 13) {
      fs.writeFileSync(packPath(state), pack.subarray(0, length));
      const { control, image } = controlOf(folder, { state });
      await control.start();
      await control.close();
      expect(image.segments.length, `cut at ${length}`).toBe(length >= first ? 1 : 0);
      for (const segment of image.segments) expect(good.has(segment.toString("hex"))).toBe(true);
    }
  });

  test("is told of, and the text is served", async () => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example"]);
    const pack = fs.readFileSync(packPath(state));
    pack[pack.length - 1]! ^= 0xff;
    fs.writeFileSync(packPath(state), pack);
    const { control } = controlOf(folder, { state });
    expect(await control.start()).toMatchObject({ zones: 1, loadedFromImages: 0 });
    writeZone(folder, "a.example", broken);
    await control.close();
    // The text that was served was kept again, behind the damaged record.
    const again = controlOf(folder, { state });
    expect(await again.control.start()).toMatchObject({ zones: 1, broken: 1 });
  });
});

describe("a state folder that cannot be used", () => {
  test("is told of, and serving goes on", async () => {
    const folder = temporaryFolder();
    writeZone(folder, "a.example", zoneText(1));
    const state = path.join(temporaryFolder(), "file");
    fs.writeFileSync(state, "not a folder");
    const { control, eventsOf } = controlOf(folder, { state });
    expect(await control.start()).toMatchObject({ zones: 1 });
    expect(control.stateAlarm).toContain(state);
    expect(eventsOf("state-alarm")).toHaveLength(1);
    // Once it can be used, the next reload keeps what could not be kept.
    fs.rmSync(state);
    await control.reload();
    await expect.poll(() => control.stateAlarm).toBeNull();
    expect(fs.existsSync(packPath(state))).toBe(true);
  });

  test("that another process holds is read, not written", async () => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example"]);
    // Process 1 is always there, and a start time of 0 is not compared.
    fs.writeFileSync(path.join(state, "lock"), "1 0\n");
    const before = fs.readFileSync(packPath(state));
    writeZone(folder, "b.example", zoneText(5));
    const { control } = controlOf(folder, { state });
    expect(await control.start()).toMatchObject({ zones: 2, loadedFromImages: 1 });
    expect(control.stateAlarm).toContain("in use by process 1");
    await control.close();
    expect(fs.readFileSync(packPath(state))).toEqual(before);
  });

  test("that a killed process left locked is taken over", async () => {
    const folder = temporaryFolder();
    const { state } = await kept(folder, ["a.example"]);
    fs.writeFileSync(path.join(state, "lock"), `${process.pid} 1\n`);
    const { control } = controlOf(folder, { state });
    await control.start();
    expect(control.stateAlarm).toBeNull();
    await control.close();
    expect(fs.readdirSync(state)).toEqual(["last-good.pack"]);
  });
});
