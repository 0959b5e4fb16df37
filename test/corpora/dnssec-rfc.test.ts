/** The hashes and the signed zone of RFC 5155. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { printBase32hex } from "../../src/dns/rr/field-hex.js";
import { coveredRrset } from "../../src/dnssec/covered.js";
import { readDnskey } from "../../src/dnssec/dnskey.js";
import { hashOfLabel, nsec3Hash } from "../../src/dnssec/nsec3.js";
import { publicKeyOf } from "../../src/dnssec/public-key.js";
import { Rrsig } from "../../src/dnssec/rrsig.js";
import { signedData } from "../../src/dnssec/signed-data.js";
import { isSignatureOf } from "../../src/dnssec/verify.js";
import { rdataOf } from "../../src/zone/record-view.js";
import { readZoneText } from "../../src/zone/zone-text.js";

const folder = fileURLToPath(new URL("../../../shared/corpora/rfc/", import.meta.url));
const present = existsSync(folder);
const RRSIG = 46;
const DNSKEY = 48;

describe.skipIf(!present)("RFC 5155 (skipped where the corpora are missing)", () => {
  it("has the hashes of its appendix A and others", () => {
    const cases: { name: string; salt: string; iterations: number; hash: string }[] = JSON.parse(
      readFileSync(`${folder}nsec3-hashes.json`, "utf8"),
    );
    expect(cases.length).toBeGreaterThan(15);
    for (const { name, salt, iterations, hash } of cases) {
      // Half an octet is no salt; the library that these two are from forgives it.
      if (salt.length % 2 === 1 && salt !== "-") continue;
      const wire = lowerNameFromText(name.endsWith(".") ? name : `${name}.`)!;
      const made = nsec3Hash(wire, Buffer.from(salt.replace("-", ""), "hex"), iterations);
      expect(printBase32hex(made, 0, made.length).toLowerCase()).toBe(hash.toLowerCase());
      const label = lowerNameFromText(`${hash}.example.`)!;
      expect(hashOfLabel(label, 0)).toEqual(new Uint8Array(made));
    }
  });

  it("signs every RRset of its zone with keys of the zone", () => {
    const { zone } = readZoneText(readFileSync(`${folder}rfc5155-example.zone.signed`, "utf8"));
    if (zone === null) throw new Error("the zone is well-formed");
    const keys = recordsOf(coveredRrset(zone, 0, DNSKEY)).map((r) => readDnskey(rdataOf(zone, r)));
    let verified = 0;
    for (let owner = 0; owner < zone.ownerCount; owner++) {
      for (const record of recordsOf(coveredRrset(zone, owner, RRSIG))) {
        const rdata = rdataOf(zone, record);
        const rrsig = new Rrsig(rdata, 0, rdata.length);
        const key = publicKeyOf(keys.find(({ tag }) => tag === rrsig.keyTag)!);
        const rrset = coveredRrset(zone, owner, rrsig.typeCovered);
        const data = signedData(zone, owner, rrset, record);
        expect(isSignatureOf(rrsig.algorithm, key!, data!, rrsig.signature)).toBe(true);
        verified++;
      }
    }
    expect(verified).toBe(30);

    function recordsOf(rrset: number): number[] {
      if (rrset === -1) return [];
      const [first, end] = [zone!.rrsetRecords[rrset]!, zone!.rrsetRecords[rrset + 1]!];
      return Array.from({ length: end - first }, (_, i) => first + i);
    }
  });
});
