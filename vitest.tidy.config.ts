import { defineConfig } from "vitest/config";

/** The tests of the repository itself: they need nothing compiled. Part of `npm test` as well. */
export default defineConfig({ test: { include: ["test/tidy/**/*.test.ts"] } });
