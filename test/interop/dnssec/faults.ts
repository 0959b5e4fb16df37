/** Ways to break a signed zone, and who notices: we always, the others as they were seen to. */

import {
  added,
  type Breaking,
  changed,
  is,
  nth,
  rdata,
  turned,
  unchanged,
  without,
  withoutKeySigner,
} from "./breaking.js";

type Peers = readonly ("kzonecheck" | "ldns-verify-zone" | "dnssec-verify")[];

export interface Fault {
  readonly what: string;
  /** Name of the signer whose zone is broken. */
  readonly signer: string;
  readonly rule: string;
  readonly breakIt: Breaking;
  /** Others that complain. */
  readonly peers: Peers;
  /** Days from now on which it is checked. */
  readonly days: number;
}

/** What is broken and how; who complains beside us, if not everyone; days from now. */
type Row = readonly [what: string, breakIt: Breaking, peers?: Peers, days?: number];

const everyone: Peers = ["kzonecheck", "ldns-verify-zone", "dnssec-verify"];
const allButLdns: Peers = ["kzonecheck", "dnssec-verify"];
const allButBind: Peers = ["kzonecheck", "ldns-verify-zone"];
const allButKnot: Peers = ["ldns-verify-zone", "dnssec-verify"];

const nsec = "dnssec-signzone, NSEC";
const nsec3 = "dnssec-signzone, NSEC3";
const optOut = "dnssec-signzone, NSEC3 with opt-out";
const knot = "kzonesign, NSEC and a digest";
const two = "dnssec-signzone, two algorithms";
const digests = "ldns-signzone, two digests";

