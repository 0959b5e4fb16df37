import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveCheckSettings } from "../../src/config/check-settings.js";
import { parseConfig } from "../../src/config/config-file.js";
import { defaultOptions } from "../../validators/options.js";
import { rules } from "../../validators/registry.js";
import { configOf, indexPage, rooms, rulePage } from "../validators/rule-pages.js";
import { projectFiles, projectRoot, readProjectFile } from "./project-files.js";

/**
 * `npm run docs` writes them: these comparisons are snapshots that live in docs/. A rule without a
 * page is missed by the index, and a page that the index links to by the test of links.
 */
const folder = join(projectRoot, "docs", "validators");
const written = ["README.md", "comparison.md"];

describe("pages of rules", () => {
  it("have the rooms in the order of the registry", () => {
    expect(rooms.flatMap(([, list]) => list)).toEqual(rules);
  });

  it("exist for no other rules than there are", () => {
    const pages = projectFiles("docs/validators", /\.md$/).map((path) => basename(path));
    const wanted = rules.map(({ id }) => `${id}.md`);
    expect(pages.filter((page) => !written.includes(page) && !wanted.includes(page))).toEqual([]);
  });

  it("show settings that the configuration takes, and that mean what the fixture says", () => {
    const files = projectFiles("test/validators", /\.options\.json$/);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const options = JSON.parse(readProjectFile(file));
      const { config, diagnostics } = parseConfig(configOf(options), file, {});
      expect(diagnostics).toEqual([]);
      const read = resolveCheckSettings(config?.check).options;
      expect(read).toEqual({ ...defaultOptions, ...options });
    }
  });

  it("begin with a table of all", async () => {
    await expect(indexPage()).toMatchFileSnapshot(join(folder, "README.md"));
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "say of %s what holds",
    async (id, rule) => {
      await expect(rulePage(rule)).toMatchFileSnapshot(join(folder, `${id}.md`));
    },
  );
});
