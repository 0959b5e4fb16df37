import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { TextFault } from "../../../src/dns/text/scanner.js";
import { parseRdata } from "./rdata-text.js";

const read = (type: string, text: string) => parseRdata(typeCodeFromText(type), text);
const ok = (type: string, text: string): boolean => !(read(type, text) instanceof TextFault);

describe("a fault in RDATA", () => {
  it("names the field, what was written, and what was expected", () => {
    expect(read("MX", "ten mail")).toMatchObject({
      code: "bad-field",
      message: '"ten" is no preference',
      hint: "expected a number from 0 to 65535",
    });
    expect(read("MX", "10")).toMatchObject({
      code: "missing-field",
      message: "the target is missing",
    });
    expect(read("A", "192.0.2.1 x")).toMatchObject({
      code: "trailing-data",
      message: '"x" follows a complete A record',
    });
  });

  it("is at the line and column of the token that is wrong", () => {
    const type = typeCodeFromText("SOA");
    // The text starts behind "TYPE6 ".
    expect(parseRdata(type, "a. b. 1 1 1 x 1")).toMatchObject({ line: 1, column: 19 });
    expect(parseRdata(type, "a. b. (\n 1 ; serial\n 2\n x\n 4 5 )")).toMatchObject({
      line: 4,
      column: 2,
    });
    expect(parseRdata(type, "a..b. c. 1 1 1 1 1")).toMatchObject({
      code: "empty-label",
      column: 7,
    });
  });

  it("is at the start of the RDATA where only the whole shows it", () => {
    expect(read("DS", "1 8 2 00")).toMatchObject({
      code: "bad-rdata",
      message: "bad DS RDATA: digest type 2 has 32 octets, not 1",
      column: 8,
    });
    expect(read("A", "\\# 3 c00002")).toMatchObject({ code: "bad-rdata", column: 7 });
  });

  it.each([
    ["label-too-long", `${"a".repeat(64)}.`],
    ["name-too-long", `${"abcdefg.".repeat(32)}`],
    ["bad-escape", "a\\300."],
    ["empty-label", ".a."],
  ])("in a name has the code %s", (code, text) => {
    expect(read("NS", text)).toMatchObject({ code });
  });
});

describe("character strings", () => {
  it("hold at most 255 octets, and say how to go on", () => {
    expect(ok("TXT", `"${"a".repeat(255)}"`)).toBe(true);
    expect(read("TXT", `"${"a".repeat(256)}"`)).toMatchObject({
      code: "string-too-long",
      hint: expect.stringContaining("split"),
    });
    expect(ok("TXT", `"${"\\097".repeat(255)}"`)).toBe(true);
  });

  it("together hold no more than RDATA does", () => {
    const full = `"${"a".repeat(255)}" `;
    expect(ok("TXT", full.repeat(255))).toBe(true);
    expect(read("TXT", full.repeat(257))).toMatchObject({ code: "rdata-too-long" });
  });

  it.each([
    ["TXT", "a ".repeat(2_000_000)],
    ["NULL", `\\# 65535 ${"00 ".repeat(2_000_000)}`],
    ["DNSKEY", `257 3 8 ${"AAAA ".repeat(1_000_000)}`],
    ["APL", "1:192.0.2.1/32 ".repeat(500_000)],
    ["HIP", `2 00 AAAA ${"a.example. ".repeat(500_000)}`],
    [
      "SVCB",
      `1 . ${Array.from({ length: 40 }, (_, i) => `key${1000 + i}=${"a".repeat(60_000)}`).join(" ")}`,
    ],
  ])("of an endless %s are not kept", (type, text) => {
    const out = new ByteWriter();
    expect(parseRdata(typeCodeFromText(type), text, "example.com.", out)).toBeInstanceOf(TextFault);
    expect(out.bytes.length).toBeLessThan(512 * 1024);
  });

  it("know escapes, and refuse broken ones", () => {
    expect(read("TXT", '"a\\"\\065"')).toEqual(Uint8Array.of(3, 0x61, 0x22, 0x41));
    expect(read("TXT", '"\\256"')).toMatchObject({ code: "bad-escape" });
    expect(read("TXT", '"\\25"')).toMatchObject({ code: "bad-escape" });
  });
});

