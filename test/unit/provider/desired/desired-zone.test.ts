import { describe, expect, it } from "vitest";
import { lowerNameFromText, nameToText } from "../../../../src/dns/name-text.js";
import { rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import { type DesiredOptions, desiredZone } from "../../../../src/provider/desired/desired-zone.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { readZone } from "../../../answerer.js";

const name = (text: string) => lowerNameFromText(text)!;

const plain = `$ORIGIN example.com.
@ 300 SOA ns1 hostmaster 42 1 2 3 4
@ 600 NS ns1
@ 600 NS ns2.example.net.
sub 300 NS ns.sub
www 60 A 192.0.2.2
www 60 A 192.0.2.1
`;
const signed = `${plain}@ 300 DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
@ 300 RRSIG A 13 2 300 20261222000000 20261122000000 12345 example.com. AAAA
@ 300 NSEC3PARAM 1 0 0 -
@ 300 CDS 12345 13 2 ${"ab".repeat(32)}
sub 300 DS 12345 13 2 ${"ab".repeat(32)}
other 300 DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
`;

function lines(rrsets: readonly Rrset[]): string[] {
  return rrsets.flatMap(({ owner, type, ttlSeconds, rdatas }) =>
    rdatas.map((rdata) =>
      [nameToText(owner), ttlSeconds, typeName(type), rdataToText(type, rdata)].join(" "),
    ),
  );
}

function desired(text: string, options: Partial<DesiredOptions> = {}) {
  return desiredZone(readZone(text), { apexNs: "union", assigned: [], ...options });
}

describe("what a provider should have of a zone", () => {
  it("is everything but the SOA", () => {
    const zone = desired(plain);
    expect(zone.serial).toBe(42);
    expect(nameToText(zone.apex)).toBe("example.com.");
    expect(lines(zone.rrsets)).toEqual([
      "example.com. 600 NS ns1.example.com.",
      "example.com. 600 NS ns2.example.net.",
      "sub.example.com. 300 NS ns.sub.example.com.",
      "www.example.com. 60 A 192.0.2.1",
      "www.example.com. 60 A 192.0.2.2",
    ]);
    expect(zone.losses).toEqual([]);
  });

  it("has the nameservers of all providers at the apex, each once", () => {
    const assigned = [
      name("ns-1.awsdns.example."),
      name("ns2.example.net."),
      name("ada.cf.example."),
    ];
    const ns = lines(desired(plain, { assigned }).rrsets).filter((line) =>
      line.startsWith("example"),
    );
    expect(ns).toEqual([
      "example.com. 600 NS ada.cf.example.",
      "example.com. 600 NS ns1.example.com.",
      "example.com. 600 NS ns2.example.net.",
      "example.com. 600 NS ns-1.awsdns.example.",
    ]);
  });

  it("has only those of the zone file, or none, if the configuration says so", () => {
    const assigned = [name("ada.cf.example.")];
    const of = (apexNs: DesiredOptions["apexNs"]) =>
      lines(desired(plain, { apexNs, assigned }).rrsets).filter((line) => line.includes(" NS "));
    expect(of("zone")).toEqual([
      "example.com. 600 NS ns1.example.com.",
      "example.com. 600 NS ns2.example.net.",
      "sub.example.com. 300 NS ns.sub.example.com.",
    ]);
    expect(of("keep")).toEqual(["sub.example.com. 300 NS ns.sub.example.com."]);
  });

  it("is without the signatures of the zone, which is told once, but with DS and keys of others", () => {
    const { rrsets, losses } = desired(signed);
    const types = lines(rrsets).map((line) => line.split(" ").slice(0, 3).join(" "));
    expect(types).toContain("sub.example.com. 300 DS");
    expect(types).toContain("other.example.com. 300 DNSKEY");
    expect(
      types.filter((line) => /^example\.com\. .*(DNSKEY|RRSIG|NSEC3PARAM|CDS)/.test(line)),
    ).toEqual([]);
    expect(losses.map(({ code, severity, message }) => `${code} ${severity}: ${message}`)).toEqual([
      "own-signatures degraded: example.com. is signed here, and providers get it unsigned: 4 RRsets of RRSIG, DNSKEY, NSEC3PARAM, CDS left out",
    ]);
  });
});
