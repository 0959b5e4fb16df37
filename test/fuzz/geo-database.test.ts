import { expect, test } from "vitest";
import { run } from "./geo-database.js";

test("any bytes are a database whose maps hold, or a sentence", () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`FUZZ_SEED=${seed}`);
  const { opened, refused } = run(2000, seed);
  // A generator that only makes one or the other tests half.
  expect(opened).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});
