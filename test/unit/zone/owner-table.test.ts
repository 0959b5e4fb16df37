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

test("each name gets one index, in order of first appearance, through all growth", () => {
  const table = new OwnerTable(1);
  table.reset(wire("example."));
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5000; i++) expect(intern(table, `h${i}.example.`)).toBe(i + 1);
  }
  expect(table.count).toBe(5001);
  const name = wire("H4321.EXAMPLE.");
  expect(table.find(name, 0, name.length)).toBe(4322);
});

test("a table that is used again knows nothing of the zone before", () => {
  const table = new OwnerTable(1);
  table.reset(wire("example."));
  for (let i = 0; i < 1000; i++) intern(table, `h${i}.example.`);
  table.reset(wire("example.net."));
  expect(table.count).toBe(1);
  const before = wire("h1.example.");
  expect(table.find(before, 0, before.length)).toBe(-1);
  expect(intern(table, "h1.example.net.")).toBe(1);
  expect(intern(table, "example.net.")).toBe(0);
});

test("room made in advance changes no index, and a copy is independent", () => {
  const table = new OwnerTable(7);
  table.reset(wire("example."));
  intern(table, "a.example.");
  table.expect(100_000);
  expect(intern(table, "a.example.")).toBe(1);
  const copy = table.copy();
  expect(intern(table, "b.example.")).toBe(2);
  const b = wire("b.example.");
  expect(copy.find(b, 0, b.length)).toBe(-1);
  expect(table.find(b, 0, b.length)).toBe(2);
});

test("names whose label lengths could be mistaken for letters are told apart", () => {
  const table = new OwnerTable(1);
  table.reset(wire("."));
  expect(intern(table, "a\\001b.")).toBe(1);
  expect(intern(table, "a.b.")).toBe(2);
});
