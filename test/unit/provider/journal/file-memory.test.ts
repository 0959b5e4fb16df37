import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../../../src/provider/contract/change.js";
import type { JournalEntry } from "../../../../src/provider/journal/entries.js";
import {
  type FileMemory,
  type MemberJournal,
  openMemory,
} from "../../../../src/provider/journal/file-memory.js";
import { hosts, lastApplied, rrset } from "../plan/plan-sketch.js";

const nowMs = Date.UTC(2026, 10, 22);
const www = rrset("www A", ["192.0.2.1", "192.0.2.2"], { raw: { id: "R1" }, marked: true });
const odd = rrset("\\046\\255\\\\ TXT", '"a\\"b" "\\000\\255"', { variant: "blue" });

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fivenines-memory-"));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

async function open(memory: FileMemory): Promise<MemberJournal> {
  const journal = await memory.openJournal("example.com.", "aws", nowMs);
  if ("heldBy" in journal) throw new Error("somebody else has it");
  return journal;
}

function intent(batch: number, ...changes: readonly Change[]): JournalEntry {
  return { kind: "intent", atMs: nowMs, batch, token: "t", changes };
}

const receipt = { operation: "C1", serial: 7, raw: { any: ["thing"] } };
const makesWww: Change = { kind: "create", id: "www", before: null, after: plain(www) };
const makesOdd: Change = { kind: "create", id: "odd", before: null, after: plain(odd) };
const dropsWww: Change = { kind: "delete", id: "no www", before: www, after: null };

function plain({ raw: _, marked: __, ...rest }: typeof www) {
  return rest;
}

const file = (name: string) => path.join(folder, "example.com", "aws", name);

describe("what was applied last", () => {
  it("comes back as it was kept, odd names and all, and only its owner may read it", async () => {
    const memory = openMemory(folder);
    expect(await memory.lastApplied("example.com.", "aws")).toBeNull();
    const last = lastApplied([plain(www), plain(odd)], {
      settings: { multi: true },
      quarantined: [{ key: "\x03www\x00Ābc", digest: "d", reason: "no", sinceMs: nowMs }],
    });
    await memory.keepLastApplied("example.com.", "aws", last);
    expect(await openMemory(folder).lastApplied("example.com.", "aws")).toEqual(last);
    expect(fs.statSync(file("last.json")).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(path.dirname(file("last.json")))).toEqual(["last.json"]);
  });

  it.each([
    ["no JSON", "{"],
    ["something else", '{"version":1}'],
    ["another version", '{"version":2}'],
    ["nothing", ""],
    ["octets", "\u0000\uffff"],
  ])("that is %s on the disk is told, and counts as unknown", async (_, text) => {
    const memory = openMemory(folder);
    await memory.keepLastApplied("example.com.", "aws", lastApplied(hosts(2)));
    fs.writeFileSync(file("last.json"), text);
    expect(await memory.lastApplied("example.com.", "aws")).toBeNull();
    expect(memory.diagnostics).toHaveLength(1);
    expect(memory.diagnostics[0]!.file).toBe(file("last.json"));
  });

  it("with an RRset that is none is told with its value", async () => {
    const memory = openMemory(folder);
    await memory.keepLastApplied("example.com.", "aws", lastApplied(hosts(2)));
    const text = fs.readFileSync(file("last.json"), "utf8").replace("192.0.2.1", "192.0.2.256");
    fs.writeFileSync(file("last.json"), text);
    expect(await memory.lastApplied("example.com.", "aws")).toBeNull();
    expect(memory.diagnostics[0]!.message).toContain("192.0.2.256");
  });

  it("of another zone in its place is told", async () => {
    const memory = openMemory(folder);
    await memory.keepLastApplied("example.net.", "aws", lastApplied(hosts(2)));
    fs.renameSync(path.join(folder, "example.net"), path.join(folder, "example.com"));
    expect(await memory.lastApplied("example.com.", "aws")).toBeNull();
    expect(memory.diagnostics[0]!.message).toContain("example.net.");
  });

  it("is kept apart for names that a file system would confuse", async () => {
    const memory = openMemory(folder);
    const names = ["0/25.2.0.192.in-addr.arpa.", ".", "a\\.b.example.", "a.b.example."];
    const long = Array.from({ length: 60 }, (_, i) => `a${i}b`).join(".");
    const all = [...names, `${long}x.`, `${long}y.`];
    for (const [i, apex] of all.entries()) {
      await memory.keepLastApplied(apex, "../aws", lastApplied(hosts(1, i)));
    }
    for (const [i, apex] of all.entries()) {
      const last = await memory.lastApplied(apex, "../aws");
      expect(last!.rrsets.map(({ owner }) => owner)).toEqual([hosts(1, i)[0]!.owner]);
    }
    // Nothing was written beside the folder.
    expect(fs.readdirSync(folder)).toHaveLength(all.length);
  });
});

