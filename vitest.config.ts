import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/interop/**", "node_modules/**"],
    testTimeout: 20_000,
    // Process tests start the compiled program, so it is compiled once before any test runs.
    globalSetup: ["test/build-once.ts"],
  },
});
