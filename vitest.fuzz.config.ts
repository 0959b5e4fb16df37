import { defineConfig } from "vitest/config";

/** `npm run fuzz`: every target of test/fuzz for as many iterations as asked for. */
export default defineConfig({
  test: {
    include: ["test/fuzz/campaign.ts"],
    testTimeout: 0,
    // A campaign prints its seed and its pace; that must not be held back.
    disableConsoleIntercept: true,
  },
});
