import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { complaint, isInstalled, tools } from "./checkers/tools.js";

/** The example zones are standard master files: every checker accepts them as they are. */
const zonesFolder = resolve(import.meta.dirname, "../../zones");
const apexes = readdirSync(zonesFolder)
  .filter((file) => file.endsWith(".zone"))
  .map((file) => file.slice(0, -".zone".length));

// Its last release is older than CAA, SVCB and HTTPS, which the example zones have.
const loading = tools.filter(({ name }) => name !== "validns");

describe.each(loading)("$name", (tool) => {
  const absent = !isInstalled(tool) && process.env.CI !== "true";
  test.skipIf(absent)(
    `loads every example zone${absent ? " (skipped: not installed)" : ""}`,
    async () => {
      expect(isInstalled(tool), `${tool.name} is not installed`).toBe(true);
      for (const apex of apexes) {
        const path = join(zonesFolder, `${apex}.zone`);
        const said = await complaint(tool, { path, apex, now: Math.floor(Date.now() / 1000) });
        expect(said, `${tool.name} of ${apex}`).toBeUndefined();
      }
    },
  );
});
