import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerNameFromText, nameToText } from "../../../../src/dns/name-text.js";
import type { ProviderZone, Snapshot } from "../../../../src/provider/contract/provider.js";
import { zoneFileFrom } from "../../../../src/provider/import/zone-file.js";
import type { ListedRrset, Rrset } from "../../../../src/provider/rrset/rrset.js";
import { rrsetContent } from "../../../../src/provider/rrset/rrset-digest.js";
import { rrsetsOfZone } from "../../../../src/provider/rrset/zone-rrsets.js";
import { readZoneText } from "../../../../src/zone/zone-text.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";
import { oddZone } from "../../../support/odd-zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const nowMs = Date.UTC(2026, 10, 22);
const apex = lowerNameFromText("example.com.")!;
const zone: ProviderZone = {
  apex,
  id: "Z1",
  assigned: [lowerNameFromText("ns1.provider.example.")!],
  facts: {},
};

function listed(rrset: Rrset): ListedRrset {
  return { ...rrset, raw: null, marked: null };
}

function snapshotOf(rrsets: readonly Rrset[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    rrsets: rrsets.map(listed),
    settings: {},
    resources: [],
    opaque: [],
    serial: null,
    listedAtMs: nowMs,
    ...more,
  };
}

function contents(rrsets: readonly Rrset[]): string[] {
  return rrsets.map((rrset) => rrsetContent(rrset, { txtStrings: "kept", exactTxt: true })).sort();
}

const ns = rrsetOf("example.com.", 2, 3600, ["ns1.example.net.", "ns2.example.net."]);

describe("a zone file made from a provider", () => {
  it("reads back as what the provider has", () => {
    fc.assert(
      fc.property(oddZone("example.com.", 20), ({ rrsets }) => {
        const all = [ns, ...rrsets];
        const { text, notes } = zoneFileFrom(snapshotOf(all), zone, "cf", nowMs);
        expect(notes).toEqual([]);
        const read = readZoneText(text, { apex: nameToText(apex) });
        expect(read.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(contents(rrsetsOfZone(read.zone!))).toEqual(contents(all));
      }),
      { seed, numRuns: Number(process.env.RUNS ?? 8) },
    );
  });

  it("has names relative to the apex, the usual TTL once, and an SOA that says what is made up", () => {
    const www = rrsetOf("www.example.com.", 1, 300, ["192.0.2.1"]);
    const mail = rrsetOf("example.com.", 15, 300, ["10 mail.example.com."]);
    const { text } = zoneFileFrom(snapshotOf([www, mail, ns]), zone, "aws", nowMs);
    expect(text).toBe(`; example.com. as aws has it, 2026-11-22
$ORIGIN example.com.
$TTL 300
; all of this SOA is made up: providers keep their own
@               SOA     ns1.example.net. hostmaster.example.com. 2026112201 7200 900 1209600 300
@       3600    NS      ns1.example.net.
@       3600    NS      ns2.example.net.
@               MX      10 mail.example.com.
www             A       192.0.2.1
`);
  });

  it("takes the nameservers that the provider has assigned where they are no records of it", () => {
    const { text } = zoneFileFrom(snapshotOf([]), zone, "cf", nowMs);
    expect(text).toMatch(/@ +NS +ns1\.provider\.example\./);
    const bare = zoneFileFrom(snapshotOf([]), { ...zone, assigned: [] }, "pdns", nowMs);
    expect(bare.notes).toEqual(["the provider tells no NS for the apex: add those of the zone"]);
  });

  it("keeps the serial that the provider tells", () => {
    const { text } = zoneFileFrom(snapshotOf([ns], { serial: 77 }), zone, "pdns", nowMs);
    expect(text).toMatch(/SOA .* 77 7200/);
    expect(text).toContain("; all of this SOA but its serial is made up");
  });

  it("says in comments what no zone file can", () => {
    const proxied = {
      ...rrsetOf("www.example.com.", 1, 300, ["192.0.2.1"]),
      extra: { proxied: true },
    };
    const alias = { ...rrsetOf("api.example.com.", 1, 0, []), extra: { alias: "lb.example.net" } };
    const blue = { ...rrsetOf("app.example.com.", 1, 60, ["192.0.2.2"]), variant: "blue" };
    const green = { ...rrsetOf("app.example.com.", 1, 30, ["192.0.2.3"]), variant: "green" };
    const atApex = rrsetOf("example.com.", 5, 300, ["elsewhere.example."]);
    const opaque = [{ owner: apex, type: 16, what: "something\nodd" }];
    const snapshot = snapshotOf([ns, proxied, alias, blue, green, atApex], { opaque });
    const { text, notes } = zoneFileFrom(snapshot, zone, "cf", nowMs);
    expect(notes).toEqual([
      'www.example.com. A has {"proxied":true} there, and is here without it',
      'api.example.com. A has {"alias":"lb.example.net"} there, and is left out',
      "app.example.com. A is one of several there (blue); all are one RRset here",
      "app.example.com. A is one of several there (green); all are one RRset here",
      "example.com. CNAME cannot stand in a zone file, and is left out",
      "example.com. TXT is something\nodd, and is left out",
    ]);
    const { zone: read } = readZoneText(text, { apex: "example.com." });
    expect(contents(rrsetsOfZone(read!))).toEqual(
      contents([
        ns,
        { ...proxied, extra: null },
        rrsetOf("app.example.com.", 1, 30, ["192.0.2.2", "192.0.2.3"]),
      ]),
    );
  });
});
