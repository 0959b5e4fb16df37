import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareNames,
  isSubdomain,
  labelCount,
  labelOffsets,
  lowerCase,
  nameEnd,
  namesEqual,
} from "../../../src/dns/name.js";
import { lowerNameFromText, nameFromText, nameToText } from "../../../src/dns/name-text.js";
import { hexOf, wireName } from "./rdata-text.js";

const label63 = "a".repeat(63);
/** 255 octets on the wire: three labels of 63, one of 61. */
const longest = `${label63}.${label63}.${label63}.${"b".repeat(61)}.`;

describe("names from text", () => {
  it("are labels with their lengths, ended by the root", () => {
    expect(hexOf(wireName("www.Example.com."))).toBe("03777777074578616d706c6503636f6d00");
    expect(hexOf(wireName("."))).toBe("00");
  });

  it("are relative to the origin without a final dot", () => {
    const origin = wireName("example.com.");
    expect(nameToText(nameFromText("www", origin)!)).toBe("www.example.com.");
    expect(nameToText(nameFromText("@", origin)!)).toBe("example.com.");
    expect(nameToText(nameFromText("www.", origin)!)).toBe("www.");
  });

  it("hold any octet by escape (RFC 1035 §5.1, RFC 2181 §11)", () => {
    expect(hexOf(wireName("a\\.b.\\000\\255\\@."))).toBe("03612e620300ff4000");
    // An escaped @ is a label, not the origin.
    expect(hexOf(nameFromText("\\@", wireName("x."))!)).toBe("0140017800");
  });

  it("go to 63 octets a label and 255 in all (RFC 1035 §2.3.4)", () => {
    expect(wireName(longest).length).toBe(255);
    expect(nameFromText(`b${longest}`)).toBeUndefined();
    expect(nameFromText(`a${label63}.`)).toBeUndefined();
    // The length of a label counts octets, not characters of text.
    expect(wireName(`${"\\097".repeat(63)}.`).length).toBe(65);
    expect(nameFromText(`${"\\097".repeat(64)}.`)).toBeUndefined();
    expect(nameFromText("a".repeat(63), wireName(longest))).toBeUndefined();
  });

  it.each(["", "..", ".a.", "a..b.", "a\\", "a\\1", "a\\25", "a\\256", "a\\2x5", "é."])(
    "refuse %j",
    (text) => {
      expect(nameFromText(text)).toBeUndefined();
    },
  );

  it("fold to lower case where asked", () => {
    expect(nameToText(lowerNameFromText("WWW.Example.COM.")!)).toBe("www.example.com.");
    expect(lowerNameFromText("a..")).toBeUndefined();
  });
});

describe("names as text", () => {
  it("escape what a zone file would take for something else", () => {
    expect(nameToText(wireName('a\\"b\\(c\\)d\\;e\\@f\\$g\\.h\\\\i\\032.'))).toBe(
      'a\\"b\\(c\\)d\\;e\\@f\\$g\\.h\\\\i\\032.',
    );
  });

  it("read back as the same name, whatever its octets", () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 63 });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), (labels) => {
        const name = Uint8Array.from([...labels.flatMap((l) => [l.length, ...l]), 0]);
        expect(hexOf(wireName(nameToText(name)))).toBe(hexOf(name));
      }),
      { numRuns: 300 },
    );
  });
});

describe("names on the wire", () => {
  it("end at the root, and are refused when they do not", () => {
    const name = wireName("www.example.com.");
    expect(nameEnd(name, 0, name.length)).toBe(name.length);
    expect(nameEnd(name, 4, name.length)).toBe(name.length);
    expect(nameEnd(name, 0, name.length - 1)).toBe(-1);
    expect(nameEnd(Uint8Array.of(), 0, 0)).toBe(-1);
    expect(nameEnd(Uint8Array.of(0xc0, 0), 0, 2)).toBe(-1);
    expect(nameEnd(new Uint8Array(300).fill(1), 0, 300)).toBe(-1);
    expect(nameEnd(wireName(longest), 0, 255)).toBe(255);
  });

  it("are equal without case of ASCII letters alone (RFC 4343)", () => {
    const equal = (a: string, b: string) => {
      const [left, right] = [wireName(a), wireName(b)];
      return left.length === right.length && namesEqual(left, 0, right, 0, left.length);
    };
    expect(equal("WWW.a.", "www.A.")).toBe(true);
    expect(equal("www.a.", "www.b.")).toBe(false);
    expect(equal("\\[.", "\\{.")).toBe(false);
    expect(equal("\\192.", "\\224.")).toBe(false);
  });

  it("fold in place, lengths untouched", () => {
    const name = Uint8Array.of(63, ...new Uint8Array(63).fill(0x5a), 0);
    lowerCase(name, 0, name.length);
    expect(name[0]).toBe(63);
    expect(name[1]).toBe(0x7a);
  });

  it("know their labels", () => {
    const offsets = new Uint8Array(127);
    const name = wireName("www.example.com.");
    expect(labelOffsets(name, 0, offsets)).toBe(3);
    expect([...offsets.subarray(0, 3)]).toEqual([0, 4, 12]);
    expect(labelCount(name, 0)).toBe(3);
    expect(labelCount(wireName("."), 0)).toBe(0);
  });

  it.each([
    ["www.example.com.", "example.com.", true],
    ["example.com.", "EXAMPLE.com.", true],
    ["example.com.", ".", true],
    ["badexample.com.", "example.com.", false],
    ["com.", "example.com.", false],
    ["a\\007example.com.", "example.com.", false],
  ])("%s is below %s: %s", (name, ancestor, expected) => {
    const [below, above] = [wireName(name), wireName(ancestor)];
    expect(isSubdomain(below, 0, below.length, above, 0, above.length)).toBe(expected);
  });

  it("sort as RFC 4034 §6.1 says", () => {
    const sorted = [
      "example.",
      "a.example.",
      "yljkjljk.a.example.",
      "Z.a.example.",
      "zABC.a.EXAMPLE.",
      "z.example.",
      "\\001.z.example.",
      "*.z.example.",
      "\\200.z.example.",
    ];
    const shuffled = [...sorted].reverse();
    shuffled.sort((a, b) => compareNames(wireName(a), 0, wireName(b), 0));
    expect(shuffled).toEqual(sorted);
    expect(compareNames(wireName("A.b."), 0, wireName("a.B."), 0)).toBe(0);
  });
});
