/**
 * Runs every fuzz target of this folder: a file that exports `run(iterations, seed)` and throws
 * when it finds a fault. From the environment: FUZZ_ITERATIONS (default 2,000,000), FUZZ_SEED
 * (default: the clock; always printed, so that a finding can be had again), FUZZ_ONLY (part of a
 * file name).
 */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

interface FuzzTarget {
  run(iterations: number, seed: number): unknown;
}

const folder = dirname(fileURLToPath(import.meta.url));
const iterations = wholeNumber("FUZZ_ITERATIONS", 2_000_000);
const seed = wholeNumber("FUZZ_SEED", Date.now() % 2 ** 31);
const only = process.env.FUZZ_ONLY ?? "";

const candidates = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .filter((file) => file !== "campaign.ts" && file.includes(only));
const targets: { file: string; target: FuzzTarget }[] = [];
for (const file of candidates) {
  const module: unknown = await import(pathToFileURL(join(folder, file)).href);
  if (isFuzzTarget(module)) targets.push({ file, target: module });
}

describe("fuzz campaign", () => {
  it("has targets", () => expect(targets.map(({ file }) => file)).not.toEqual([]));

  it.each(targets)("$file holds", async ({ file, target }) => {
    console.log(`${file}: FUZZ_ITERATIONS=${iterations} FUZZ_SEED=${seed}`);
    const started = performance.now();
    await target.run(iterations, seed);
    const seconds = (performance.now() - started) / 1000;
    console.log(`${file}: ${Math.round(iterations / seconds)} iterations a second`);
  });
});

function isFuzzTarget(module: unknown): module is FuzzTarget {
  return (
    typeof module === "object" &&
    module !== null &&
    "run" in module &&
    typeof module.run === "function"
  );
}

function wholeNumber(variable: string, fallback: number): number {
  const text = process.env[variable];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${variable} is no whole number`);
  return value;
}
