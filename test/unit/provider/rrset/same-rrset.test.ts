import { describe, expect, test } from "vitest";
import { looseComparison } from "../../../../src/provider/rrset/comparable-rdata.js";
import { sameRrset } from "../../../../src/provider/rrset/same-rrset.js";
import { rrset } from "../plan/plan-sketch.js";

const kept = { txtStrings: "kept", exactTxt: true } as const;

describe("what providers write in another way is the same", () => {
  test.each<[string, string, string | string[], string | string[]]>([
    ["the order of RDATA", "A", ["192.0.2.1", "192.0.2.2"], ["192.0.2.2", "192.0.2.1"]],
    ["RDATA twice", "A", ["192.0.2.1", "192.0.2.1"], ["192.0.2.1"]],
    ["the case of a name in RDATA", "CNAME", "Host.Example.NET.", "host.example.net."],
    [
      "… of a type that DNSSEC does not fold",
      "SVCB",
      "1 Host.example. port=1",
      "1 host.example. port=1",
    ],
    ["… so that two become one", "NS", ["a.example.", "A.example."], "a.example."],
    ["capitals that DNSSEC tells apart", "HTTPS", ["1 A.example.", "1 a.example."], "1 a.example."],
    ["an IPv6 address in full", "AAAA", "2001:db8:0:0:0:0:0:1", "2001:db8::1"],
    ["TXT divided in another place", "TXT", '"ab" "c"', '"a" "bc"'],
    ["an empty string within TXT", "TXT", '"a" "" "b"', '"ab"'],
    ["octets above 127 in TXT", "TXT", '"\\228\\246"', '"\\228" "\\246"'],
    ["a semicolon with or without a backslash", "TXT", '"a\\;b"', '"a;b"'],
    ["the tag of CAA", "CAA", '128 Issue "ca.example"', '128 issue "ca.example"'],
    ["the order of service parameters", "HTTPS", "1 . port=1 alpn=h2", "1 . alpn=h2 port=1"],
    ["hexadecimal in capitals", "TLSA", "3 1 1 ABCDEF", "3 1 1 abcd ef"],
    ["the generic form", "A", "\\# 4 c0000201", "192.0.2.1"],
    ["MX and SRV of nobody", "SRV", "0 0 0 .", "0 0 0 ."],
    ["escapes in decimal", "CNAME", "\\119ww.example.", "www.example."],
  ])("%s", (_, type, one, other) => {
    const [a, b] = [rrset(`x ${type}`, one), rrset(`x ${type}`, other)];
    expect(sameRrset(a, b, looseComparison)).toBe(true);
    expect(sameRrset(b, a, looseComparison)).toBe(true);
  });

  test("the order of keys in what only the provider knows of", () => {
    const a = rrset("x A", "192.0.2.1", { extra: { proxied: true, tags: ["a"] } });
    const b = rrset("x A", "192.0.2.1", { extra: { tags: ["a"], proxied: true } });
    expect(sameRrset(a, b, looseComparison)).toBe(true);
  });

  test("what is kept with it and never compared", () => {
    const a = rrset("x A", "192.0.2.1", { raw: 1, marked: true });
    expect(sameRrset(a, rrset("x A", "192.0.2.1"), looseComparison)).toBe(true);
  });
});

describe("what is not the same", () => {
  test.each<[string, string, string | string[], string | string[]]>([
    ["an address more", "A", ["192.0.2.1", "192.0.2.2"], "192.0.2.1"],
    ["the case of text", "TXT", '"A"', '"a"'],
    ["a blank at the end of text", "TXT", '"a "', '"a"'],
    ["a backslash in text", "TXT", '"a\\\\;b"', '"a;b"'],
    ["the value of CAA", "CAA", '0 issue "CA.example"', '0 issue "ca.example"'],
    ["the flag of CAA", "CAA", '128 issue "ca.example"', '0 issue "ca.example"'],
    ["a preference", "MX", "10 mail", "20 mail"],
    ["an address mapped from IPv4", "AAAA", "::ffff:192.0.2.1", "::192.0.2.1"],
    ["two texts for one", "TXT", ['"a"', '"b"'], '"ab"'],
    ["strings of NAPTR", "NAPTR", '1 1 "s" "a" "" .', '1 1 "s" "" "a" .'],
  ])("%s", (_, type, one, other) => {
    const [a, b] = [rrset(`x ${type}`, one), rrset(`x ${type}`, other)];
    expect(sameRrset(a, b, looseComparison)).toBe(false);
    expect(sameRrset(b, a, looseComparison)).toBe(false);
  });

  test.each([
    ["the owner", rrset("y A", "192.0.2.1")],
    ["the TTL", rrset("x A 60", "192.0.2.1")],
    ["the variant", rrset("x A", "192.0.2.1", { variant: "blue" })],
    ["what only the provider knows of", rrset("x A", "192.0.2.1", { extra: { proxied: false } })],
  ])("%s", (_, other) => {
    expect(sameRrset(rrset("x A", "192.0.2.1"), other, looseComparison)).toBe(false);
  });
});

describe("the division of TXT into strings", () => {
  const [one, other] = [rrset("x TXT", '"ab" "c"'), rrset("x TXT", '"abc"')];

  test("counts only where it is asked for and the provider keeps it", () => {
    expect(sameRrset(one, other, kept)).toBe(false);
    expect(sameRrset(one, other, { ...kept, exactTxt: false })).toBe(true);
    expect(sameRrset(one, other, { txtStrings: "divided-anew", exactTxt: true })).toBe(true);
  });
});
