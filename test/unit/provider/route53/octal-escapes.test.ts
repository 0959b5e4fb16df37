import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerCase } from "../../../../src/dns/name.js";
import { nameFromText } from "../../../../src/dns/name-text.js";
import { rdataFromText, rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import {
  nameFromRoute53,
  nameToRoute53,
  textFromValue,
  valueFromText,
} from "../../../../src/provider/route53/octal-escapes.js";
import { rdataOf } from "../../../support/route53/record-value.js";

const seed = Number(process.env.SEED ?? Date.now() & 0x7fff_ffff);
console.log(`octal escapes: SEED=${seed}`);
const label = fc.uint8Array({ minLength: 1, maxLength: 63 });
const name = fc
  .array(label, { maxLength: 6 })
  .map((labels) => {
    const octets = [...labels.flatMap((octet) => [octet.length, ...octet]), 0];
    const wire = Uint8Array.from(octets);
    lowerCase(wire, 0, wire.length);
    return wire;
  })
  .filter(({ length }) => length <= 255);

describe("names of Route 53", () => {
  it("come back as they were, whatever octets are in them", () => {
    fc.assert(
      fc.property(name, (wire) => {
        const text = nameToRoute53(wire);
        expect(text).toMatch(
          /^(\.|([a-z0-9_-]|\\[0-3][0-7]{2})+(\.([a-z0-9_-]|\\[0-3][0-7]{2})+)*\.)$/,
        );
        expect(nameFromRoute53(text)).toEqual(wire);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("have octal escapes, where those of RFC 1035 are decimal", () => {
    expect(nameFromRoute53("\\052.example.com.")).toEqual(nameFromText("*.example.com."));
    expect(nameFromText("\\052.example.com.")).toEqual(nameFromText("4.example.com."));
    expect(nameToRoute53(nameFromText("*.a\\.b.example.com.")!)).toBe("\\052.a\\056b.example.com.");
  });

  it("may lack the final dot and have capitals and plain signs", () => {
    expect(nameFromRoute53("*.EXAMPLE.com")).toEqual(nameFromText("*.example.com."));
    expect(nameFromRoute53(".")).toEqual(Uint8Array.of(0));
  });

  it.each([
    "",
    "a..b.",
    "..",
    "\\08.example.",
    "\\400.example.",
    "a\\",
    `${"a".repeat(64)}.`,
    "\u0100.",
  ])("are none: %j", (text) => {
    expect(nameFromRoute53(text)).toBeUndefined();
  });

  it("are none above 255 octets", () => {
    const labels = Array.from({ length: 4 }, () => "a".repeat(63));
    expect(nameFromRoute53(`${labels.join(".")}.`)).toBeUndefined();
    expect(nameFromRoute53(labels.slice(0, 3).join("."))).toHaveLength(193);
  });
});

describe("values of Route 53", () => {
  it("of TXT come back as they were, and are what the service reads in them", () => {
    const strings = fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(strings, (list) => {
        const rdata = Uint8Array.from(list.flatMap((string) => [string.length, ...string]));
        const value = valueFromText(rdataToText(16, rdata));
        expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(rdataFromText(16, textFromValue(value))).toEqual(rdata);
        if (value.length <= 4000) {
          expect(rdataOf("TXT", value)).toBe(Buffer.from(rdata).toString("hex"));
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  it("of names keep octets that RFC 1035 escapes with a single backslash", () => {
    const rdata = rdataFromText(5, 'a\\.b\\"c\\\\d\\;e\\200.example.') as Uint8Array;
    const value = valueFromText(rdataToText(5, rdata));
    expect(value).toBe("a\\056b\\042c\\134d\\073e\\310.example.");
    expect(rdataFromText(5, textFromValue(value))).toEqual(rdata);
    expect(rdataOf("CNAME", value)).toBe(Buffer.from(rdata).toString("hex"));
  });

  it("have a backslash before digits only where there are octal ones", () => {
    expect(textFromValue('"\\101\\\\101\\"9"')).toBe('"\\065\\\\101\\"9"');
    expect(valueFromText('"\\\\065\\065"')).toBe('"\\\\065\\101"');
  });
});
