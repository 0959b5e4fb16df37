import { describe, expect, test } from "vitest";
import { recordsOf } from "../../../src/zone/record-view.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = "$TTL 3600\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n NS ns\nns A 192.0.2.1\n";

/** Records behind the first three as `owner ttl type rdata`; diagnostics as `line code`. */
function read(body: string, apex = "example.com") {
  const { zone, diagnostics } = readZoneText(head + body, { apex });
  const records = zone === null ? null : [...recordsOf(zone)];
  return {
    records: records
      ?.map((r) => `${r.owner} ${r.ttlSeconds} ${r.type} ${r.rdata}`)
      .filter((text) => !/ SOA |^example.com. \d+ NS |^ns.example.com. /.test(text)),
    faults: diagnostics.map((d) => `${(d.line ?? 4) - 4} ${d.code}`),
  };
}

describe("what a record inherits", () => {
  test("owner, TTL and class may each be left out, class and TTL in either order", () => {
    const { records, faults } = read(
      "a 60 IN A 192.0.2.1\n  IN 60 TXT x\n IN MX 10 ns\nb A 192.0.2.2\nc 1h30m A 192.0.2.3\n",
    );
    expect(faults).toEqual([]);
    expect(records).toEqual([
      "a.example.com. 60 A 192.0.2.1",
      "a.example.com. 3600 MX 10 ns.example.com.",
      'a.example.com. 60 TXT "x"',
      "b.example.com. 3600 A 192.0.2.2",
      "c.example.com. 5400 A 192.0.2.3",
    ]);
  });

  test("$ORIGIN may be relative to the origin before, and @ is the present one", () => {
    const { records } = read(
      "$ORIGIN sub\n@ A 192.0.2.1\nwww CNAME @\n$ORIGIN example.com.\nx CNAME sub\n",
    );
    expect(records).toEqual([
      "sub.example.com. 3600 A 192.0.2.1",
      "www.sub.example.com. 3600 CNAME sub.example.com.",
      "x.example.com. 3600 CNAME sub.example.com.",
    ]);
  });

  test("a blank owner right after $ORIGIN is told, because it may not be what was meant", () => {
    const { records, faults } = read("a A 192.0.2.1\n$ORIGIN sub\n TXT x\n");
    expect(records).toContain('a.example.com. 3600 TXT "x"');
    expect(faults).toEqual(["3 inherited-owner"]);
  });

  test("without $TTL the last TTL is taken, and without any the SOA's minimum, with a warning", () => {
    const text = "@ SOA ns h 1 2 3 4 77\n@ NS ns.example.net.\na 5 A 192.0.2.1\nb A 192.0.2.2\n";
    const { zone, diagnostics } = readZoneText(text, { apex: "example.com" });
    if (zone === null) throw new Error("refused");
    expect([...recordsOf(zone)].map((r) => r.ttlSeconds)).toEqual([77, 77, 5, 5]);
    expect(diagnostics.map((d) => d.code)).toEqual(["ttl-from-soa"]);
  });

  test("without any TTL and before the SOA a record is an error", () => {
    const text = "a A 192.0.2.1\n@ SOA ns h 1 2 3 4 77\n@ NS ns.example.net.\n";
    const { diagnostics } = readZoneText(text, { apex: "example.com" });
    expect(diagnostics.map((d) => d.code)).toContain("no-ttl");
  });
});

