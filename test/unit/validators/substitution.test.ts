import { describe, expect, it } from "vitest";
import { readSubstitution } from "../../../validators/services/substitution.js";

const fine: readonly string[] = [
  "!^.*$!sip:info@example.com!",
  "!^(.*)$!tel:\\1!i",
  "/^[+]([0-9]{3,15})$/tel:\\1/",
  "#^urn:cid:.+@([^\\.]+\\.)(.*)$#\\2#i",
  "!(a|b)+[]x-]{2}[^]]*[[:alpha:]!]?!\\1!".replace("!]?", "]?"),
  "!a\\!b!c\\!d!",
  "!!x!",
  "!(^a$)|\\(!b!",
];

const broken: readonly (readonly [text: string, told: RegExp])[] = [
  ["1a1b1", /delimiter is "1"/],
  ["iaibi", /delimiter is "i"/],
  ["!a!b", /there 2 times/],
  ["!a!b!c!", /there 4 times/],
  ["!a!b!g", /"g" is no flag/],
  ["!(a!b!", /a \( .* not closed/],
  ["!a)!b!", /closes nothing/],
  ["![a!b!", /a \[ .* not closed/],
  ["![[:alpha!b!", /a \[ .* not closed/],
  ["!*a!b!", /\* .* nothing before it/],
  ["!(+a)!b!", /\+ .* nothing before it/],
  ["!a|?!b!", /\? .* nothing before it/],
  ["!|a!b!", /\| .* nothing before it/],
  ["!(|a)!b!", /\| .* nothing before it/],
  ["!(a|)!b!", /\| .* nothing behind it/],
  ["!a|!b!", /\| .* nothing behind it/],
  ["!a\\1!b!", /\\1 in the pattern/],
  ["!a{3,1}!b!", /backwards/],
  ["!a{x}!b!", /no count/],
  ["!a!\\1!", /\\1 refers to a group/],
  ["!(a)!\\0!", /\\0 refers to nothing/],
  ["!a!b\\", /times, not three/],
];

describe("the substitution of a NAPTR record", () => {
  it("is taken as RFC 3402 and POSIX have it", () => {
    expect(fine.filter((text) => typeof readSubstitution(text) === "string")).toEqual([]);
  });

  it("is refused with the reason", () => {
    for (const [text, told] of broken) expect(readSubstitution(text), text).toMatch(told);
  });

  it("is read as its parts", () => {
    expect(readSubstitution("!^(.*)$!tel:\\1!i")).toEqual({
      pattern: "^(.*)$",
      replacement: "tel:\\1",
    });
  });
});
