import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/control/clock.js";
import { controlOf, temporaryFolder, writeZone, zoneText } from "./control-fixture.js";

describe("a watched zones folder", () => {
  const watched = async (prepare: (folder: string) => string = (folder) => folder) => {
    const root = temporaryFolder();
    const folder = prepare(root);
    writeZone(folder, "a.example", zoneText(1));
    writeZone(folder, "b.example", zoneText(1));
    const controlled = controlOf(folder, { clock: systemClock() });
    await controlled.control.start();
    controlled.control.watch();
    return { root, folder, ...controlled };
  };

  test.each([
    ["renamed over the old one", writeZone],
    [
      "written in place",
      (folder: string, apex: string, text: string) =>
        fs.writeFileSync(path.join(folder, `${apex}.zone`), text),
    ],
  ])("serves a zone file that was %s", async (_, write) => {
    const { folder, image } = await watched();
    write(folder, "a.example", zoneText(2));
    await expect.poll(() => image.served.get("a.example.")).toBe(2);
    write(folder, "new.example", zoneText(3));
    await expect.poll(() => image.served.get("new.example.")).toBe(3);
  });

  test("notices a file that is gone", async () => {
    const { folder, control } = await watched();
    fs.rmSync(path.join(folder, "a.example.zone"));
    await expect.poll(() => control.zone("a.example.")?.source).toBe("removed");
  });

  test("notices a change of an included file in another folder", async () => {
    const { folder, control, image } = await watched();
    fs.mkdirSync(path.join(folder, "parts"));
    const part = path.join(folder, "parts", "www.inc");
    fs.writeFileSync(part, "www A 192.0.2.7\n");
    writeZone(folder, "a.example", `${zoneText(2)}$INCLUDE parts/www.inc\n`);
    await expect.poll(() => image.served.get("a.example.")).toBe(2);
    fs.writeFileSync(part, "www A 192.0.2.7\nftp A 192.0.2.8\n");
    await expect.poll(() => control.zone("a.example.")?.serving?.records).toBe(6);
  });

  test("follows a symbolic link that is swapped for another folder", async () => {
    const { root, image } = await watched((folder) => {
      fs.mkdirSync(path.join(folder, "release-1"));
      fs.symlinkSync("release-1", path.join(folder, "zones"));
      return path.join(folder, "zones");
    });
    const next = path.join(root, "release-2");
    fs.mkdirSync(next);
    writeZone(next, "a.example", zoneText(5));
    writeZone(next, "b.example", zoneText(5));
    fs.symlinkSync("release-2", path.join(root, "zones.new"));
    fs.renameSync(path.join(root, "zones.new"), path.join(root, "zones"));
    await expect.poll(() => image.served.get("b.example.")).toBe(5);
    writeZone(next, "a.example", zoneText(6));
    await expect.poll(() => image.served.get("a.example.")).toBe(6);
  });
});
