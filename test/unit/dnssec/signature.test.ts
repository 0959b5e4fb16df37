import { describe, expect, it } from "vitest";
import { coveredRrset } from "../../../src/dnssec/covered.js";
import { isDelegationOf } from "../../../src/dnssec/delegation-digest.js";
import { keyTag, readDnskey } from "../../../src/dnssec/dnskey.js";
import { publicKeyOf } from "../../../src/dnssec/public-key.js";
import { Rrsig } from "../../../src/dnssec/rrsig.js";
import { signedData } from "../../../src/dnssec/signed-data.js";
import { isSignatureOf } from "../../../src/dnssec/verify.js";
import { ownerOf, rdataOf } from "../../../src/zone/record-view.js";
import type { Zone } from "../../../src/zone/zone.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const DS = 43;
const RRSIG = 46;
const DNSKEY = 48;

/** An RRset, its signature, its key and the key's DS, as the RFCs print them. */
interface Vector {
  readonly from: string;
  readonly apex: string;
  readonly key: string;
  readonly tag: number;
  readonly ds: string;
  readonly data: string;
  readonly signature: string;
}

const vectors: readonly Vector[] = [
  {
    from: "RFC 5702 §6.1, RSASHA256",
    apex: "example.net.",
    key: `256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8P
      kxUdp6p/DlUmObdk=`,
    tag: 9033,
    ds: "",
    data: "www.example.net. 3600 IN A 192.0.2.91",
    signature: `A 8 3 3600 20300101000000 20000101000000 9033 example.net.
      kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==`,
  },
  {
    from: "RFC 6605 §6.1, ECDSAP256SHA256",
    apex: "example.net.",
    key: `257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==`,
    tag: 55648,
    ds: "55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17",
    data: "www.example.net. 3600 IN A 192.0.2.1",
    signature: `A 13 3 3600 20100909100439 20100812100439 55648 example.net.
      qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==`,
  },
  {
    from: "RFC 6605 §6.2, ECDSAP384SHA384",
    apex: "example.net.",
    key: `257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40`,
    tag: 10771,
    ds: `10771 14 4 72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6`,
    data: "www.example.net. 3600 IN A 192.0.2.1",
    signature: `A 14 3 3600 20100909102025 20100812102025 10771 example.net.
      /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm`,
  },
  {
    from: "RFC 8080 §6.1, Ed25519",
    apex: "example.com.",
    key: "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
    tag: 3613,
    ds: "3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b",
    data: "example.com. 3600 IN MX 10 mail.example.com.",
    signature: `MX 15 2 3600 1440021600 1438207200 3613 example.com.
      oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==`,
  },
  {
    from: "RFC 8080 §6.1, Ed25519 again, owners in capitals",
    apex: "EXAMPLE.com.",
    key: "257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=",
    tag: 35217,
    ds: "35217 15 2 401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c",
    data: "EXAMPLE.com. 3600 IN MX 10 MAIL.example.COM.",
    signature: `MX 15 2 3600 1440021600 1438207200 35217 Example.com.
      zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==`,
  },
  {
    from: "RFC 8080 §6.2, Ed448",
    apex: "example.com.",
    key: "257 3 16 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA",
    tag: 9713,
    ds: "9713 16 2 6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7",
    data: "example.com. 3600 IN MX 10 mail.example.com.",
    signature: `MX 16 2 3600 1440021600 1438207200 9713 example.com.
      3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA`,
  },
];

function zoneOf({ apex, key, data, signature, ds }: Vector): Zone {
  const owner = data.split(" ")[0]!;
  const flat = (text: string): string => text.replace(/\s+/g, " ");
  const { zone, diagnostics } = readZoneText(
    `${apex} 3600 SOA ns.example.org. h.example.org. 1 2 3 4 5
     ${apex} 3600 NS ns.example.org.
     ${apex} 3600 DNSKEY ${flat(key)}
     ${ds === "" ? "" : `${apex} 3600 DS ${ds}`}
     ${data}
     ${owner} 3600 RRSIG ${flat(signature)}`.replace(/^ +/gm, ""),
  );
  if (zone === null) throw new Error(JSON.stringify(diagnostics));
  return zone;
}

