import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findZones } from "../../../src/check/zone-paths.js";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fivenines-paths-"));
  for (const name of [
    "zones/deep",
    "zones/.git",
    "zones/node_modules",
    "zones/include",
    "empty",
    "steered",
  ]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  for (const file of [
    "zones/example.com.zone",
    "zones/notes.txt",
    "zones/a..b.zone",
    "zones/deep/example.net.zone",
    "zones/.git/example.org.zone",
    "zones/node_modules/example.org.zone",
    "zones/include/example.org.zone",
    "outside.zone",
    "steered/example.com.zone",
    "steered/example.com.steering.yaml",
    "steered/example.net.steering.yaml",
    "steered/.example.org.steering.yaml",
  ]) {
    writeFileSync(join(folder, file), "");
  }
  symlinkSync("../outside.zone", join(folder, "zones/linked.example.zone"));
  symlinkSync("deep/example.net.zone", join(folder, "zones/inner.example.zone"));
  symlinkSync("nowhere", join(folder, "zones/gone.example.zone"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const inFolder = (path: string) => path.slice(folder.length + 1);

it("finds the zones of a folder and its folders, and says what cannot be one", () => {
  const zones = join(folder, "zones");
  const { targets, refused, faults } = findZones([zones], zones);
  expect(targets.map(({ path, apex }) => [inFolder(path), apex])).toEqual([
    ["zones/example.com.zone", "example.com."],
    ["zones/gone.example.zone", "gone.example."],
    ["zones/inner.example.zone", "inner.example."],
    ["zones/deep/example.net.zone", "example.net."],
  ]);
  expect(refused.map(({ code, file }) => [code, inFolder(file ?? "")])).toEqual([
    ["zone-file-name", "zones/a..b.zone"],
    ["zone-file-outside", "zones/linked.example.zone"],
  ]);
  expect(faults).toEqual([]);
});

it("takes a file that is named as it is, with its neighbours for looking into", () => {
  const zones = join(folder, "zones");
  const named = findZones([join(zones, "example.com.zone")], zones);
  expect(named.targets).toMatchObject([{ apex: "example.com.", root: zones }]);
  expect(named.listed.map(({ path }) => inFolder(path))).toContain("zones/deep/example.net.zone");
  const [text, nickname] = findZones(
    [join(zones, "notes.txt"), join(folder, "outside.zone")],
    zones,
  ).targets;
  expect(text).toMatchObject({ apex: null, root: zones });
  expect(nickname).toMatchObject({ apex: null, root: folder });
});

it("says which paths lead nowhere", () => {
  const paths = ["empty", "none", "zones/example.com.zone/x"].map((name) => join(folder, name));
  const { faults } = findZones(paths, join(folder, "zones"));
  expect(faults.map(({ path, reason }) => `${inFolder(path)}: ${reason}`)).toEqual([
    "empty: holds no zone files; they are called after their apex, example.com.zone",
    "none: no such file or folder",
    "zones/example.com.zone/x: no such file or folder",
  ]);
});

it("names each zone once, however often it is asked for", () => {
  const zones = join(folder, "zones");
  const { targets } = findZones([join(zones, "deep"), zones, zones], zones);
  const paths = targets.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

it("knows which zones have a steering file, and which steering files have no zone", () => {
  const steered = join(folder, "steered");
  const { targets, refused } = findZones([steered], steered);
  expect(targets.map(({ path, steered }) => [inFolder(path), steered])).toEqual([
    ["steered/example.com.zone", true],
  ]);
  expect(refused.map(({ code, file }) => [code, inFolder(file ?? "")])).toEqual([
    ["steering-alone", "steered/example.net.steering.yaml"],
  ]);
});

it("takes a steering file that is named for the zone that it belongs to", () => {
  const zones = join(folder, "zones");
  const named = findZones([join(folder, "steered/example.com.steering.yaml")], zones);
  expect(named.targets).toMatchObject([
    { path: join(folder, "steered/example.com.zone"), steered: true },
  ]);
  expect(named.refused).toEqual([]);
  const alone = findZones([join(folder, "steered/example.net.steering.yaml")], zones);
  expect(alone.targets).toEqual([]);
  expect(alone.refused.map(({ code }) => code)).toEqual(["steering-alone"]);
  expect(findZones([join(folder, "steered/gone.steering.yaml")], zones).faults).toHaveLength(1);
});
