import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { SegmentBuilder } from "../../../src/image/build.js";
import { memoryFiles, readZoneText } from "../../../src/zone/zone-text.js";
import { structureRules } from "../../../validators/structure/structure.js";

const head = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. 1 14400 3600 1209600 3600
@ NS ns1.example.net.
`;

function toldOf(records: string, more: { readonly [path: string]: string } = {}): string[] {
  const path = "/zones/example.com.zone";
  const files = memoryFiles({ [path]: head + records, ...more });
  return new ZoneChecker({ files, rules: structureRules, now: 0 })
    .check({ path, root: "/zones" })
    .diagnostics.map(({ code, line }) => `${code} ${line}`);
}

describe("a zone cut", () => {
  it("may have glue of its own name, of names below it, and of other cuts' servers", () => {
    const zone = `eu NS eu
eu NS ns.us
eu A 192.0.2.1
us NS ns.us
ns.us A 192.0.2.2
ns.us AAAA 2001:db8::2
`;
    expect(toldOf(zone)).toEqual([]);
  });

  it("may have what a parent signs of it", () => {
    const zone = `eu NS ns1.example.net.
eu DS 1 13 2 e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d
eu NSEC us.example.com. NS DS RRSIG NSEC
`;
    expect(toldOf(zone)).toEqual([]);
  });

  it("below another one is told once, not for what it hides itself", () => {
    const zone = `eu NS ns1.example.net.
de.eu NS ns1.example.net.
de.eu TXT x
`;
    expect(toldOf(zone)).toEqual(["occluded 6"]);
  });

  it("at an asterisk hides nothing", () => {
    expect(toldOf("*.eu NS ns1.example.net.\na.eu TXT x\n")).toEqual([]);
  });
});

describe("the SOA", () => {
  it("may be preceded by records of other files", () => {
    const zone = "/zones/example.com.zone";
    const files = {
      [zone]: "$ORIGIN example.com.\n$TTL 3600\n$INCLUDE soa.inc\n@ NS ns1.example.net.\n",
      "/zones/soa.inc": head.slice(0, head.lastIndexOf("@ NS")),
    };
    expect(toldOf("", files)).toEqual([]);
  });
});

describe("an RRset", () => {
  /** Whether the nameserver can build the zone's image. */
  function isServed(text: string): boolean {
    const { zone } = readZoneText(text, { path: "/zones/example.com.zone" });
    if (zone === null) throw new Error("not read");
    return new SegmentBuilder().build(zone).diagnostics.length === 0;
  }
  const set = (count: number, data: (i: number) => string, owner = "many") =>
    Array.from({ length: count }, (_, i) => `${owner} ${data(i)}\n`).join("");

  it.each([
    ["of addresses", 4094, (i: number) => `A 10.0.${i >> 8}.${i & 255}`],
    ["of names that are compressed", 4090, (i: number) => `MX ${i} mail.example.com.`],
    ["of names that are not", 1985, (i: number) => `SRV 0 0 ${i} s.example.com.`],
    ["of text", 253, (i: number) => `TXT "${"x".repeat(240)}${String(i).padStart(5, "0")}"`],
  ])("%s is too large in a check when it is too large to be served", (_, about, data) => {
    const verdicts = new Set<boolean>();
    for (let count = about - 40; count <= about + 40; count += 4) {
      const records = set(count, data);
      const isTold = toldOf(records).some((told) => told.startsWith("rrset-too-large"));
      verdicts.add(isTold);
      expect({ count, isTold }).toEqual({ count, isTold: !isServed(head + records) });
    }
    expect(verdicts.size).toBe(2);
  });
});
