import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { ProgramsFirst } from "./test/programs-first.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/interop/**", "node_modules/**"],
    // Bounds of patience, which only a fault reaches: machines under load stand still for seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Files share their modules: reading those anew for each takes longer than the tests.
    isolate: false,
    // Half of the tests' time is waiting for programs, which leaves room for another worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: ProgramsFirst },
    // Process tests start the compiled program, so it is compiled once before any test runs.
    globalSetup: ["test/build-once.ts"],
  },
});
