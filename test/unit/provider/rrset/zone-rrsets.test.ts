import { expect, test } from "vitest";
import { rrsetToJson } from "../../../../src/provider/rrset/rrset-text.js";
import { rrsetsOfZone } from "../../../../src/provider/rrset/zone-rrsets.js";
import { readZoneText } from "../../../../src/zone/zone-text.js";

const text = `$ORIGIN example.com.
@ 3600 SOA ns1 hostmaster 7 14400 3600 2419200 300
@ 3600 NS ns1
ns1 300 A 192.0.2.2
ns1 300 A 192.0.2.1
WWW 60 CNAME Host.example.net.
`;

test("a zone is its RRsets without the SOA, RDATA in canonical order, names as written", () => {
  const { zone } = readZoneText(text);
  expect(rrsetsOfZone(zone!).map(rrsetToJson)).toEqual([
    { owner: "example.com.", type: "NS", ttl: 3600, rdata: ["ns1.example.com."] },
    { owner: "ns1.example.com.", type: "A", ttl: 300, rdata: ["192.0.2.1", "192.0.2.2"] },
    { owner: "www.example.com.", type: "CNAME", ttl: 60, rdata: ["Host.example.net."] },
  ]);
});