describe("a journal", () => {
  it("that was cut short says what was done, and what may have been", async () => {
    const journal = await open(openMemory(folder));
    await journal.append({ kind: "begin", atMs: nowMs, plan: "p1", serial: 5 });
    await journal.append(intent(0, makesWww));
    await journal.append({ kind: "receipt", batch: 0, receipt });
    await journal.append(intent(1, makesOdd));
    journal.close();
    const memory = openMemory(folder);
    expect(await memory.isUnfinished("example.com.", "aws")).toBe(true);
    const last = await memory.lastApplied("example.com.", "aws");
    expect(last).toMatchObject({ serial: 5, rrsets: [plain(www)] });
    const again = await open(memory);
    expect(again.state.plan).toBe("p1");
    expect(again.state.uncertain.map(({ changes }) => changes)).toEqual([[makesOdd]]);
    expect(again.state.receipts).toEqual([receipt]);
    await again.append({ kind: "found", batch: 1, applied: ["odd"] });
    again.close();
    const third = await open(memory);
    expect(third.state.done.map(({ kind }) => kind)).toEqual(["create", "create"]);
    expect(third.state.isVerified).toBe(false);
    third.close();
  });

  it("forgets what was put back", async () => {
    const memory = openMemory(folder);
    await memory.keepLastApplied("example.com.", "aws", lastApplied(hosts(1)));
    const journal = await open(memory);
    await journal.append(intent(0, makesWww));
    await journal.append({ kind: "receipt", batch: 0, receipt });
    await journal.append({ kind: "undo", atMs: nowMs, reason: "wrong" });
    await journal.append(intent(1, dropsWww));
    await journal.append({ kind: "receipt", batch: 1, receipt });
    expect(journal.state.done).toEqual([]);
    expect((await memory.lastApplied("example.com.", "aws"))!.rrsets).toHaveLength(1);
    journal.close();
  });

  it("that is torn counts up to the last whole line, and can be written on", async () => {
    const journal = await open(openMemory(folder));
    await journal.append(intent(0, makesWww));
    await journal.append({ kind: "receipt", batch: 0, receipt });
    const whole = fs.readFileSync(file("journal.ndjson"), "utf8");
    await journal.append(intent(1, makesOdd));
    journal.close();
    const full = fs.readFileSync(file("journal.ndjson"), "utf8");
    for (const length of [whole.length, whole.length + 1, full.length - 30, full.length - 1]) {
      fs.writeFileSync(file("journal.ndjson"), full.slice(0, length));
      const memory = openMemory(folder);
      const again = await open(memory);
      expect(again.state.done).toHaveLength(1);
      expect(again.state.uncertain).toHaveLength(0);
      expect(memory.diagnostics).toEqual([]);
      await again.append({ kind: "settled" });
      again.close();
      expect((await open(openMemory(folder))).close()).toBeUndefined();
    }
  });

  it("with a broken line counts up to there, and says so", async () => {
    const journal = await open(openMemory(folder));
    await journal.append(intent(0, makesWww));
    await journal.append({ kind: "receipt", batch: 0, receipt });
    await journal.append(intent(1, makesOdd));
    await journal.append({ kind: "receipt", batch: 1, receipt });
    journal.close();
    const text = fs.readFileSync(file("journal.ndjson"), "utf8");
    fs.writeFileSync(file("journal.ndjson"), text.replace('"odd"', '"bad"'));
    const memory = openMemory(folder);
    expect((await memory.lastApplied("example.com.", "aws"))!.rrsets).toHaveLength(1);
    expect(memory.diagnostics[0]!.message).toContain("line 4 is broken");
  });

  it.each(["", "fivenines-jour", "fivenines-journal 2\n", "\u0000\u0000", "{}\n"])(
    "that is %j never stops anybody",
    async (text) => {
      const memory = openMemory(folder);
      fs.mkdirSync(path.dirname(file("journal.ndjson")), { recursive: true });
      fs.writeFileSync(file("journal.ndjson"), text);
      expect(await memory.lastApplied("example.com.", "aws")).toBeNull();
      const journal = await open(memory);
      await journal.append(intent(0, makesWww));
      journal.close();
      expect((await open(openMemory(folder))).state.uncertain).toHaveLength(1);
    },
  );

  it("is one run's alone until it is closed, and no dead process's", async () => {
    const memory = openMemory(folder);
    const journal = await open(memory);
    expect(await memory.openJournal("example.com.", "aws", nowMs)).toEqual({ heldBy: process.pid });
    expect(await memory.openJournal("example.com.", "pdns", nowMs)).not.toHaveProperty("heldBy");
    journal.close();
    // A process with this id is there, but it is not the one that took the lock.
    fs.writeFileSync(file("lock"), `${process.pid} 1\n`);
    (await open(memory)).close();
  });

  it("that has ended leaves what was applied, and nothing to go on with", async () => {
    const memory = openMemory(folder);
    const journal = await open(memory);
    await journal.append(intent(0, makesWww));
    await journal.append({ kind: "receipt", batch: 0, receipt });
    await journal.end(lastApplied([plain(www)]));
    journal.close();
    expect(await memory.isUnfinished("example.com.", "aws")).toBe(false);
    expect((await memory.lastApplied("example.com.", "aws"))!.rrsets).toEqual([plain(www)]);
    expect(fs.readdirSync(path.dirname(file("last.json"))).sort()).toEqual([
      "finished.ndjson",
      "last.json",
    ]);
  });
});
