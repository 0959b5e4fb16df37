import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readZoneText } from "../../src/zone/zone-text.js";

const folder = fileURLToPath(
  new URL("../../../shared/corpora/master-files/bind-master/", import.meta.url),
);

const flags =
  "flags of a DNSKEY are a number (RFC 4034 §2.2); BIND knows mnemonics for those of KEY";

/** Errors that each file has for us; the reason where BIND sees it otherwise. */
const verdicts: readonly (readonly [file: string, errors: readonly string[], reason?: string])[] = [
  ["master1", []],
  ["master2", ["missing-field"]],
  ["master3", ["no-owner"]],
  ["master4", ["no-apex-ns"], "BIND's parser leaves this to its zone code, which refuses it too"],
  ["master5", ["meta-type"]],
  ["master6", ["bad-field", "bad-field"], flags],
  ["master7", ["bad-field", "bad-field"], flags],
  ["master8", ["bad-field", "bad-field"], flags],
  ["master9", ["meta-type"]],
  [
    "master10",
    ["no-soa", "no-apex-ns"],
    "the line of blanks is read; the zone is only one A record",
  ],
  ["master11", ["no-apex-ns"], "the serial with leading zeros is read; there is no NS record"],
  ["master15", []],
  ["master16", []],
  ["master17", []],
];

describe.skipIf(!existsSync(folder))("BIND's master files (skipped where they are missing)", () => {
  it.each(verdicts)("%s gives %j", (file, errors) => {
    const includes: { [path: string]: string } = {};
    for (let i = 1; i <= 9; i++) {
      const name = `master${i}.data`;
      includes[`/zones/testdata/master/${name}`] = readFileSync(folder + name, "latin1");
    }
    const text = readFileSync(`${folder}${file}.data`);
    const { diagnostics } = readZoneText(text, { apex: "test", includes });
    const found = diagnostics.filter((d) => d.severity === "error").map((d) => d.code);
    expect(found).toEqual(errors);
  });
});
