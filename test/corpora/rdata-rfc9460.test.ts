import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recordTypeOf } from "../../src/dns/rr/registry.js";
import { hexOf, parseRdata, readRecords } from "../unit/dns/rdata-text.js";

const folder = fileURLToPath(new URL("../../../shared/corpora/rfc/", import.meta.url));
const SVCB = 64;

describe.skipIf(!existsSync(folder))("RFC 9460 appendix D (skipped where it is missing)", () => {
  const textual = entriesOf("svcb_test_vectors.text");
  const generic = entriesOf("svcb_test_vectors.generic");

  it("reads each vector as the octets the RFC gives, and prints them so that they read back", () => {
    expect(textual.length).toBe(generic.length);
    expect(textual.length).toBeGreaterThanOrEqual(10);
    for (const [i, text] of textual.entries()) {
      const octets = generic[i]!;
      expect(hexOf(text)).toBe(hexOf(octets));
      const printed = recordTypeOf(SVCB).print(octets, 0, octets.length);
      expect(parseRdata(SVCB, printed)).toEqual(octets);
    }
  });

  it("refuses each failure case", () => {
    const cases = JSON.parse(readFileSync(`${folder}rfc9460-failure-cases.json`, "utf8")) as {
      rr: string;
      why: string;
    }[];
    expect(cases.length).toBeGreaterThanOrEqual(10);
    for (const { rr, why } of cases) {
      expect(
        readRecords(`${rr}\n`, ".").map(({ fault }) => fault !== undefined),
        why,
      ).toEqual([true]);
    }
  });
});

/** RDATA of every entry of a file that holds RDATA alone. */
function entriesOf(file: string): Uint8Array[] {
  if (!existsSync(`${folder}${file}`)) return [];
  // An entry starts where a line is neither blank, a comment, nor within parentheses.
  let depth = 0;
  const lines = readFileSync(`${folder}${file}`, "utf8").split("\n");
  const text = lines.map((line) => {
    const code = line.replace(/;.*$/, "");
    const starts = depth === 0 && code.trim() !== "";
    depth += code.split("(").length - code.split(")").length;
    return starts ? `x. SVCB ${line}` : line;
  });
  return readRecords(text.join("\n"), ".").map(({ rdata, fault }) => {
    if (rdata === undefined) throw new Error(`${file}: ${fault?.message}`);
    return rdata;
  });
}
