import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diffZone } from "../../../src/diff/zone-diff.js";
import { SegmentBuilder } from "../../../src/image/build.js";
import { segmentLines } from "../../../src/image/segment-text.js";
import type { Zone } from "../../../src/zone/zone.js";
import { readZoneText } from "../../../src/zone/zone-text.js";
import { readZone } from "../../answerer.js";

function textOf(zone: Zone): string {
  const { bytes } = new SegmentBuilder().build(zone);
  return [...segmentLines(bytes)].join("");
}

/** What comes back, and it must come back without so much as a warning. */
function readBack(zone: Zone): Zone {
  const { zone: back, diagnostics } = readZoneText(textOf(zone));
  expect(diagnostics).toEqual([]);
  return back!;
}

const zone = `
$ORIGIN example.com.
$TTL 3600
@       300 SOA ns1 hostmaster.example.com. 2026112201 14400 3600 1209600 60
@       NS    ns1
@       NS    ns2.example.net.
@       MX    10 mail
ns1     A     192.0.2.53
mail    A     192.0.2.25
mail    AAAA  2001:db8::25
*       TXT   "any" "name"
*.wild  CNAME www
www     CNAME web
web     A     192.0.2.10
web     HTTPS 1 . alpn=h2,h3
out     CNAME www.example.net.
a.ent   A     192.0.2.11
moved   DNAME example.org.
odd     TYPE65280 \\# 4 0a000001
dot\\.ted TXT "semi;colon \\"quoted\\" \\200"
child   NS    ns.child
child   NS    ns.other
child   DS    1 8 2 ${"ab".repeat(32)}
ns.child A    192.0.2.60
deep.ns.child TXT "no query can see this"
other   NS    ns.other
other   NS    other
ns.other A    192.0.2.61
ns.other AAAA 2001:db8::61
other   A     192.0.2.62
`;

describe("the text of a segment", () => {
  it("reads back as a zone with the same answers", () => {
    const before = readZone(zone);
    const diff = diffZone(before, readBack(before));
    expect(diff.changes).toEqual([]);
    expect(diff.serial).toEqual({ before: 2026112201, after: 2026112201 });
  });

  it("leaves out what no query can see, and nothing else", () => {
    expect(diffZone(readZone(zone), readBack(readZone(zone))).records).toMatchObject({
      deleted: 1,
      added: 0,
      ttlChanged: 0,
    });
  });

  it("starts with the SOA and has each record once, on a line of its own", () => {
    const lines = textOf(readZone(zone)).trimEnd().split("\n");
    expect(lines[0]).toMatch(/^example\.com\.\t300\tIN\tSOA\t/);
    expect(new Set(lines).size).toBe(lines.length);
    for (const line of lines) expect(line).toMatch(/^\S+\t\d+\tIN\t\S+\t./);
  });

  it.each(["plain/plain.example", "torture/torture.example", "torture/big.example"])(
    "of %s reads back with the same answers",
    (name) => {
      const path = new URL(`../../interop/zones/${name}.zone`, import.meta.url);
      const { zone: before } = readZoneText(readFileSync(path));
      expect(diffZone(before, readBack(before!)).changes).toEqual([]);
    },
  );

  it("of a zone of ten megabytes is made piece by piece and reads back", () => {
    const long = Array.from({ length: 40_000 }, (_, i) => {
      return `h${i}.example. 60 TXT "${"t".repeat(200)}${i}"\n`;
    });
    const text = `example. 60 SOA ns.example. h.example. 1 2 3 4 5\nexample. 60 NS ns.example.\nns.example. 60 A 192.0.2.1\n${long.join("")}`;
    const before = readZone(text);
    const { bytes } = new SegmentBuilder().build(before);
    const lines = segmentLines(bytes);
    expect(lines.next().value).toMatch(/SOA/);
    expect(diffZone(before, readBack(before)).changes).toEqual([]);
  });
});
