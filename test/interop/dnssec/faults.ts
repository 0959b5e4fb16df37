/** Ways to break a signed zone, and who notices: we always, the others as they were seen to. */

import type { Line } from "./verdicts.js";

export interface Fault {
  readonly what: string;
  /** Name of the signer whose zone is broken; a prefix will do. */
  readonly signer: string;
  readonly rule: string;
  readonly breakIt: (lines: Line[]) => Line[];
  /** Days from now on which it is checked. */
  readonly days?: number;
  /** Others that complain. */
  readonly peers: readonly ("kzonecheck" | "ldns-verify-zone" | "dnssec-verify")[];
}

const nsec = "dnssec-signzone, NSEC";
const nsec3 = "dnssec-signzone, NSEC3";
const optOut = "dnssec-signzone, NSEC3 with opt-out";
const knot = "kzonesign, NSEC and a digest";
const two = "dnssec-signzone, two algorithms";
const digests = "ldns-signzone, two digests";

const is =
  (owner: string, type: string, start = "") =>
  (line: Line): boolean =>
    line.owner === owner && line.type === type && line.rdata.startsWith(start);

/** Without the records that `match`; there must be some. */
const without =
  (match: (line: Line) => boolean) =>
  (lines: Line[]): Line[] => {
    const kept = lines.filter((line) => !match(line));
    if (kept.length === lines.length) throw new Error("no record was left out");
    return kept;
  };

/** With the first record that `match`es changed. */
const changed =
  (match: (line: Line) => boolean, change: (line: Line) => Partial<Line>) =>
  (lines: Line[]): Line[] => {
    const place = lines.findIndex(match);
    const line = lines[place];
    if (line === undefined) throw new Error("no record was changed");
    return lines.with(place, { ...line, ...change(line) });
  };

const rdata = (from: string | RegExp, to: string) => (line: Line) => ({
  rdata: line.rdata.replace(from, to),
});

/** With records added, copied from others. */
const added =
  (match: (line: Line) => boolean, change: (line: Line) => Partial<Line>) =>
  (lines: Line[]): Line[] => {
    const more = lines.filter(match).map((line) => ({ ...line, ...change(line) }));
    if (more.length === 0) throw new Error("no record was added");
    return [...lines, ...more];
  };

/** The RDATA of a signature with a digit near its end turned. */
const turned = (text: string): string =>
  text.replace(/(.)(.{6})$/, (_, digit, rest) => `${digit === "A" ? "B" : "A"}${rest}`);

/** Without the signature of the DNSKEY records by the key that signs nothing else. */
function withoutKeySigner(lines: Line[]): Line[] {
  const tagOf = (line: Line | undefined) => line?.rdata.split(" ")[6];
  const zoneTag = tagOf(lines.find(is("example.com.", "RRSIG", "SOA")));
  const isDnskey = is("example.com.", "RRSIG", "DNSKEY");
  return without((line) => isDnskey(line) && tagOf(line) !== zoneTag)(lines);
}

const nth = (type: string, n: number) => {
  let seen = 0;
  return (line: Line): boolean => line.type === type && seen++ === n;
};

