import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recordTypeOf } from "../../src/dns/rr/registry.js";
import { hexOf, readRecords } from "../unit/dns/rdata-text.js";
import { compareWith } from "./disagreements.js";

const file = fileURLToPath(
  new URL("../../../shared/corpora/master-files/miekg/parse_cases.json", import.meta.url),
);

interface Case {
  readonly test: string;
  readonly expect: "ok" | "ok?" | "error" | true;
  readonly text: string;
  readonly canonical: string | null;
}

/** By place in the list and name of the test. */
const accepted: Readonly<Record<string, string>> = {
  "35 TestQuotes": "a quoted string ends on its line, as in BIND",
  "49 TestQuotes": "a backslash and one digit is no escape (RFC 1035 §5.1)",
  "53 TestParseClass": "ANY is a class of queries and updates only (RFC 2136 §2.4)",
  "54 TestParseClass": "NONE is a class of updates only (RFC 2136 §2.4)",
  "66 TestBrace": "a parenthesis ends a word, so it cannot stand inside a name",
  "175 TestParseTokenOverflow": "a digest of any length that RDATA holds is read",
  "187 TestParseHINFO": "HINFO has two strings (RFC 1035 §3.3.2), as in BIND, Knot and NSD",
  "188 TestParseHINFO": "the same",
  "221 TestParseSVCB": "its canonical form gives ohttp an empty value, which Knot refuses too",
  "222 TestParseSVCB": "the same",
  "223 TestParseSVCB": "the same",
  "237 TestParseBadSVCB": "key65535 is reserved, not forbidden; BIND, Knot and NSD take it",
  "275 TestParseZONEMD": "SHA-384 has 48 octets (RFC 8976 §2.2.4), as in BIND",
};

/** Rows of a table of times, with no record around them. */
const noRecord = "TestRfc1982";

describe.skipIf(!existsSync(file))("cases of miekg/dns (skipped where they are missing)", () => {
  it("reads them as miekg/dns does, but for what is listed", () => {
    const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];
    const found: Record<string, string> = {};
    for (const [index, one] of cases.entries()) {
      if (one.expect === "ok?" || one.test === noRecord) continue;
      const records = readRecords(`${recordOf(one.text, one.test)}\n`, ".");
      const fault = records.find((record) => record.fault !== undefined)?.fault;
      const ours = fault === undefined ? "ok" : "error";
      const theirs = isMessage(one.canonical) || one.expect === "error" ? "error" : "ok";
      if (ours !== theirs) {
        found[`${index} ${one.test}`] = `we: ${fault?.message ?? ours}; miekg: ${one.text}`;
      } else if (ours === "ok" && one.canonical !== null) {
        const [canonical] = readRecords(`${recordOf(one.canonical, one.test)}\n`, ".");
        const [record] = records;
        if (record?.rdata === undefined || canonical?.rdata === undefined) {
          found[`${index} ${one.test}`] = `no record in ${one.canonical}`;
        } else if (hexOf(record.rdata) !== hexOf(canonical.rdata)) {
          const text = recordTypeOf(record.type).print(record.rdata, 0, record.rdata.length);
          found[`${index} ${one.test}`] = `we: ${text}; miekg: ${one.canonical}`;
        }
      }
    }
    expect(cases.length).toBeGreaterThan(200);
    compareWith(accepted, found);
  });
});

/** Some rows lost or doubled the start of their record when they were taken out of the tests. */
function recordOf(text: string, test: string): string {
  if (test === "TestParseLOC" && !text.includes("LOC")) return `x. LOC ${text}`;
  return text.replace(/^example\.com\.\s3600\sIN\sSVCB\s(?=\S+\s.*(SVCB|HTTPS)\s)/, "");
}

/** The canonical text of a refused record is the message. */
function isMessage(canonical: string | null): boolean {
  return canonical !== null && /^(dns: |Latitude|Longitude)/.test(canonical);
}