const table: { readonly [signer: string]: { readonly [rule: string]: readonly Row[] } } = {
  [nsec]: {
    "dnssec-rrsig-invalid": [
      [
        "an octet of a signature",
        changed(is("www.example.com.", "RRSIG", "CNAME"), (line) => ({
          rdata: turned(line.rdata),
        })),
      ],
      [
        "the data behind a signature",
        changed(is("mail.example.com.", "A"), rdata("192.0.2.2", "192.0.2.99")),
      ],
    ],
    "dnssec-rrsig-missing": [
      ["a signature left out", without(is("mail.example.com.", "RRSIG", "A "))],
      [
        "the signature of the DNSKEY records left out",
        without(is("example.com.", "RRSIG", "DNSKEY")),
      ],
    ],
    "dnssec-entry-point": [
      ["the signature of the key-signing key left out", withoutKeySigner, allButLdns],
    ],
    "dnssec-rrsig-orphan": [
      [
        "records left out, their signature not",
        without(is("ns1.example.com.", "AAAA")),
        allButLdns,
      ],
      ["the key left out that signed the zone", without(is("example.com.", "DNSKEY", "256"))],
      [
        "glue signed",
        added(is("mail.example.com.", "RRSIG", "A "), () => ({
          owner: "ns.sec.example.com.",
        })),
        allButBind,
      ],
      [
        "a delegation signed",
        added(is("sec.example.com.", "RRSIG", "DS"), rdata("DS", "NS")),
        allButBind,
      ],
    ],
    "dnssec-dnskey": [
      ["all keys left out", without(is("example.com.", "DNSKEY"))],
      [
        "a key of another protocol",
        changed(is("example.com.", "DNSKEY", "256"), rdata("256 3", "256 2")),
      ],
      [
        "a key that signs no zones",
        changed(is("example.com.", "DNSKEY", "256"), rdata("256", "0")),
      ],
      ["a key cut short", changed(is("example.com.", "DNSKEY", "256"), rdata(/.{4}$/, ""))],
    ],
    "dnssec-rrsig-fields": [
      [
        "another signer",
        changed(is("mail.example.com.", "RRSIG", "A "), rdata(/example\.com\./, "example.net.")),
      ],
      ["fewer labels", changed(is("mail.example.com.", "RRSIG", "A "), rdata("A 13 3", "A 13 2"))],
      ["more labels", changed(is("mail.example.com.", "RRSIG", "A "), rdata("A 13 3", "A 13 4"))],
    ],
    "dnssec-ttl": [
      ["another TTL", changed(is("mail.example.com.", "A"), () => ({ ttl: "7200" })), allButLdns],
      [
        "denials that outlive negative answers",
        changed(is("mail.example.com.", "NSEC"), () => ({ ttl: "7200" })),
        allButLdns,
      ],
    ],
    "dnssec-rrsig-expired": [["nothing, but two months too late", unchanged, allButBind, 60]],
    "dnssec-rrsig-not-yet": [["nothing, but two months too early", unchanged, allButBind, -60]],
    "dnssec-rrsig-expires-soon": [["nothing, but a day before the end", unchanged, [], 29]],
    "dnssec-nsec-chain": [
      ["all NSEC records left out", without((line) => line.type === "NSEC")],
      ["an NSEC record left out", without(is("mail.example.com.", "NSEC"))],
      ["the apex's NSEC record left out", without(is("example.com.", "NSEC"))],
      [
        "an NSEC record that leaves out a name",
        changed(is("mail.example.com.", "NSEC"), rdata("ns1.example.com.", "sec.example.com.")),
      ],
      [
        "an NSEC record that names another name",
        changed(is("mail.example.com.", "NSEC"), rdata("ns1.example.com.", "new.example.com.")),
      ],
      [
        "two NSEC records at one name",
        added(is("mail.example.com.", "NSEC"), rdata("ns1.", "new.")),
      ],
      [
        "an NSEC record at glue",
        added(is("mail.example.com.", "NSEC"), () => ({ owner: "ns.sec.example.com." })),
      ],
      [
        "a name that was added later",
        added(is("mail.example.com.", "A"), () => ({ owner: "new.example.com." })),
      ],
    ],
    "dnssec-nsec-bitmap": [
      ["a type too few in NSEC", changed(is("example.com.", "NSEC"), rdata(" MX", ""))],
      [
        "a type too many in NSEC",
        changed(is("mail.example.com.", "NSEC"), rdata(" A ", " A AAAA ")),
      ],
    ],
    "dnssec-ds-place": [
      ["a DS record without a delegation", without(is("sec.example.com.", "NS"))],
      [
        "a DS record at the apex",
        added(is("sec.example.com.", "DS"), () => ({ owner: "example.com." })),
      ],
    ],
    "dnssec-ds-digest": [
      [
        "a DS record with a SHA-1 digest",
        changed(
          is("sec.example.com.", "DS"),
          rdata(/13 2 .*/, "13 1 0123456789012345678901234567890123456789"),
        ),
      ],
    ],
  },
  [two]: {
    "dnssec-rrsig-missing": [
      [
        "the signatures of one algorithm left out",
        without((line) => line.type === "RRSIG" && line.rdata.startsWith("MX 16")),
        ["dnssec-verify"],
      ],
    ],
  },
  [nsec3]: {
    "dnssec-nsec3-chain": [
      ["an NSEC3 record left out", without(nth("NSEC3", 3))],
      [
        "the NSEC3 record of an empty non-terminal left out",
        without((line) => line.type === "NSEC3" && line.rdata.split(" ").length === 5),
      ],
      [
        "an NSEC3 record that names another hash",
        changed(nth("NSEC3", 3), rdata(/(1 0 0 - )./, "$1V")),
      ],
      ["an NSEC3 record with other iterations", changed(nth("NSEC3", 3), rdata("1 0 0", "1 0 1"))],
      ["an NSEC3 record with a salt", changed(nth("NSEC3", 3), rdata("1 0 0 -", "1 0 0 AB"))],
      ["an NSEC3 record with unknown flags", changed(nth("NSEC3", 3), rdata("1 0 0", "1 2 0"))],
      [
        "an NSEC3 record with another hash algorithm",
        changed(nth("NSEC3", 3), rdata("1 0 0", "2 0 0")),
      ],
      [
        "a name that was added later, with NSEC3",
        added(is("mail.example.com.", "A"), () => ({ owner: "new.example.com." })),
      ],
      [
        "a name that was removed, with NSEC3",
        without((line) => line.owner === "mail.example.com."),
        allButKnot,
      ],
    ],
    "dnssec-nsec-chain": [["all NSEC3 records left out", without((line) => line.type === "NSEC3")]],
    "dnssec-nsec-bitmap": [
      [
        "a type too few in NSEC3",
        changed((line) => line.type === "NSEC3" && line.rdata.includes(" MX "), rdata(" MX", "")),
      ],
      ["a type too many in NSEC3", changed(nth("NSEC3", 3), rdata(/$/, " TXT HINFO"))],
    ],
    "dnssec-ttl": [
      [
        "an NSEC3 record with another TTL",
        changed(nth("NSEC3", 3), () => ({ ttl: "7200" })),
        allButLdns,
      ],
    ],
    "dnssec-nsec3param": [
      ["NSEC3PARAM left out", without(is("example.com.", "NSEC3PARAM")), allButLdns],
      ["NSEC3PARAM with flags", changed(is("example.com.", "NSEC3PARAM"), rdata("1 0 0", "1 1 0"))],
      [
        "NSEC3PARAM with another hash algorithm",
        changed(is("example.com.", "NSEC3PARAM"), rdata("1 0 0", "2 0 0")),
      ],
      [
        "NSEC3PARAM with another salt",
        changed(is("example.com.", "NSEC3PARAM"), rdata("-", "ABCD")),
      ],
    ],
    "dnssec-nsec-mixed": [
      [
        "NSEC beside NSEC3",
        added(nth("NSEC3PARAM", 0), () => ({ type: "NSEC", rdata: "example.com. A" })),
      ],
    ],
  },
  [optOut]: {
    "dnssec-nsec3-chain": [
      [
        "an opt-out span that is none",
        (lines) =>
          lines.map((line) =>
            line.type === "NSEC3" ? { ...line, ...rdata("1 1 0", "1 0 0")(line) } : line,
          ),
      ],
    ],
  },
  [knot]: {
    "dnssec-cds": [
      ["a CDS record of no key", changed(is("example.com.", "CDS"), rdata(/^\d+/, "1"))],
      [
        "a CDNSKEY record of no key",
        changed(is("example.com.", "CDNSKEY"), rdata(/(.{4})(.{4})(.{4})$/, "$2$1$3")),
      ],
      [
        "CDS and CDNSKEY of different keys",
        changed(is("example.com.", "CDNSKEY"), rdata("257", "256")),
      ],
      [
        "CDS that asks for removal, CDNSKEY not",
        changed(is("example.com.", "CDS"), () => ({ rdata: "0 0 0 00" })),
      ],
    ],
    "dnssec-cds-alone": [["CDS left out, CDNSKEY not", without(is("example.com.", "CDS"))]],
    "dnssec-zonemd": [
      [
        "a digest that is not the zone's",
        changed(is("example.com.", "ZONEMD"), rdata(/..$/, "00")),
      ],
      ["a digest of another serial", changed(is("example.com.", "ZONEMD"), rdata(/^\d+/, "1"))],
    ],
  },
  [digests]: {
    "dnssec-zonemd": [
      [
        "one of two digests that is not the zone's",
        changed(is("example.com.", "ZONEMD"), rdata(/..$/, "00")),
      ],
    ],
  },
};

export const faults: readonly Fault[] = Object.entries(table).flatMap(([signer, rules]) =>
  Object.entries(rules).flatMap(([rule, rows]) =>
    rows.map(([what, breakIt, peers = everyone, days = 0]) => {
      return { signer, rule, what, breakIt, peers, days };
    }),
  ),
);
