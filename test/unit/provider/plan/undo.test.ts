import { expect, test } from "vitest";
import type { Change } from "../../../../src/provider/contract/change.js";
import { liveDigest } from "../../../../src/provider/plan/live-digest.js";
import { undoOf } from "../../../../src/provider/plan/undo.js";
import { changesMade } from "./changes-made.js";
import { resource, rrset, snapshot } from "./plan-sketch.js";

const one = rrset("a A", "192.0.2.1");
const two = rrset("a A", "192.0.2.2");
const made = rrset("b A", "192.0.2.3");
const gone = rrset("c TXT", '"c"', { raw: "id 7" });

const done: readonly Change[] = [
  { kind: "setting", id: "s", name: "multi_provider", before: false, after: true },
  { kind: "resource", id: "r", name: "hc", before: null, after: resource("hc", { port: 80 }) },
  { kind: "resource", id: "q", name: "old", before: resource("old", {}, "id 1"), after: null },
  { kind: "update", id: "u", before: one, after: two },
  { kind: "create", id: "c", before: null, after: made },
  { kind: "delete", id: "d", before: gone, after: null },
];
const before = snapshot([one, gone], {
  settings: { multi_provider: false, other: 1 },
  resources: [resource("old", {}, "id 1")],
});

test("puts back what changes did, last first", () => {
  const after = changesMade(before, done);
  const back = undoOf(done, after);
  expect(back.map(({ id }) => id)).toEqual([
    "c.example.com. TXT create",
    "b.example.com. A delete",
    "a.example.com. A update",
    "q",
    "r",
    "s",
  ]);
  expect(liveDigest(changesMade(after, back))).toBe(liveDigest(before));
});

test("leaves alone what somebody changed since", () => {
  const after = changesMade(before, done);
  const edited = snapshot(
    after.rrsets
      .map((live) => (live.type === 1 ? rrset("a A", "192.0.2.9") : live))
      .concat(rrset("c TXT", '"of another"')),
    { settings: { multi_provider: "else" }, resources: [resource("hc", { port: 443 })] },
  );
  expect(undoOf(done, edited).map(({ id }) => id)).toEqual(["q"]);
});

test("does nothing twice", () => {
  const after = changesMade(before, done);
  const back = changesMade(after, undoOf(done, after));
  expect(undoOf(done, back)).toEqual([]);
});

test("tells the provider what it listed, and nothing that held only for what was deleted", () => {
  const listed = { ...two, raw: "id 9", marked: true };
  const [update] = undoOf([done[3]!], snapshot([listed]));
  expect(update).toMatchObject({ kind: "update", before: { raw: "id 9" } });
  const [create] = undoOf([done[5]!], snapshot([]));
  expect(create?.after).not.toHaveProperty("raw");
});
