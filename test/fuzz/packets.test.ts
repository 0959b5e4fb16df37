import { expect, it } from "vitest";
import { run } from "./packets.js";

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 0x7fff_ffff);

it(`answers 10,000 hostile messages within the rules (seed ${seed})`, () => {
  const { silent, answered, rcodes } = run(10_000, seed);
  // The messages must reach deep: all kinds of outcome come up, or the fuzzer has gone blind.
  expect(silent).toBeGreaterThan(250);
  expect(answered).toBeGreaterThan(5_000);
  for (const rcode of [0, 1, 3, 4, 5, 6, 9, 16])
    expect(rcodes.get(rcode) ?? 0, `${rcode}`).toBeGreaterThan(0);
});
