import { describe, expect, test } from "vitest";
import { recordsOf } from "../../../src/zone/record-view.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const soa = "$TTL 60\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n";
const head = `${soa}@ NS ns.example.net.\n`;

function read(text: string) {
  const { zone, diagnostics } = readZoneText(text, { apex: "example.com" });
  return {
    zone,
    records:
      zone === null ? [] : [...recordsOf(zone)].map((r) => `${r.owner} ${r.type} ${r.rdata}`),
    codes: diagnostics.map((d) => `${d.severity} ${d.code}`),
    lines: diagnostics.map((d) => d.line),
    diagnostics,
  };
}

describe("a zone that cannot be served is refused", () => {
  test.each([
    ["nothing at all", "", ["error no-soa", "error no-apex-ns"]],
    ["no SOA", "$TTL 60\n@ NS ns.example.net.\n", ["error no-soa"]],
    ["no NS at the apex", `${soa}a NS ns.example.net.\n`, ["error no-apex-ns"]],
    ["two SOA", `${head}@ SOA ns other 7 7200 3600 1209600 300\n`, ["error several-soa"]],
    [
      "an SOA below the apex",
      `${head}a SOA ns h 7 7200 3600 1209600 300\n`,
      ["error soa-not-at-apex"],
    ],
    ["two CNAME", `${head}a CNAME b\na CNAME c\n`, ["error several-cname"]],
    ["two DNAME", `${head}a DNAME b\na DNAME c\n`, ["error several-dname"]],
    ["CNAME and A", `${head}a CNAME b\na A 192.0.2.1\n`, ["error cname-and-other-data"]],
    [
      "A and CNAME, apart",
      `${head}a A 192.0.2.1\nb TXT x\na CNAME b\n`,
      ["error cname-and-other-data"],
    ],
  ])("%s", (_, text, codes) => {
    const result = read(text);
    expect(result.zone).toBeNull();
    expect(result.codes).toEqual(codes);
    for (const d of result.diagnostics) expect(d.hint).toMatch(/\w/);
  });

  test("an SOA of another zone tells which zone the file is of", () => {
    const { zone, diagnostics } = read(`$ORIGIN example.org.\n${head}`);
    expect(zone).toBeNull();
    const fault = diagnostics.find((d) => d.code === "soa-not-at-apex");
    expect(fault?.message).toContain("example.com.");
  });

  test("missing records are not reported when there were lines that could not be read", () => {
    expect(read(`${soa}@ NS a..b\n`).codes).toEqual(["error empty-label"]);
  });
});

describe("what other servers load too is served with a warning", () => {
  test.each([
    [
      "a duplicate",
      "a A 192.0.2.1\na A 192.0.2.1\n",
      ["a.example.com. A 192.0.2.1"],
      "duplicate-record",
      5,
    ],
    [
      "a duplicate but for the case of a name in it",
      "a MX 1 Mail\na MX 1 mAIL\n",
      ["a.example.com. MX 1 Mail.example.com."],
      "duplicate-record",
      5,
    ],
    [
      "a name outside the zone",
      "a A 192.0.2.1\nb.example.org. A 192.0.2.1\n",
      ["a.example.com. A 192.0.2.1"],
      "out-of-zone",
      5,
    ],
    [
      "data below a DNAME",
      "a DNAME b\nx.y.a TXT x\n",
      ["a.example.com. DNAME b.example.com.", 'x.y.a.example.com. TXT "x"'],
      "below-dname",
      5,
    ],
  ])("%s", (_, body, records, code, line) => {
    const result = read(head + body);
    expect(result.records.slice(2)).toEqual(records);
    expect(result.codes).toEqual([`warning ${code}`]);
    expect(result.lines).toEqual([line]);
  });

  test("text that differs in case is no duplicate", () => {
    expect(read(`${head}a TXT x\na TXT X\n`).codes).toEqual([]);
  });

  test("of different TTLs in an RRset the lowest is served (RFC 2181 §5.2)", () => {
    const { zone, codes, lines } = read(
      `${head}a 9 A 192.0.2.1\na 5 A 192.0.2.2\na 7 A 192.0.2.3\n`,
    );
    if (zone === null) throw new Error("refused");
    expect([...recordsOf(zone)].slice(2).map((r) => r.ttlSeconds)).toEqual([5, 5, 5]);
    expect(codes).toEqual(["warning ttl-mismatch"]);
    expect(lines).toEqual([6]);
  });

  test("RRSIG and NSEC stand beside a CNAME", () => {
    const rrsig = "a RRSIG CNAME 13 3 60 20300101000000 20200101000000 1 example.com. AAAA\n";
    expect(read(`${head}a CNAME b\na NSEC b CNAME\n${rrsig}`).codes).toEqual([]);
  });

  test("NSEC3 records below a DNAME at the apex are no fault", () => {
    const nsec3 =
      "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 1 1 ab 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NS\n";
    expect(read(`${head}@ DNAME example.net.\n${nsec3}`).codes).toEqual([]);
  });
});

describe("the columns", () => {
  test("group by owner in order of first appearance and sort by type, keeping records' order", () => {
    const { records, codes } = read(
      `${head}b TXT 1\na A 192.0.2.3\nb A 192.0.2.1\na TXT 2\nb TXT 0\n@ A 192.0.2.9\na A 192.0.2.1\n`,
    );
    expect(codes).toEqual([]);
    expect(records.map((text) => text.replaceAll(".example.com.", ""))).toEqual([
      "example.com. A 192.0.2.9",
      "example.com. NS ns.example.net.",
      "example.com. SOA ns hostmaster 7 7200 3600 1209600 300",
      "b A 192.0.2.1",
      'b TXT "1"',
      'b TXT "0"',
      "a A 192.0.2.3",
      "a A 192.0.2.1",
      'a TXT "2"',
    ]);
  });

  test("are the same for a file in any order, duplicates among it", () => {
    const lines: string[] = [];
    for (let i = 0; i < 300; i++) {
      lines.push(
        `h${i % 37} A 192.0.2.${i % 29}`,
        `h${i % 41} TXT t${i % 7}`,
        `h${i % 5} MX ${i % 3} m`,
      );
    }
    const sorted = read(head + lines.toSorted().join("\n"));
    const mixed = read(head + lines.join("\n"));
    expect(mixed.records.toSorted()).toEqual([...new Set(sorted.records)].toSorted());
    expect(mixed.records.length).toBe(new Set(lines).size + 2);
  });

  test("one owner with thousands of records of mixed types is grouped in no time", () => {
    const lines = Array.from({ length: 20_000 }, (_, i) =>
      i % 2 === 0 ? `x TXT ${i}` : `x A 10.0.${i >> 8}.${i & 255}`,
    );
    const started = process.cpuUsage().user;
    const { zone } = read(`${head}${lines.join("\n")}\n${lines.join("\n")}\n`);
    expect(zone?.rrsetCount).toBe(4);
    expect(zone?.recordCount).toBe(20_002);
    expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(3);
  });

  test("find owners without case, and nothing else", () => {
    const { zone } = read(`${head}a.b TXT x\n`);
    if (zone === null) throw new Error("refused");
    const find = (...labels: string[]) => {
      const name = Buffer.concat([
        ...labels.map((l) => Buffer.from([l.length, ...Buffer.from(l)])),
        Buffer.of(0),
      ]);
      return zone.findOwner(name, 0, name.length);
    };
    expect(find("eXample", "com")).toBe(0);
    expect(find("A", "b", "Example", "COM")).toBe(1);
    expect(find("b", "example", "com")).toBe(-1);
    expect(find("com")).toBe(-1);
    expect(find()).toBe(-1);
  });
});