describe("the form of a file", () => {
  test("parentheses, comments, tabs, CRLF and a missing final newline change nothing", () => {
    const { records, faults } = read(
      "a\t(\r\n 60 ; ttl\r\n IN A ) 192.0.2.1 ; x\r\n\r\n;\r\nb A 192.0.2.2",
    );
    expect(faults).toEqual([]);
    expect(records).toEqual(["a.example.com. 60 A 192.0.2.1", "b.example.com. 3600 A 192.0.2.2"]);
  });

  test("owners are read with escapes, any case, and kept in lower case", () => {
    const { records } = read(
      "WwW A 192.0.2.1\na\\.b A 192.0.2.2\n\\065 A 192.0.2.3\n\\@ A 192.0.2.4\n",
    );
    expect(records?.map((text) => text.split(" ")[0])).toEqual([
      "www.example.com.",
      "a\\.b.example.com.",
      "a.example.com.",
      "\\@.example.com.",
    ]);
  });

  test("types are known by mnemonic and by number, data in generic form too", () => {
    const { records } = read(
      "a TYPE1 \\# 4 c0000201\nb TYPE65280 \\# 2 abcd\nc A \\# 4 C0000202\n",
    );
    expect(records).toEqual([
      "a.example.com. 3600 A 192.0.2.1",
      "b.example.com. 3600 TYPE65280 \\# 2 ABCD",
      "c.example.com. 3600 A 192.0.2.2",
    ]);
  });

  test("the apex is the first owner when nobody tells it", () => {
    const { zone } = readZoneText(`$ORIGIN Example.ORG.\n${head}`);
    expect(zone?.apex).toEqual(
      Uint8Array.from([7, ...Buffer.from("example"), 3, ...Buffer.from("org"), 0]),
    );
    expect(readZoneText(head).diagnostics[0]?.code).toBe("no-origin");
  });

  test("the root can be an apex", () => {
    const { zone, diagnostics } = readZoneText(`${head}com NS ns\n`, { apex: "." });
    expect(diagnostics).toEqual([]);
    if (zone !== null)
      expect([...recordsOf(zone)].map((r) => r.owner)).toEqual([".", ".", "ns.", "com."]);
    expect(zone?.ownerCount).toBe(3);
  });
});

describe("faults", () => {
  test("are told all at once, each with its line and column, and go on with the next entry", () => {
    const { zone, diagnostics } = readZoneText(
      `${head}a A 192.0.2\nb NOPE x\nc A (\n 1 2\n)\n$NO x\nd 99999999999 A 192.0.2.1\ne CH A 192.0.2.1\nf ANY x\ng..h A 192.0.2.1\ni\n`,
      { apex: "example.com", path: "/zones/example.com.zone" },
    );
    expect(zone).toBeNull();
    expect(diagnostics.map((d) => [d.line, d.column, d.code, d.severity])).toEqual([
      [5, 5, expect.any(String), "error"],
      [6, 3, "unknown-type", "error"],
      [8, 2, expect.any(String), "error"],
      [10, 1, "unknown-directive", "error"],
      [11, 3, "bad-ttl", "error"],
      [12, 3, "class-not-in", "error"],
      [13, 3, "meta-type", "error"],
      [14, 1, "empty-label", "error"],
      [15, 2, "missing-type", "error"],
    ]);
    for (const d of diagnostics) expect(d).toMatchObject({ file: "/zones/example.com.zone" });
  });

  test("a record under a broken owner is checked, and stored under no other name", () => {
    const { faults } = read("a..b A 192.0.2.1\n CNAME x\n A 1\n");
    expect(faults).toEqual(["1 empty-label", expect.stringMatching(/^3 /)]);
  });

  test("a hundred are kept and the rest counted, warnings never in the place of errors", () => {
    const warnings = "x.example.org. A 192.0.2.1\n".repeat(150);
    const { diagnostics } = readZoneText(head + warnings + "a A 1\n".repeat(120), {
      apex: "example.com",
    });
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.filter((d) => d.severity === "error")).toHaveLength(100);
    expect(diagnostics.at(-1)?.message).toBe("170 more not shown: 120 errors, 150 warnings");
  });

  test("a byte order mark is named as what it is", () => {
    const { diagnostics } = readZoneText(`\ufeff${head}`, { apex: "example.com" });
    expect(diagnostics[0]).toMatchObject({ code: "byte-order-mark", line: 1, column: 1 });
  });

  test("TTLs beyond 31 bits and their overflow are refused", () => {
    for (const ttl of ["2147483648", "4294967296", "3551w", "1x", "1h-"]) {
      expect(read(`a ${ttl} A 192.0.2.1\n`).faults).toEqual(["1 bad-ttl"]);
    }
    expect(read("a 2147483647 A 192.0.2.1\n").faults).toEqual([]);
  });
});