export const faults: readonly Fault[] = [
  {
    what: "an octet of a signature",
    signer: nsec,
    rule: "dnssec-rrsig-invalid",
    breakIt: changed(is("www.example.com.", "RRSIG", "CNAME"), (line) => ({
      rdata: turned(line.rdata),
    })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "the data behind a signature",
    signer: nsec,
    rule: "dnssec-rrsig-invalid",
    breakIt: changed(is("mail.example.com.", "A"), rdata("192.0.2.2", "192.0.2.99")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a signature left out",
    signer: nsec,
    rule: "dnssec-rrsig-missing",
    breakIt: without(is("mail.example.com.", "RRSIG", "A ")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "the signature of the DNSKEY records left out",
    signer: nsec,
    rule: "dnssec-rrsig-missing",
    breakIt: without(is("example.com.", "RRSIG", "DNSKEY")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "the signature of the key-signing key left out",
    signer: nsec,
    rule: "dnssec-entry-point",
    breakIt: withoutKeySigner,
    peers: ["kzonecheck", "dnssec-verify"],
  },
  {
    what: "the signatures of one algorithm left out",
    signer: two,
    rule: "dnssec-rrsig-missing",
    breakIt: without((line) => line.type === "RRSIG" && line.rdata.startsWith("MX 16")),
    peers: ["dnssec-verify"],
  },
  {
    what: "records left out, their signature not",
    signer: nsec,
    rule: "dnssec-rrsig-orphan",
    breakIt: without(is("ns1.example.com.", "AAAA")),
    peers: ["kzonecheck", "dnssec-verify"],
  },
  {
    what: "the key left out that signed the zone",
    signer: nsec,
    rule: "dnssec-rrsig-orphan",
    breakIt: without(is("example.com.", "DNSKEY", "256")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "glue signed",
    signer: nsec,
    rule: "dnssec-rrsig-orphan",
    breakIt: added(is("mail.example.com.", "RRSIG", "A "), () => ({
      owner: "ns.sec.example.com.",
    })),
    peers: ["kzonecheck", "ldns-verify-zone"],
  },
  {
    what: "a delegation signed",
    signer: nsec,
    rule: "dnssec-rrsig-orphan",
    breakIt: added(is("sec.example.com.", "RRSIG", "DS"), rdata("DS", "NS")),
    peers: ["kzonecheck", "ldns-verify-zone"],
  },
  {
    what: "all keys left out",
    signer: nsec,
    rule: "dnssec-dnskey",
    breakIt: without(is("example.com.", "DNSKEY")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a key of another protocol",
    signer: nsec,
    rule: "dnssec-dnskey",
    breakIt: changed(is("example.com.", "DNSKEY", "256"), rdata("256 3", "256 2")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a key that signs no zones",
    signer: nsec,
    rule: "dnssec-dnskey",
    breakIt: changed(is("example.com.", "DNSKEY", "256"), rdata("256", "0")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a key cut short",
    signer: nsec,
    rule: "dnssec-dnskey",
    breakIt: changed(is("example.com.", "DNSKEY", "256"), rdata(/.{4}$/, "")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "another signer",
    signer: nsec,
    rule: "dnssec-rrsig-fields",
    breakIt: changed(
      is("mail.example.com.", "RRSIG", "A "),
      rdata(/example\.com\./, "example.net."),
    ),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "fewer labels",
    signer: nsec,
    rule: "dnssec-rrsig-fields",
    breakIt: changed(is("mail.example.com.", "RRSIG", "A "), rdata("A 13 3", "A 13 2")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "more labels",
    signer: nsec,
    rule: "dnssec-rrsig-fields",
    breakIt: changed(is("mail.example.com.", "RRSIG", "A "), rdata("A 13 3", "A 13 4")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "another TTL",
    signer: nsec,
    rule: "dnssec-ttl",
    breakIt: changed(is("mail.example.com.", "A"), () => ({ ttl: "7200" })),
    peers: ["kzonecheck", "dnssec-verify"],
  },
  {
    what: "denials that outlive negative answers",
    signer: nsec,
    rule: "dnssec-ttl",
    breakIt: changed(is("mail.example.com.", "NSEC"), () => ({ ttl: "7200" })),
    peers: ["kzonecheck", "dnssec-verify"],
  },
  {
    what: "nothing, but two months too late",
    signer: nsec,
    rule: "dnssec-rrsig-expired",
    breakIt: (lines) => lines,
    days: 60,
    peers: ["kzonecheck", "ldns-verify-zone"],
  },
  {
    what: "nothing, but two months too early",
    signer: nsec,
    rule: "dnssec-rrsig-not-yet",
    breakIt: (lines) => lines,
    days: -60,
    peers: ["kzonecheck", "ldns-verify-zone"],
  },
  {
    what: "nothing, but a day before the end",
    signer: nsec,
    rule: "dnssec-rrsig-expires-soon",
    breakIt: (lines) => lines,
    days: 29,
    peers: [],
  },
  {
    what: "all NSEC records left out",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: without((line) => line.type === "NSEC"),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC record left out",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: without(is("mail.example.com.", "NSEC")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "the apex's NSEC record left out",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: without(is("example.com.", "NSEC")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC record that leaves out a name",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: changed(
      is("mail.example.com.", "NSEC"),
      rdata("ns1.example.com.", "sec.example.com."),
    ),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC record that names another name",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: changed(
      is("mail.example.com.", "NSEC"),
      rdata("ns1.example.com.", "new.example.com."),
    ),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "two NSEC records at one name",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: added(is("mail.example.com.", "NSEC"), rdata("ns1.", "new.")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC record at glue",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: added(is("mail.example.com.", "NSEC"), () => ({ owner: "ns.sec.example.com." })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a name that was added later",
    signer: nsec,
    rule: "dnssec-nsec-chain",
    breakIt: added(is("mail.example.com.", "A"), () => ({ owner: "new.example.com." })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a type too few in NSEC",
    signer: nsec,
    rule: "dnssec-nsec-bitmap",
    breakIt: changed(is("example.com.", "NSEC"), rdata(" MX", "")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a type too many in NSEC",
    signer: nsec,
    rule: "dnssec-nsec-bitmap",
    breakIt: changed(is("mail.example.com.", "NSEC"), rdata(" A ", " A AAAA ")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record left out",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: without(nth("NSEC3", 3)),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "all NSEC3 records left out",
    signer: nsec3,
    rule: "dnssec-nsec-chain",
    breakIt: without((line) => line.type === "NSEC3"),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "the NSEC3 record of an empty non-terminal left out",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: without((line) => line.type === "NSEC3" && line.rdata.split(" ").length === 5),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record that names another hash",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: changed(nth("NSEC3", 3), rdata(/(1 0 0 - )./, "$1V")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record with other iterations",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: changed(nth("NSEC3", 3), rdata("1 0 0", "1 0 1")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record with a salt",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: changed(nth("NSEC3", 3), rdata("1 0 0 -", "1 0 0 AB")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record with unknown flags",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: changed(nth("NSEC3", 3), rdata("1 0 0", "1 2 0")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record with another hash algorithm",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: changed(nth("NSEC3", 3), rdata("1 0 0", "2 0 0")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a name that was added later, with NSEC3",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: added(is("mail.example.com.", "A"), () => ({ owner: "new.example.com." })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a name that was removed, with NSEC3",
    signer: nsec3,
    rule: "dnssec-nsec3-chain",
    breakIt: without((line) => line.owner === "mail.example.com."),
    peers: ["ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a type too few in NSEC3",
    signer: nsec3,
    rule: "dnssec-nsec-bitmap",
    breakIt: changed(
      (line) => line.type === "NSEC3" && line.rdata.includes(" MX "),
      rdata(" MX", ""),
    ),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a type too many in NSEC3",
    signer: nsec3,
    rule: "dnssec-nsec-bitmap",
    breakIt: changed(nth("NSEC3", 3), rdata(/$/, " TXT HINFO")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an NSEC3 record with another TTL",
    signer: nsec3,
    rule: "dnssec-ttl",
    breakIt: changed(nth("NSEC3", 3), () => ({ ttl: "7200" })),
    peers: ["kzonecheck", "dnssec-verify"],
  },
  {
    what: "NSEC3PARAM left out",
    signer: nsec3,
    rule: "dnssec-nsec3param",
    breakIt: without(is("example.com.", "NSEC3PARAM")),
    peers: ["kzonecheck", "dnssec-verify"],
  },
  {
    what: "NSEC3PARAM with flags",
    signer: nsec3,
    rule: "dnssec-nsec3param",
    breakIt: changed(is("example.com.", "NSEC3PARAM"), rdata("1 0 0", "1 1 0")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "NSEC3PARAM with another hash algorithm",
    signer: nsec3,
    rule: "dnssec-nsec3param",
    breakIt: changed(is("example.com.", "NSEC3PARAM"), rdata("1 0 0", "2 0 0")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "NSEC3PARAM with another salt",
    signer: nsec3,
    rule: "dnssec-nsec3param",
    breakIt: changed(is("example.com.", "NSEC3PARAM"), rdata("-", "ABCD")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "an opt-out span that is none",
    signer: optOut,
    rule: "dnssec-nsec3-chain",
    breakIt: (lines) =>
      lines.map((line) =>
        line.type === "NSEC3" ? { ...line, ...rdata("1 1 0", "1 0 0")(line) } : line,
      ),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "NSEC beside NSEC3",
    signer: nsec3,
    rule: "dnssec-nsec-mixed",
    breakIt: added(nth("NSEC3PARAM", 0), () => ({ type: "NSEC", rdata: "example.com. A" })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a DS record without a delegation",
    signer: nsec,
    rule: "dnssec-ds-place",
    breakIt: without(is("sec.example.com.", "NS")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a DS record at the apex",
    signer: nsec,
    rule: "dnssec-ds-place",
    breakIt: added(is("sec.example.com.", "DS"), () => ({ owner: "example.com." })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a DS record with a SHA-1 digest",
    signer: nsec,
    rule: "dnssec-ds-digest",
    breakIt: changed(
      is("sec.example.com.", "DS"),
      rdata(/13 2 .*/, "13 1 0123456789012345678901234567890123456789"),
    ),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a CDS record of no key",
    signer: knot,
    rule: "dnssec-cds",
    breakIt: changed(is("example.com.", "CDS"), rdata(/^\d+/, "1")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a CDNSKEY record of no key",
    signer: knot,
    rule: "dnssec-cds",
    breakIt: changed(is("example.com.", "CDNSKEY"), rdata(/(.{4})(.{4})(.{4})$/, "$2$1$3")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "CDS left out, CDNSKEY not",
    signer: knot,
    rule: "dnssec-cds-alone",
    breakIt: without(is("example.com.", "CDS")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "CDS and CDNSKEY of different keys",
    signer: knot,
    rule: "dnssec-cds",
    breakIt: changed(is("example.com.", "CDNSKEY"), rdata("257", "256")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "CDS that asks for removal, CDNSKEY not",
    signer: knot,
    rule: "dnssec-cds",
    breakIt: changed(is("example.com.", "CDS"), () => ({ rdata: "0 0 0 00" })),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a digest that is not the zone's",
    signer: knot,
    rule: "dnssec-zonemd",
    breakIt: changed(is("example.com.", "ZONEMD"), rdata(/..$/, "00")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "a digest of another serial",
    signer: knot,
    rule: "dnssec-zonemd",
    breakIt: changed(is("example.com.", "ZONEMD"), rdata(/^\d+/, "1")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
  {
    what: "one of two digests that is not the zone's",
    signer: digests,
    rule: "dnssec-zonemd",
    breakIt: changed(is("example.com.", "ZONEMD"), rdata(/..$/, "00")),
    peers: ["kzonecheck", "ldns-verify-zone", "dnssec-verify"],
  },
];
