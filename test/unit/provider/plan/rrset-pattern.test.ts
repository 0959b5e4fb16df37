import { describe, expect, test } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import { matchedPattern } from "../../../../src/provider/plan/rrset-pattern.js";
import { apex } from "./plan-sketch.js";

const MX = 15;

function matches(pattern: string, name: string, type = MX): boolean {
  const [owner = "", types = ""] = pattern.split(" ");
  const rrset = { owner: lowerNameFromText(name)!, type };
  const patterns = [{ owner, types: types === "" ? [] : types.split(",") }];
  return matchedPattern(patterns, rrset, apex) !== null;
}

describe("a pattern of RRsets", () => {
  test.each([
    ["@", "example.com."],
    ["www", "www.example.com."],
    ["WWW", "www.example.com."],
    ["*", "a.example.com."],
    ["*", "*.example.com."],
    ["*.b", "a.b.example.com."],
    ["**", "example.com."],
    ["**", "a.b.c.example.com."],
    ["_acme-challenge.**", "_acme-challenge.example.com."],
    ["_acme-challenge.**", "_acme-challenge.a.b.example.com."],
    ["**.b.**", "a.a.b.c.example.com."],
    ["a\\.b", "a\\.b.example.com."],
    ["@ MX,TXT", "example.com."],
  ])("%s names %s", (pattern, name) => {
    expect(matches(pattern, name)).toBe(true);
  });

  test.each([
    ["@", "a.example.com."],
    ["*", "example.com."],
    ["*", "a.b.example.com."],
    ["www", "www.www.example.com."],
    ["_acme-challenge.**", "x._acme-challenge.example.com."],
    ["a.b", "a\\.b.example.com."],
    ["@ TXT", "example.com."],
    ["a..b", "example.com."],
    ["", "example.com."],
  ])("%s does not name %s", (pattern, name) => {
    expect(matches(pattern, name)).toBe(false);
  });

  test("is told as it was written", () => {
    const patterns = [
      { owner: "www", types: [] },
      { owner: "@", types: ["MX", "TXT"] },
    ];
    expect(matchedPattern(patterns, { owner: apex, type: MX }, apex)).toBe("@ MX,TXT");
  });

  test("with many stars ends soon", () => {
    const pattern = `${"**.".repeat(12)}x`;
    expect(matches(pattern, `${"a.".repeat(60)}example.com.`)).toBe(false);
  });
});
