import { expect, test } from "vitest";
import { run } from "./zone-reader.js";

test("any bytes give diagnostics or a zone that reads back, through any window", () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`FUZZ_SEED=${seed}`);
  const { accepted, refused } = run(1500, seed);
  // A generator that only makes one or the other tests half.
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});
