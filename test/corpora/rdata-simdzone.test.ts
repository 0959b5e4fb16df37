import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recordTypeOf } from "../../src/dns/rr/registry.js";
import { hexOf, type ReadRecord, readRecords } from "../unit/dns/rdata-text.js";
import { compareWith } from "./disagreements.js";

const file = fileURLToPath(
  new URL("../../../shared/corpora/master-files/simdzone/cases.json", import.meta.url),
);

interface Case {
  readonly name: string;
  readonly type: string | null;
  readonly secondary: boolean;
  readonly expect: "ok" | "ZONE_SYNTAX_ERROR" | "ZONE_SEMANTIC_ERROR";
  readonly text: string;
  readonly rdataHex: string | null;
}

/** By place in the list and name. */
const accepted: Readonly<Record<string, string>> = {
  "63 nsd_fc23_text": "we have no lenient mode: dohpath needs a value (RFC 9461 §5)",
  "65 nsd_s02_text": "ech needs a value, also in AliasMode; Knot refuses it too",
  "69 nsd_s04_text": "we have no lenient mode: no-default-alpn needs alpn (RFC 9460 §7.1.1)",
  "71 nsd_s05_https_text":
    "keys that are mandatory anyway should not be listed, but may be (RFC 9460 §8)",
  "72 nsd_s05_https_text": "keys are put in ascending order, as the wire wants (RFC 9460 §2.2)",
  "75 nsd_s09_text": "the template has no variable dns: é is no operator (RFC 6570 §2.2)",
  "89 oots_s1_text": "oots is a draft without a registered key",
  "90 oots_s2_text": "the same",
  "91 oots_s3_text": "the same",
  "159 sink_text": "three numbers, as in the later draft and BIND",
  "160 apl_text": "zeros at the end of an address are left out (RFC 3123 §4), as in BIND and Knot",
  "179 cds2_text": "the digest is 00, not 0 (erratum 5049 of RFC 8078), as in BIND",
  "180 cds2_generic_text": "the same",
  "183 cdnskey2_text": "the key is AA==, not 0 (erratum 5049 of RFC 8078), as in BIND",
  "184 cdnskey2_generic_text": "the same",
};

describe.skipIf(!existsSync(file))(
  "RDATA cases of simdzone (skipped where they are missing)",
  () => {
    it("reads them as simdzone does, but for what is listed", () => {
      const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];
      const found: Record<string, string> = {};
      for (const [index, one] of cases.entries()) {
        // Cases without a type are of owner names alone, below an origin of five octets.
        const isName = one.type === null;
        const text = isName ? `${one.text} A 192.0.2.1` : one.text;
        const records = readRecords(`${text}\n`, isName ? "foo." : "example.com.");
        const fault = records.find((record) => record.fault !== undefined)?.fault;
        const ours = fault === undefined ? "ok" : "refused";
        const theirs = one.expect === "ok" ? "ok" : "refused";
        const octets = records.map(({ rdata }) => (rdata ? hexOf(rdata) : "")).join("");
        // The list leaves names out of the octets of some types.
        const whole = one.rdataHex !== null && !records.some(holdsName);
        if (ours !== theirs || (ours === "ok" && whole && octets !== one.rdataHex)) {
          const we = fault?.message ?? octets;
          found[`${index} ${one.name}`] = `we: ${we}; simdzone: ${one.rdataHex}; ${one.text}`;
        }
      }
      expect(cases.length).toBeGreaterThan(200);
      compareWith(accepted, found);
    });
  },
);

function holdsName({ type, rdata }: ReadRecord): boolean {
  let found = false;
  // Names in SVCB are whole in the list.
  if (rdata === undefined || type === 64 || type === 65) return false;
  recordTypeOf(type).names(rdata, 0, rdata.length, () => {
    found = true;
  });
  return found;
}
