import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programPath } from "./peers/launch.js";

/** The example zones are standard master files: every checker accepts them as they are. */
const zonesFolder = resolve(import.meta.dirname, "../../zones");
const apexes = readdirSync(zonesFolder)
  .filter((file) => file.endsWith(".zone"))
  .map((file) => file.slice(0, -".zone".length));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fivenines-pdns-"));
  const zones = apexes.map(
    (apex) => `zone "${apex}" { type master; file "${zonesFolder}/${apex}.zone"; };`,
  );
  const head = `options { directory "${zonesFolder}"; };`;
  writeFileSync(`${folder}/zones.conf`, [head, ...zones].join("\n"));
  writeFileSync(`${folder}/pdns.conf`, `launch=bind\nbind-config=${folder}/zones.conf\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Checker {
  readonly program: string;
  args(apex: string): string[];
  /** Complaints that are not about the zone. */
  readonly beside?: RegExp;
}

/** Run in the folder of the zones, as $INCLUDE is relative to it for some. */
const checkers: readonly Checker[] = [
  { program: "named-checkzone", args: (apex) => ["-k", "fail", apex, `${apex}.zone`] },
  { program: "kzonecheck", args: (apex) => ["-o", apex, `${apex}.zone`] },
  { program: "nsd-checkzone", args: (apex) => [apex, `${apex}.zone`] },
  { program: "ldns-read-zone", args: (apex) => [`${apex}.zone`] },
  {
    program: "pdnsutil",
    args: (apex) => [`--config-dir=${folder}`, "check-zone", apex],
    // A column of its own database, which no zone file can set; it says so at every delegation.
    beside: /^\[Error\] Following record is auth=0, run pdnsutil rectify-zone/,
  },
];

describe.each(checkers)("$program", ({ program, args, beside }) => {
  const path = programPath(program);
  test.skipIf(path === undefined && process.env.CI !== "true")(
    `is installed and loads every example zone${path === undefined ? " (skipped: not installed)" : ""}`,
    () => {
      expect(path, `${program} is not installed`).toBeDefined();
      for (const apex of apexes) {
        const run = spawnSync(path!, args(apex), { cwd: zonesFolder, encoding: "utf8" });
        const complaints = `${run.stdout}${run.stderr}`
          .split("\n")
          .filter((line) => /error|fatal/i.test(line) && beside?.test(line) !== true);
        if (beside === undefined) expect(run.status, `${apex}: ${complaints.join("\n")}`).toBe(0);
        else expect(complaints.filter((line) => !line.startsWith("Checked"))).toEqual([]);
      }
    },
  );
});
