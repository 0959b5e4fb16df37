import { expect, test } from "vitest";
import { run } from "./client-subnet.js";

test("any client subnet is refused or answered for, as its form says", () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`FUZZ_SEED=${seed}`);
  const { answered, refused } = run(5000, seed);
  expect(answered).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(500);
});
