import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { steeringOf } from "../../../src/image/steering-section.js";
import { controlOf, temporaryFolder, type WatchedImage, writeZone } from "./control-fixture.js";

const apex = "example.com";
const zoneText = (serial: number) =>
  `$TTL 300\n@ SOA ns1 admin ${serial} 2h 1h 14d 5m\n@ NS ns1\nns1 A 192.0.2.1\n` +
  "www A 192.0.2.10\nwww A 192.0.2.11\n";
const steeringText = (weight = 1) =>
  "monitors: { web: { type: tcp, port: 80 } }\n" +
  "steer:\n" +
  `  - { name: www, pools: [{ monitor: web, targets: [{ value: 192.0.2.10, weight: ${weight} }, 192.0.2.11] }] }\n`;

function writeSteering(folder: string, text: string): void {
  const file = path.join(folder, `${apex}.steering.yaml`);
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, file);
}

/** Weight of the first target as last published; null for a zone that is not steered. */
function weightServed({ segments }: WatchedImage): number | null {
  const last = segments.at(-1);
  if (last === undefined) throw new Error("nothing was published");
  return steeringOf(new Uint8Array(last))?.rrsets[0]?.targets[0]?.weight ?? null;
}

function steeredFolder(): string {
  const folder = temporaryFolder();
  writeZone(folder, apex, zoneText(1));
  writeSteering(folder, steeringText());
  return folder;
}

describe("a zone with a steering file", () => {
  test("carries its steering in its segment", async () => {
    const { control, image } = controlOf(steeredFolder());
    expect(await control.start()).toMatchObject({ zones: 1, broken: 0, folderDiagnostics: [] });
    expect(weightServed(image)).toBe(1);
  });

  test("is loaded again when the steering file changes, comes or goes", async () => {
    const folder = steeredFolder();
    const { control, image } = controlOf(folder);
    await control.start();
    writeSteering(folder, steeringText(7));
    expect(await control.reload()).toMatchObject({ loaded: 1, broken: 0 });
    expect(weightServed(image)).toBe(7);
    expect(await control.reload()).toMatchObject({ loaded: 0 });
    fs.rmSync(path.join(folder, `${apex}.steering.yaml`));
    expect(await control.reload()).toMatchObject({ loaded: 1, broken: 0 });
    expect(weightServed(image)).toBeNull();
    expect(await control.reload()).toMatchObject({ loaded: 0 });
    writeSteering(folder, steeringText(3));
    expect(await control.reload()).toMatchObject({ loaded: 1, broken: 0 });
    expect(weightServed(image)).toBe(3);
  });

  test("is loaded again when only that zone is named", async () => {
    const folder = steeredFolder();
    const { control, image } = controlOf(folder);
    await control.start();
    writeSteering(folder, steeringText(5));
    expect(await control.reload({ only: ["example.com."] })).toMatchObject({ loaded: 1 });
    expect(weightServed(image)).toBe(5);
  });

  test("keeps the last good version of both when the steering file is broken", async () => {
    const folder = steeredFolder();
    const { control, image, eventsOf } = controlOf(folder);
    await control.start();
    writeZone(folder, apex, zoneText(2));
    writeSteering(folder, steeringText().replace("192.0.2.11]", "192.0.2.12]"));
    expect(await control.reload()).toMatchObject({ loaded: 0, broken: 1 });
    expect(image.served.get("example.com.")).toBe(1);
    expect(weightServed(image)).toBe(1);
    const [event] = eventsOf("zone-broken");
    expect(event?.diagnostics.map(({ code, file }) => [code, path.basename(file ?? "")])).toEqual([
      ["steering-forgotten", "example.com.steering.yaml"],
      ["steering-target", "example.com.steering.yaml"],
    ]);
    writeSteering(folder, steeringText(2));
    expect(await control.reload()).toMatchObject({ loaded: 1, broken: 0 });
    expect(image.served.get("example.com.")).toBe(2);
    expect(weightServed(image)).toBe(2);
  });

  test("breaks the zone when the zone file drops a target", async () => {
    const folder = steeredFolder();
    const { control, image } = controlOf(folder);
    await control.start();
    writeZone(folder, apex, zoneText(2).replace("www A 192.0.2.11\n", ""));
    expect(await control.reload()).toMatchObject({ loaded: 0, broken: 1 });
    expect(image.served.get("example.com.")).toBe(1);
  });

  test("comes from its kept image as long as neither file has changed", async () => {
    const folder = steeredFolder();
    const state = temporaryFolder();
    const first = controlOf(folder, { state });
    await first.control.start();
    await first.control.close();
    const second = controlOf(folder, { state });
    expect(await second.control.start()).toMatchObject({ loadedFromImages: 1 });
    expect(weightServed(second.image)).toBe(1);
    await second.control.close();
    writeSteering(folder, steeringText(4));
    const third = controlOf(folder, { state });
    expect(await third.control.start()).toMatchObject({ loadedFromImages: 0, broken: 0 });
    expect(weightServed(third.image)).toBe(4);
    await third.control.close();
    fs.rmSync(path.join(folder, `${apex}.steering.yaml`));
    const fourth = controlOf(folder, { state });
    expect(await fourth.control.start()).toMatchObject({ loadedFromImages: 0 });
    expect(weightServed(fourth.image)).toBeNull();
    await fourth.control.close();
    writeSteering(folder, "steer: nonsense\n");
    const fifth = controlOf(folder, { state });
    expect(await fifth.control.start()).toMatchObject({ loadedFromImages: 1, broken: 1 });
    expect(weightServed(fifth.image)).toBeNull();
  });

  test("is served by loader threads as well", async () => {
    const folder = steeredFolder();
    for (let i = 0; i < 40; i++) writeZone(folder, `z${i}.example`, zoneText(1));
    const { control, image } = controlOf(folder);
    expect(await control.start()).toMatchObject({ zones: 41, broken: 0 });
    const steered = image.segments.filter((bytes) => steeringOf(new Uint8Array(bytes)) !== null);
    expect(steered).toHaveLength(1);
  });
});

test("a steering file without its zone is told", async () => {
  const folder = steeredFolder();
  fs.writeFileSync(path.join(folder, "exmaple.com.steering.yaml"), steeringText());
  fs.writeFileSync(path.join(folder, ".example.com.steering.yaml"), "an editor's own file");
  const { control } = controlOf(folder);
  const { folderDiagnostics } = await control.start();
  expect(folderDiagnostics.map(({ code, file }) => [code, file])).toEqual([
    ["steering-alone", "exmaple.com.steering.yaml"],
  ]);
});
