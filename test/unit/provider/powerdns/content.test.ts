import { describe, expect, it } from "vitest";
import { rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeCodeFromText } from "../../../../src/dns/rr/registry.js";
import {
  contentOf,
  isTypeTaken,
  rdataOfContent,
  typeContent,
} from "../../../../src/provider/powerdns/content.js";
import { isOwnerTaken, nameContent } from "../../../../src/provider/powerdns/name-content.js";
import { rdataOf, rrsetOf } from "../../../contract/providers/rdata-of.js";

function written(type: string, text: string): string | undefined {
  const code = typeCodeFromText(type);
  return contentOf(code, rdataOf(code, text));
}

describe("the content of a record, as PowerDNS 4.7.3 takes it", () => {
  it.each([
    ["A", "192.0.2.1", "192.0.2.1"],
    // The C library's mixed notation is refused where it is not its own.
    ["AAAA", "::ffff:192.0.2.1", "0:0:0:0:0:ffff:c000:201"],
    ["AAAA", "2001:db8::1", "2001:db8:0:0:0:0:0:1"],
    ["CNAME", "Www.Example.NET.", "Www.Example.NET."],
    // Only dot and backslash are escaped of what can be seen.
    ["CNAME", '\\"\\;\\(\\$\\@.a\\.b\\\\c\\032.', '";($@.a\\.b\\\\c\\032.'],
    ["NAPTR", '0 0 "" "" "" \\"\\".', '0 0 "" "" "" "".'],
    ["SVCB", '1 port=\\"1\\". port=1', '1 port="1". port=1'],
    ["MX", "0 .", "0 ."],
    ["TXT", '"a;b" "\\"q\\" \\\\ \\200"', '"a;b" "\\"q\\" \\\\ \\200"'],
    ["LOC", "0 0 0.000 N 0 0 0.000 E 0m", "0 0 0.000 S 0 0 0.000 W 0.00m 1.00m 10000.00m 10.00m"],
    ["IPSECKEY", "10 0 2 . AQID", "10 0 2 AQID"],
    ["HTTPS", '1 . alpn="h2,h3" port=8443', "1 . alpn=h2,h3 port=8443"],
    ["SVCB", "1 a. dohpath=/q{?dns} key65000=x", '1 a. key7="/q{?dns}" key65000="x"'],
    ["SVCB", "1 a. ipv6hint=::1:0,2001:db8::1", "1 a. ipv6hint=::0.1.0.0,2001:db8::1"],
    ["WKS", "192.0.2.1 6 25", "\\# 9 c00002010600000040"],
    ["TYPE65280", "\\# 0", "\\# 0 "],
  ])("of %s %s is %s, and is read back as the same", (type, text, content) => {
    expect(written(type, text)).toBe(content);
    const code = typeCodeFromText(type);
    const read = rdataOfContent(code, content);
    expect(read && rdataToText(code, read)).toBe(rdataToText(code, rdataOf(code, text)));
  });

  it.each([
    ["MX", "10 not_a_host.example."],
    ["NS", "_ns.example."],
    ["NS", "."],
    ["SRV", "0 0 1 a+b.example."],
    ["LOC", "0 0 0.000 N 0 0 0.000 E 30000000m"],
    ["LOC", "0 0 0.000 N 0 0 0.000 E 0m 50000000m"],
    ["SVCB", '1 a. alpn="a\\\\,b"'],
  ])("is none for %s %s", (type, text) => {
    expect(written(type, text)).toBeUndefined();
  });

  it("names a type that PowerDNS does not know by its number", () => {
    expect(typeContent(1)).toBe("A");
    expect(typeContent(11)).toBe("TYPE11");
    expect(typeContent(65_280)).toBe("TYPE65280");
  });

  it("is refused for what is no type of records, or one of PowerDNS's own", () => {
    for (const type of [0, 41, 46, 47, 50, 51, 250, 252, 255, 65_401, 65_402]) {
      expect(isTypeTaken(type), String(type)).toBe(false);
    }
    for (const type of [1, 11, 16, 43, 257, 65_280]) expect(isTypeTaken(type)).toBe(true);
  });
});

describe("an owner", () => {
  const owner = (text: string) => rrsetOf(text, 1, 0, ["192.0.2.1"]).owner;

  it.each(["example.com.", "*.example.com.", "_dmarc.a-b.example.", "0/25.2.0.192.in-addr.arpa."])(
    "%s is taken",
    (name) => {
      expect(isOwnerTaken(owner(name))).toBe(true);
      expect(nameContent(owner(name))).toBe(name);
    },
  );

  it.each(["a\\.b.example.", "\\032.example.", "a.*.example.", "a\\@b.example.", "\\200.example."])(
    "%s is not",
    (name) => {
      expect(isOwnerTaken(owner(name))).toBe(false);
    },
  );
});
