import { fork } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  encodeRecordText,
  readRecordHead,
  recordBytes,
  recordIsWhole,
  recordKind,
  removalRecord,
  sealRecord,
  writeRecordHead,
} from "../../../src/control/image-record.js";
import { PackFile, packPath } from "../../../src/control/pack-file.js";
import { temporaryFolder } from "./control-fixture.js";

const fingerprint = { path: "", sizeBytes: 1, modifiedMs: 2.5, changedMs: 3.25, inode: 4 };

function record(apex: string, serial: number, bytes = 1000): Uint8Array {
  const text = { apex, file: `/zones/${apex}zone`, version: "1" };
  const encoded = encodeRecordText(text);
  const out = new Uint8Array(recordBytes(encoded.length, bytes));
  const meta = { kind: recordKind.image, layout: 1, serial, records: 3, fingerprint, text };
  const at = writeRecordHead(out, 0, meta, encoded, bytes);
  out.fill(serial & 0xff, at, at + bytes);
  sealRecord(out, 0, at + bytes, out.length);
  return out;
}

async function opened(folder: string) {
  const alarms: (string | null)[] = [];
  const pack = new PackFile(folder, (alarm) => alarms.push(alarm));
  return { pack, alarms, index: await pack.open() };
}

test("the last record of a zone counts, and a removal ends it", async () => {
  const folder = temporaryFolder();
  const first = await opened(folder);
  await first.pack.append([record("a.", 1), record("b.", 1)]);
  await first.pack.append([record("a.", 2), removalRecord("b.", "/zones/b.zone", "1")]);
  await first.pack.close();
  const second = await opened(folder);
  const bytes = fs.readFileSync(packPath(folder));
  expect([...second.index.zones.keys()]).toEqual(["a."]);
  const place = second.index.zones.get("a.");
  expect(readRecordHead(bytes, place?.offset ?? 0)).toMatchObject({
    serial: 2,
    fingerprint: { sizeBytes: 1, modifiedMs: 2.5, changedMs: 3.25, inode: 4 },
  });
  await second.pack.close();
});

test("a torn tail is cut off, and what is appended later is found", async () => {
  const folder = temporaryFolder();
  const first = await opened(folder);
  await first.pack.append([record("a.", 1)]);
  await first.pack.close();
  fs.appendFileSync(packPath(folder), record("b.", 1).subarray(0, 500));
  const second = await opened(folder);
  expect(second.index).toMatchObject({ skippedBytes: 500 });
  expect([...second.index.zones.keys()]).toEqual(["a."]);
  await second.pack.append([record("c.", 1)]);
  await second.pack.close();
  const third = await opened(folder);
  expect([...third.index.zones.keys()]).toEqual(["a.", "c."]);
  expect(third.index.skippedBytes).toBe(0);
  await third.pack.close();
});

test("a file that is mostly garbage is rewritten with what is current", async () => {
  const folder = temporaryFolder();
  const { pack } = await opened(folder);
  let live = 0;
  for (let serial = 1; serial <= 6; serial++) {
    const big = record("big.", serial, 1 << 20);
    await pack.append([big]);
    pack.account(big.length, live);
    live = big.length;
  }
  await pack.append([record("small.", 1)]);
  pack.account(1200, 0);
  await pack.settle();
  expect(fs.statSync(packPath(folder)).size).toBeLessThan(2 << 20);
  await pack.append([record("after.", 1)]);
  await pack.close();
  expect(fs.readdirSync(folder)).toEqual([path.basename(packPath(folder))]);
  const again = await opened(folder);
  expect([...again.index.zones.keys()].sort()).toEqual(["after.", "big.", "small."]);
  const { offset = 0 } = again.index.zones.get("big.") ?? {};
  expect(readRecordHead(fs.readFileSync(packPath(folder)), offset)?.serial).toBe(6);
  await again.pack.close();
});

test("a process killed while it writes leaves only whole records to be used", async () => {
  const folder = temporaryFolder();
  const child = fork(new URL("./pack-writer.mjs", import.meta.url), [folder], { stdio: "ignore" });
  const exited = once(child, "exit");
  // Killed in the midst of writing: some have been written, and more are on their way.
  await expect.poll(() => sizeOf(packPath(folder))).toBeGreaterThan(1 << 20);
  child.kill("SIGKILL");
  await exited;
  expect(fs.existsSync(path.join(folder, "lock"))).toBe(true);
  const { pack, index, alarms } = await opened(folder);
  expect(alarms).toEqual([]);
  const bytes = fs.readFileSync(packPath(folder));
  expect(index.zones.size).toBeGreaterThan(0);
  for (const { offset } of index.zones.values()) {
    const head = readRecordHead(bytes, offset);
    expect(head !== undefined && recordIsWhole(bytes, offset, head)).toBe(true);
  }
  expect(await pack.append([record("later.", 1)])).toBe(true);
  await pack.close();
});

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
