import { expect, test } from "vitest";
import { canonicalOwners } from "../../../src/zone/order.js";
import { printZone } from "../../../src/zone/printer.js";
import { ownerName, ownerOf, rdataOf, rrsetOf } from "../../../src/zone/record-view.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = "$TTL 60\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n@ NS ns.example.net.\n";

function zoneOf(body: string) {
  const { zone } = readZoneText(head + body, { apex: "example" });
  if (zone === null) throw new Error("refused");
  return zone;
}

const body = `b TXT "q\\"\\\\ \\000\\255;" x\n*.a 5 MX 10 .\n\\000\\.\\@ A 192.0.2.1\nz TYPE65280 \\# 0\n@ TXT y\n`;

test("a printed zone reads back as the same zone", () => {
  const zone = zoneOf(body);
  const { zone: again, diagnostics } = readZoneText(printZone(zone), { apex: "example" });
  expect(diagnostics).toEqual([]);
  expect(again && printZone(again)).toBe(printZone(zone));
  expect(again?.rdata).toEqual(zone.rdata);
});

test("canonical print is the same for every order of lines, SOA first", () => {
  const reversed = body.trim().split("\n").toReversed().join("\n");
  const text = printZone(zoneOf(body), { canonical: true });
  expect(printZone(zoneOf(reversed), { canonical: true })).toBe(text);
  expect(text.split("\n")[0]).toMatch(/^example\.\t60\tIN\tSOA\t/);
});

test("records of an RRset are ordered by canonical RDATA", () => {
  const zone = zoneOf("a MX 10 B\na MX 10 a\na MX 2 c\n");
  const text = printZone(zone, { canonical: true });
  expect(text.match(/MX\t.*/g)).toEqual([
    "MX\t2 c.example.",
    "MX\t10 a.example.",
    "MX\t10 B.example.",
  ]);
});

test("owners follow the example of RFC 4034 §6.1", () => {
  const names = ["z", "\\200.z", "*.z", "yljkjljk.a", "Z.a", "zABC.a.EXAMPLE.", "a", "\\001.z"];
  const zone = zoneOf(names.map((name) => `${name} TXT x\n`).join(""));
  expect([...canonicalOwners(zone)].map((owner) => ownerName(zone, owner))).toEqual([
    "example.",
    "a.example.",
    "yljkjljk.a.example.",
    "z.a.example.",
    "zabc.a.example.",
    "z.example.",
    "\\001.z.example.",
    "*.z.example.",
    "\\200.z.example.",
  ]);
});

test("RRsets are found by owner and type", () => {
  const zone = zoneOf("a A 192.0.2.1\n");
  const rrset = rrsetOf(zone, ownerOf(zone, "A.example."), 1);
  expect([...rdataOf(zone, zone.rrsetRecords[rrset]!)]).toEqual([192, 0, 2, 1]);
  expect(rrsetOf(zone, ownerOf(zone, "a.example."), 28)).toBe(-1);
  expect(rrsetOf(zone, ownerOf(zone, "none.example."), 1)).toBe(-1);
});

test("a signature is printed with the TTL of what it signs, whatever those beside it have", () => {
  const signature = (type: string, ttl: number) =>
    `@ ${ttl} RRSIG ${type} 13 2 ${ttl} 20261222000000 20261122000000 1 example.com. AAAA`;
  const { zone } = readZoneText(
    [
      "$ORIGIN example.com.",
      "@ 3600 SOA ns h 1 2 3 4 5",
      "@ 60 NS ns.example.net.",
      signature("SOA", 3600),
      signature("NS", 60),
    ].join("\n"),
  );
  const printed = zone === null ? "" : printZone(zone);
  expect(printed).toMatch(/^example\.com\.\t3600\tIN\tRRSIG\tSOA /m);
  expect(printed).toMatch(/^example\.com\.\t60\tIN\tRRSIG\tNS /m);
});
