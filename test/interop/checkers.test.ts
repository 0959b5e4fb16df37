import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../validators/registry.js";
import { checkFixture } from "../validators/fixtures.js";
import { compareCheckers, comparisonPage } from "./checkers/comparison.js";
import { isInstalled, tools } from "./checkers/tools.js";

const page = resolve(import.meta.dirname, "../../docs/validators/comparison.md");
const absent = tools.filter((tool) => !isInstalled(tool)).map(({ program }) => program);
const skipped = absent.length > 0 && process.env.CI !== "true";

describe("the comparison with other checkers", () => {
  test.skipIf(skipped)(
    `is what they say today${skipped ? ` (skipped: ${absent.join(", ")} not installed)` : ""}`,
    async () => {
      expect(absent).toEqual([]);
      const rows = await compareCheckers(rules, tools, (fixture) => {
        const { apex } = checkFixture(fixture);
        return (apex ?? "example.com.").replace(/(.)\.$/, "$1");
      });
      const made = comparisonPage(rows, tools);
      if (process.env.WRITE_COMPARISON === "1") writeFileSync(page, made);
      expect(existsSync(page) ? readFileSync(page, "utf8") : "", "npm run docs:comparison").toBe(
        made,
      );
    },
    300_000,
  );
});
