import { expect, test } from "vitest";
import { run } from "./checker.js";

test("every rule answers for any zone, at places that exist", () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`FUZZ_SEED=${seed}`);
  const { told } = run(Number(process.env.RUNS ?? 700), seed);
  // Texts that no rule minds would test nothing.
  expect(told.size).toBeGreaterThan(50);
});
