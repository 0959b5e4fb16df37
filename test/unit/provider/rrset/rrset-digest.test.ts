import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { rrsetDigest, zoneRrsetsDigest } from "../../../../src/provider/rrset/rrset-digest.js";
import { apex, apexNs, hosts, rrset } from "../plan/plan-sketch.js";

describe("the digest of a zone", () => {
  const zone = [apexNs, ...hosts(5), rrset("t TXT", '"ab" "c"'), rrset("m MX", "10 Mail")];

  test("does not depend on order, on case, on how text is divided", () => {
    const other = [
      rrset("m MX", "10 mail"),
      rrset("t TXT", '"abc"'),
      ...hosts(5).reverse(),
      apexNs,
    ];
    expect(zoneRrsetsDigest(other)).toBe(zoneRrsetsDigest(zone));
    expect(zoneRrsetsDigest(other, { comparison: null })).not.toBe(
      zoneRrsetsDigest(zone, { comparison: null }),
    );
  });

  test("sees every value and every TTL", () => {
    const digest = zoneRrsetsDigest(zone);
    expect(zoneRrsetsDigest(zone.slice(1))).not.toBe(digest);
    expect(zoneRrsetsDigest([...zone, rrset("x A", "192.0.2.1")])).not.toBe(digest);
    const slower = zone.map((one) => ({ ...one, ttlSeconds: one.ttlSeconds + 1 }));
    expect(zoneRrsetsDigest(slower)).not.toBe(digest);
    expect(zoneRrsetsDigest(slower, { withoutTtl: true })).toBe(
      zoneRrsetsDigest(zone, { withoutTtl: true }),
    );
  });

  test("leaves out what each provider has of its own", () => {
    const signed = [
      ...zone.slice(1),
      rrset("@ NS", "ns.of-another.example."),
      rrset("@ DNSKEY", "256 3 13 AAAA"),
      rrset("@ SOA", "a. b. 1 2 3 4 5"),
    ];
    const subset = { withoutNsAt: apex, withoutDnssec: true };
    expect(zoneRrsetsDigest(signed, subset)).toBe(zoneRrsetsDigest(zone, subset));
    expect(zoneRrsetsDigest([...zone, rrset("sub NS", "ns.sub")], subset)).not.toBe(
      zoneRrsetsDigest(zone, subset),
    );
  });

  test("is over records as RFC 8976 has them: owner, type, class, TTL, length, RDATA", () => {
    const zone = [rrset("b MX 60", "10 A"), rrset("a A 300", ["192.0.2.2", "192.0.2.1"])];
    const apexHex = "076578616d706c6503636f6d00";
    const records = [
      `0161${apexHex}000100010000012c0004c0000201`,
      `0161${apexHex}000100010000012c0004c0000202`,
      // The name in RDATA in lower case.
      `0162${apexHex}000f00010000003c0011000a0161${apexHex}`,
    ];
    const digest = createHash("sha384")
      .update(Buffer.from(records.join(""), "hex"))
      .digest("hex");
    expect(zoneRrsetsDigest(zone, { comparison: null })).toBe(digest);
  });
});

describe("the digest of an RRset", () => {
  test("is equal for what is the same", () => {
    expect(rrsetDigest(rrset("t TXT", '"ab" "c"'))).toBe(rrsetDigest(rrset("t TXT", '"abc"')));
    expect(rrsetDigest(rrset("t TXT", '"ab" "c"'))).not.toBe(rrsetDigest(rrset("t TXT", '"ab"')));
    expect(rrsetDigest(rrset("t A", ["192.0.2.1", "192.0.2.2"]))).toMatch(/^[0-9a-f]{32}$/);
  });
});
