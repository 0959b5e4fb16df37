import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readZoneText } from "../../src/zone/zone-text.js";

const file = fileURLToPath(
  new URL("../../../shared/corpora/master-files/simdzone/cases.json", import.meta.url),
);

interface Case {
  readonly name: string;
  readonly type: string | null;
  readonly expect: string;
  readonly text: string;
}

const head = "$TTL 60\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n@ NS ns\n$ORIGIN foo.\n";
const cases: readonly Case[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
const owners = cases.filter((one) => one.type === null);

describe.skipIf(cases.length === 0)("owners of simdzone (skipped where they are missing)", () => {
  it.each(owners)("$name: $expect", ({ text, expect: verdict }) => {
    const { zone, diagnostics } = readZoneText(`${head}${text} A 192.0.2.1\n`, { apex: "." });
    expect(diagnostics.map((d) => d.line)).toEqual(verdict === "ok" ? [] : [5]);
    expect(zone?.recordCount).toBe(verdict === "ok" ? 3 : undefined);
  });

  it("are some", () => expect(owners.length).toBeGreaterThan(10));
});
