import { expect, test } from "vitest";
import { nameFromText } from "../../../src/dns/name-text.js";
import { OwnerTable } from "../../../src/zone/owner-table.js";

function wire(text: string): Uint8Array {
  const name = nameFromText(text);
  if (name === undefined) throw new Error(`${text} is no name`);
  return name;
}

function intern(table: OwnerTable, text: string): number {
  table.names.copy(wire(text));
  return table.internTail();
}

test("after resolve each name has one index, in order of first appearance, through all growth", () => {
  const table = new OwnerTable(1);
  table.reset(wire("example."));
  const given: number[] = [];
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5000; i++) given.push(intern(table, `h${i}.example.`));
  }
  const renumbered = table.resolve();
  expect(table.count).toBe(5001);
  expect(given.map((index) => renumbered?.[index])).toEqual(
    given.map((_, place) => (place % 5000) + 1),
  );
  for (const i of [0, 1, 4321, 4999]) {
    const name = wire(`H${i}.EXAMPLE.`);
    expect(table.find(name, 0, name.length)).toBe(i + 1);
  }
});

test("a name that follows itself and the apex keep their index at once", () => {
  const table = new OwnerTable(1);
  table.reset(wire("example."));
  expect(["a", "a", "b"].map((label) => intern(table, `${label}.example.`))).toEqual([1, 1, 2]);
  expect(intern(table, "example.")).toBe(0);
  expect(table.resolve()).toBeUndefined();
  expect(table.count).toBe(3);
});

test("a table that is used again knows nothing of the zone before", () => {
  const table = new OwnerTable(1);
  table.reset(wire("example."));
  for (let i = 0; i < 1000; i++) intern(table, `h${i}.example.`);
  table.resolve();
  table.reset(wire("example.net."));
  table.resolve();
  expect(table.count).toBe(1);
  const before = wire("h1.example.");
  expect(table.find(before, 0, before.length)).toBe(-1);
});

test("room made in advance changes no index, and a copy is independent", () => {
  const table = new OwnerTable(7);
  table.reset(wire("example."));
  intern(table, "a.example.");
  table.expect(100_000);
  expect(intern(table, "a.example.")).toBe(1);
  table.resolve();
  const copy = table.copy();
  table.reset(wire("example."));
  intern(table, "b.example.");
  table.resolve();
  const [a, b] = [wire("a.example."), wire("b.example.")];
  expect([copy.find(a, 0, a.length), copy.find(b, 0, b.length)]).toEqual([1, -1]);
  expect([table.find(a, 0, a.length), table.find(b, 0, b.length)]).toEqual([-1, 1]);
});

test("names whose label lengths could be mistaken for letters are told apart", () => {
  const table = new OwnerTable(1);
  table.reset(wire("."));
  expect(intern(table, "a\\001b.")).toBe(1);
  expect(intern(table, "a.b.")).toBe(2);
});
