// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of $GENERATE
import { describe, expect, test } from "vitest";
import { recordsOf } from "../../../src/zone/record-view.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = "$TTL 60\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n@ NS ns.example.net.\n";

function generate(line: string) {
  const { zone, diagnostics } = readZoneText(`${head}$GENERATE ${line}\n`, { apex: "example" });
  const records = zone === null ? [] : [...recordsOf(zone)].slice(2);
  return {
    records: records.map(
      (r) => `${r.owner.replace(/\.example\.$/, "")} ${r.ttlSeconds} ${r.type} ${r.rdata}`,
    ),
    lines: records.map((r) => r.line),
    diagnostics,
  };
}

describe("$GENERATE", () => {
  test.each([
    ["1-2 h$ A 192.0.2.$", ["h1 60 A 192.0.2.1", "h2 60 A 192.0.2.2"]],
    ["0-4/2 $ 5 IN TXT x$", ['0 5 TXT "x0"', '2 5 TXT "x2"', '4 5 TXT "x4"']],
    ["0-0 $ IN 5 CNAME a$", ["0 5 CNAME a0.example."]],
    ["9-10 h${-4,3} A 192.0.2.${1}", ["h005 60 A 192.0.2.10", "h006 60 A 192.0.2.11"]],
    ["10-10 h${0,4,x}-${0,0,X}-${0,0,o} TXT ${0,2,d}", ['h000a-a-12 60 TXT "10"']],
    ["1-1 a$$b\\$c TXT x", ['a\\$b\\$c 60 TXT "x"']],
    ["1-1 a$ MX 10 mail$", ["a1 60 MX 10 mail1.example."]],
    ['1-1 a$ MX "10 mail$"', ["a1 60 MX 10 mail1.example."]],
    ['1-1 a$ TXT "b $" "c $"', ['a1 60 TXT "b 1" "c 1"']],
    ["1-1 a$ TYPE65280 \\# 1 0$", ["a1 60 TYPE65280 \\# 1 01"]],
    // The last two are what BIND's own manual and test zone give.
    ["1024-1024 ${0,3,n} AAAA 2001:db8::${0,4,x}", ["0.0.4 60 AAAA 2001:db8::400"]],
    ["1024-1024 ${-2000,0,n} AAAA 2001:db8::1", ["0.3.c.f.f.f.f.f 60 AAAA 2001:db8::1"]],
    ["1-1 ${0,7,N} TXT x", ['1.0.0.0 60 TXT "x"']],
  ])("%s", (line, records) => {
    const result = generate(line);
    expect(result.diagnostics).toEqual([]);
    expect(result.records).toEqual(records);
    expect(new Set(result.lines)).toEqual(new Set([4]));
  });

  test.each([
    "9--10 h$ A 192.0.2.$",
    "1-3/ h$ A 192.0.2.$",
    "1-3/0 h$ A 192.0.2.$",
    "3-1 h$ A 192.0.2.$",
    "0-70000 h$ A 192.0.2.1",
    "0-2147483648 h$ A 192.0.2.1",
    "1 h$ A 192.0.2.1",
    "0-7 h$ A 1.2.3.${1,0,dgarbage}",
    "0-7 h$ A 1.2.3.${1000",
    "0-7 h$ A 1.2.3.${1,300,d}",
    "1-1 h$ TXT ${2147483647}",
    "1-1 h$ A",
  ])("refuses %s", (line) => {
    expect(generate(line).diagnostics).toMatchObject([{ code: "bad-generate", line: 4 }]);
  });

  test.each([
    "0-7 h$ TKEY x",
    "0-7 h$ A 1.2.3.4.$",
    "0-7 h..$ A 1.2.3.4",
    "250-260 h$ A 192.0.2.$",
  ])("tells the fault of a generated record at the directive: %s", (line) =>
    expect(generate(line).diagnostics).toMatchObject([{ line: 4, severity: "error" }]),
  );
});
