import { describe, expect, it } from "vitest";
import { typeName } from "../../../src/dns/rr/type-code.js";
import { eachLargeAnswer } from "../../../validators/delegation/answer-octets.js";
import { ZoneIndex } from "../../../validators/zone-index.js";
import { exchange, makeAnswerer, readZone } from "../../answerer.js";
import { queryBytes } from "../../query.js";

/** Targets are in other zones, so that no addresses come along. */
const zone = readZone(`$ORIGIN example.com.
$TTL 3600
@     SOA   ns1.example.net. hostmaster.example.com. 1 14400 3600 2419200 3600
@     NS    ns1.example.net.
@     NS    ns2.Example.NET.
@     MX    10 mail.example.net.
@     MX    20 backup.mail.example.net.
@     TXT   "v=spf1 -all" "${"x".repeat(200)}"
@     TXT   "${"y".repeat(250)}"
@     CAA   0 issue "letsencrypt.org"
www   A     192.0.2.10
www   A     192.0.2.11
www   AAAA  2001:db8::10
_s._t SRV   0 1 443 www.example.net.
_s._t SRV   0 1 444 www.example.net.
a.b.c PTR   b.c.example.com.
a.b.c PTR   deep.a.b.c.example.com.
host  HTTPS 1 svc.example.net. alpn=h2 ipv4hint=192.0.2.10
rp    RP    hostmaster.example.com. .
`);

describe("predicted answer sizes", () => {
  it("are those of the server's answers", () => {
    const index = new ZoneIndex(zone);
    const answerer = makeAnswerer([zone]);
    let compared = 0;
    eachLargeAnswer(index, 0, false, (rrset, octets) => {
      const name = index.ownerText(index.ownerOf(rrset));
      const type = typeName(zone.rrsetType[rrset]!);
      const response = exchange(answerer, queryBytes(name, type), { via: "tcp" });
      expect(octets, `${name} ${type}`).toBe(response?.length);
      compared++;
      return false;
    });
    expect(compared).toBe(zone.rrsetCount);
  });

  it("are told above the bound only, and until nobody listens", () => {
    const index = new ZoneIndex(zone);
    const told: number[] = [];
    eachLargeAnswer(index, 400, false, (_rrset, octets) => told.push(octets) > 100);
    expect(told).toEqual([517]);
    const first: number[] = [];
    eachLargeAnswer(index, 0, false, (rrset) => first.push(rrset) > 0);
    expect(first).toEqual([0]);
  });
});
