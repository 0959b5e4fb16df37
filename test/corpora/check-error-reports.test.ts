import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { diskFiles } from "../../src/zone/disk.js";
import { errorReportText } from "../../validators/mail/error-report-text.js";
import { defaultOptions } from "../../validators/options.js";

const folder = fileURLToPath(new URL("../../../shared/corpora/checkers/bind/", import.meta.url));
const present = existsSync(folder);

/** What `named-checkzone -R fail` is to BIND: the zone is one that takes error reports. */
const checker = new ZoneChecker({
  files: diskFiles,
  rules: [errorReportText],
  options: { ...defaultOptions, errorAgents: ["example."] },
  now: 0,
});

describe.skipIf(!present)("BIND's zones for error reports (skipped where they are missing)", () => {
  it.each([
    ["er.db", []],
    ["er-missing.db", ["error-report-text"]],
  ])("%s is judged as by named-checkzone -R", (file, codes) => {
    const path = `${folder}zones/${file}`;
    const { diagnostics } = checker.check({
      path,
      root: folder,
      apex: lowerNameFromText("example.")!,
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
  });
});