function rdataAt(zone: Zone, owner: number, type: number): Uint8Array {
  return rdataOf(zone, zone.rrsetRecords[coveredRrset(zone, owner, type)]!);
}

/** Whether the vector's signature is of its data and key, both perhaps changed by `change`. */
function verifies(vector: Vector, change: (zone: Zone, owner: number) => void = () => {}): boolean {
  const zone = zoneOf(vector);
  const owner = ownerOf(zone, vector.data.split(" ")[0]!);
  change(zone, owner);
  const signatureRecord = zone.rrsetRecords[coveredRrset(zone, owner, RRSIG)]!;
  const rdata = rdataOf(zone, signatureRecord);
  const rrsig = new Rrsig(rdata, 0, rdata.length);
  const rrset = coveredRrset(zone, owner, rrsig.typeCovered);
  const data = signedData(zone, owner, rrset, signatureRecord);
  const key = publicKeyOf(readDnskey(rdataAt(zone, 0, DNSKEY)));
  if (data === undefined || key === undefined) return false;
  return isSignatureOf(rrsig.algorithm, key, data, rrsig.signature);
}

describe.each(vectors)("$from", (vector) => {
  it("verifies", () => {
    expect(verifies(vector)).toBe(true);
  });

  it("does not verify with a bit of the signature, or of what is signed, turned", () => {
    const turn = (type: number, fromEnd: number) => (zone: Zone, owner: number) => {
      const rdata = rdataAt(zone, owner, type);
      rdata[rdata.length - fromEnd]! ^= 1;
    };
    expect(verifies(vector, turn(RRSIG, 9))).toBe(false);
    expect(verifies(vector, turn(vector.signature.startsWith("A ") ? 1 : 15, 3))).toBe(false);
  });

  it("has the key tag and the DS record that are printed beside it", () => {
    const zone = zoneOf(vector);
    const key = readDnskey(rdataAt(zone, 0, DNSKEY));
    expect(key.tag).toBe(vector.tag);
    if (vector.ds === "") return;
    const ds = rdataAt(zone, 0, DS);
    expect(isDelegationOf(ds, zone.apex, key)).toBe(true);
    ds[10]! ^= 1;
    expect(isDelegationOf(ds, zone.apex, key)).toBe(false);
  });
});

describe("a key tag", () => {
  it("is that of RFC 4034 §5.4 for the key printed there", () => {
    const text = `256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZ
      DRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc
      2w/rljwvFw==`.replace(/\s+/g, " ");
    const { zone } = readZoneText(`dskey.example.com. 60 SOA . . 1 2 3 4 5
dskey.example.com. 60 NS .\ndskey.example.com. 60 DNSKEY ${text}`);
    if (zone === null) throw new Error("the zone is well-formed");
    const rdata = rdataAt(zone, 0, DNSKEY);
    expect(keyTag(rdata)).toBe(60485);
    const ds = Buffer.from("ec4505012bb183af5f22588179a53b0a98631fad1a292118", "hex");
    expect(isDelegationOf(ds, zone.apex, readDnskey(rdata))).toBe(true);
  });
});

describe("public keys", () => {
  const key = (algorithm: number, publicKey: Uint8Array) =>
    publicKeyOf(readDnskey(Uint8Array.of(1, 1, 3, algorithm, ...publicKey)));

  it("that are none are refused, whatever their octets", () => {
    for (const algorithm of [1, 5, 7, 8, 10, 12, 13, 14, 15, 16, 17, 253]) {
      for (const length of [0, 1, 2, 3, 31, 57, 63, 64, 96]) {
        const octets = new Uint8Array(length).fill(0xff);
        const made = key(algorithm, octets);
        if (made !== undefined) expect(isSignatureOf(algorithm, made, octets, octets)).toBe(false);
      }
    }
  });

  it("of RSA that would be slow to verify with are refused", () => {
    expect(key(8, Uint8Array.of(1, 3, ...new Uint8Array(512).fill(0xff)))).toBeDefined();
    expect(key(8, Uint8Array.of(1, 3, ...new Uint8Array(513).fill(0xff)))).toBeUndefined();
    expect(key(8, Uint8Array.of(200, ...new Uint8Array(456).fill(0xff)))).toBeUndefined();
  });
});
