import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readRecordHead, readRecordText } from "../../../src/control/image-record.js";
import { postedJob, receivedJob } from "../../../src/control/job-post.js";
import type { LoadJob } from "../../../src/control/load-job.js";
import { PackFile, packPath } from "../../../src/control/pack-file.js";
import { ZoneKeeper } from "../../../src/control/zone-keeper.js";
import { type ZoneEntry, ZoneTable } from "../../../src/control/zone-table.js";
import { SegmentBuilder } from "../../../src/image/build.js";
import { ImageStore } from "../../../src/image/store.js";
import { readZoneText } from "../../../src/zone/zone-text.js";
import { temporaryFolder, zoneText } from "./control-fixture.js";

const print = { path: "/zones/x", sizeBytes: 1, modifiedMs: 2, changedMs: 3, inode: 4 };

async function keeping() {
  const state = temporaryFolder();
  const table = new ZoneTable(0);
  const image = new ImageStore({ workerRows: 1 });
  const pack = new PackFile(state, () => {});
  onTestFinished(() => pack.close());
  await pack.open();
  let unkept = 0;
  const onUnkept = () => unkept++;
  const keeper = new ZoneKeeper({ folder: "/zones", version: "1", table, image, pack, onUnkept });
  const serve = (apex: string, serial: number, records = 1): ZoneEntry => {
    const { zone } = readZoneText(zoneText(serial, records), { apex });
    if (zone === null) throw new Error("the zone of this test is broken");
    image.publish([new SegmentBuilder().build(zone).bytes]);
    const entry = table.get(apex) ?? table.add(apex, null);
    entry.served = true;
    entry.serial = serial;
    table.setFingerprint(entry, print);
    keeper.note(entry);
    return entry;
  };
  const kept = () => records(fs.readFileSync(packPath(state)));
  return { state, table, image, pack, keeper, serve, kept, unkept: () => unkept };
}

function records(pack: Uint8Array) {
  const found: { apex: string | undefined; serial: number; inode: number }[] = [];
  for (let at = 0; at < pack.length; ) {
    const head = readRecordHead(pack, at);
    if (head === undefined) throw new Error(`no record at ${at}`);
    const apex = readRecordText(pack, at)?.apex;
    found.push({ apex, serial: head.serial, inode: head.fingerprint.inode });
    at += head.bytes;
  }
  return found;
}

test("a zone that changes before its turn is written once, as it is then", async () => {
  const { keeper, serve, kept } = await keeping();
  serve("a.example.", 1);
  serve("a.example.", 2);
  serve("b.example.", 1);
  await keeper.run();
  expect(kept()).toEqual([
    { apex: "a.example.", serial: 2, inode: 4 },
    { apex: "b.example.", serial: 1, inode: 4 },
  ]);
});

test("a zone whose text broke before its turn is kept, but does not stand for that text", async () => {
  const { keeper, serve, kept } = await keeping();
  serve("a.example.", 1).source = "broken";
  await keeper.run();
  expect(kept()).toEqual([{ apex: "a.example.", serial: 1, inode: Number.NaN }]);
});

test("a zone that was removed before its turn is not written", async () => {
  const { table, keeper, serve, kept } = await keeping();
  table.delete(serve("a.example.", 1));
  await keeper.run();
  expect(kept()).toEqual([]);
});

test("zones that are larger than a write, and many small ones, are all written", async () => {
  const { keeper, serve, kept } = await keeping();
  for (let i = 0; i < 700; i++) serve(`z${i}.example.`, i + 1);
  serve("big.example.", 9, 12_000);
  for (let i = 700; i < 1400; i++) serve(`z${i}.example.`, i + 1);
  await keeper.run();
  expect(kept()).toHaveLength(1401);
  expect(new Set(kept().map(({ apex }) => apex)).size).toBe(1401);
});

test("what could not be written counts as changed", async () => {
  const { state, table, pack, keeper, serve, unkept } = await keeping();
  await pack.close();
  // Another process has the state folder now; process 1 is always there.
  fs.writeFileSync(path.join(state, "lock"), "1 0\n");
  const entry = serve("a.example.", 1);
  await keeper.run();
  expect(unkept()).toBe(1);
  expect(entry.keptBytes).toBe(0);
  expect(table.hasFingerprint(entry, print)).toBe(false);
});

test("a job arrives in a thread as it was posted", () => {
  const job: LoadJob = {
    id: 7,
    buffer: null,
    zones: [
      { apex: "a.example.", file: "a.example.zone", steered: false, kept: null },
      { apex: "b\\044.", file: null, steered: false, kept: { offset: 8, bytes: 1000 } },
      { apex: ".", file: "root.zone", steered: false, kept: { offset: 0, bytes: 16 } },
    ],
  };
  expect(receivedJob(postedJob(job))).toEqual(job);
  const plain = { ...job, zones: job.zones.slice(0, 1) };
  expect(receivedJob(postedJob(plain))).toEqual(plain);
});