describe("Base64", () => {
  it.each(["AA==", "A A = =", "AAAA AA==", "Zm9v YmE="])("takes %j", (text) => {
    expect(ok("DHCID", text)).toBe(true);
  });

  it.each([
    "",
    "A",
    "AA",
    "AAA",
    "AB==",
    "AAB=",
    "A===",
    "====",
    "AA==AA==",
    "AA=A",
    "A-==",
    '"AA=="',
  ])("refuses %j", (text) => {
    expect(ok("DHCID", text)).toBe(false);
  });
});

describe("signature times", () => {
  const time = (text: string) => ok("RRSIG", `A 8 1 1 ${text} 0 1 . AA==`);

  it.each(["20260228235959", "19700101000000", "20240229000000", "4294967295"])(
    "may be %s",
    (text) => {
      expect(time(text)).toBe(true);
    },
  );

  it.each([
    "20260229000000",
    "20261301000000",
    "20260100000000",
    "20260101240000",
    "2026010100006",
  ])("may not be %s", (text) => {
    expect(time(text)).toBe(false);
  });

  it.each([
    "20260101006000",
    "20260101000060",
    "19691231235959",
    "22260101000000",
    "2026010100000x",
  ])("may not be %s either", (text) => {
    expect(time(text)).toBe(false);
  });
});

describe("SVCB parameters", () => {
  it.each([
    ["1 . key1=h2", "these octets are no value of alpn"],
    ["1 . alpn", "alpn has no value"],
    ["1 . alpn=", "alpn= has no value"],
    ['1 . alpn=""', "bad value of alpn"],
    ["1 . port=80 port=81", "port is given twice"],
    ["1 . port=80 key3=ab", "key3 is given twice"],
    ["1 . mandatory=port", "bad SVCB RDATA: mandatory names port, which is not there"],
    ["1 . key00667=a", '"key00667=a" is no service parameter'],
    ["1 . PORT=80", '"PORT=80" is no service parameter'],
    ['1 . "port=80"', '"port=80" is no service parameter'],
    ['1 . port="80""81"', "text follows the value of port"],
    ["1 . dohpath=/q", "bad value of dohpath"],
  ])("%s is refused: %s", (text, message) => {
    expect(read("SVCB", text)).toMatchObject({ message });
  });

  it.each([
    ["/q{?dns}", true],
    ["/{dns}/q", true],
    ["/q{?a,dns*,b}", true],
    ["/q{?dns:5}", true],
    ["/q{?xdns}", false],
    ["/q{?dnsx}", false],
    ["/q{?dns", false],
    ["q{?dns}", false],
    ["/\\200{?dns}", false],
  ])("dohpath %s is a path to query: %s (RFC 9461 §5)", (path, expected) => {
    expect(ok("SVCB", `1 . dohpath="${path}"`)).toBe(expected);
  });

  it("as long as they may be are judged in good time", () => {
    const started = process.cpuUsage();
    expect(ok("SVCB", `1 . dohpath="/${"{dns,".repeat(13_000)}"`)).toBe(false);
    expect(ok("SVCB", `1 . mandatory=${"key5,".repeat(50_000)}key6`)).toBe(false);
    expect(ok("SVCB", `1 . alpn=${"a,".repeat(32_000)}a`)).toBe(true);
    const used = process.cpuUsage(started);
    expect(used.user + used.system).toBeLessThan(1_500_000);
  });

  it("by number are octets, held against what is known of the key", () => {
    expect(read("SVCB", "1 . key1=\\002h2")).toEqual(read("SVCB", "1 . alpn=h2"));
    expect(read("SVCB", "1 . key3=ab")).toEqual(read("SVCB", "1 . port=24930"));
  });

  it("may be empty where no row says otherwise", () => {
    const bare = read("SVCB", "1 . key65000");
    expect(bare).toEqual(read("SVCB", "1 . key65000="));
    expect(bare).toEqual(read("SVCB", '1 . key65000=""'));
    expect(ok("SVCB", "1 . key65000= alpn=h2")).toBe(true);
  });
});
