import { expect, test } from "vitest";
import { HashTable } from "../../../src/answer/hash-table.js";

test("a table gives back what it was given, until it is cleared", () => {
  const table = new HashTable();
  for (let hash = -1000; hash < 1000; hash++) table.add(hash, hash + 1000);
  for (let hash = -1000; hash < 1000; hash++) expect(table.get(hash)).toBe(hash + 1000);
  expect(table.get(1000)).toBe(-1);
  table.clear();
  for (let hash = -1000; hash < 1000; hash++) expect(table.get(hash)).toBe(-1);
});

test("a full table forgets what is new and still ends every look-up", () => {
  const table = new HashTable();
  for (let hash = 0; hash < 20_000; hash++) table.add(hash, hash);
  expect(table.get(0)).toBe(0);
  expect(table.get(19_999)).toBe(-1);
});
