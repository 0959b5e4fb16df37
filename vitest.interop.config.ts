import { defineConfig } from "vitest/config";

/** Tests that need other servers and tools on the machine; `.ci/run` installs them. */
export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Servers under comparison share two processors; files after one another keep time-outs honest.
    fileParallelism: false,
    globalSetup: ["test/build-once.ts"],
  },
});
