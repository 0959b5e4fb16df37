import { defineConfig } from "vitest/config";

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
    // Process tests start the compiled program, so it is compiled once before any test runs.
    globalSetup: ["test/build-once.ts"],
  },
});
